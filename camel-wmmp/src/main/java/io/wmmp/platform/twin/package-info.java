/**
 * What is known of the configuration of terminals, and what it shall be. Methods that take a
 * {@link io.wmmp.platform.fleet.Downlink} are there for sessions, not for users.
 */
package io.wmmp.platform.twin;
