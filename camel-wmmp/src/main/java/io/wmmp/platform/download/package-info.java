/**
 * Terminals that fetch files: one by one, or many in a campaign. Methods that take a
 * {@link io.wmmp.platform.fleet.Downlink} are there for sessions, not for users.
 */
package io.wmmp.platform.download;
