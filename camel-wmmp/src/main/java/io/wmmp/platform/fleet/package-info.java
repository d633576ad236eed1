/**
 * The terminals of a platform as others see them: what happens to them and how they stand, for users, and what those see who
 * have something to send to them, {@link io.wmmp.platform.fleet.Fleet} and {@link io.wmmp.platform.fleet.Downlink}, for the
 * packages beside this one.
 */
package io.wmmp.platform.fleet;
