/**
 * Business data between terminals and applications. Methods that take a {@link io.wmmp.platform.fleet.Downlink}, or the codec of
 * a connection, are there for sessions, not for users.
 */
package io.wmmp.platform.routing;
