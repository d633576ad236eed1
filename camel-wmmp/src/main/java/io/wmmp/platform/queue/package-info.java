/**
 * Commands that wait for their terminals. Methods that take a {@link io.wmmp.platform.fleet.Downlink} are there for sessions,
 * not for users.
 */
package io.wmmp.platform.queue;
