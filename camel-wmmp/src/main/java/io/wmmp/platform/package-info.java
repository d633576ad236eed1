/**
 * The platform: listeners, registration, the sessions of terminals and applications. {@link io.wmmp.platform.Platform} is the
 * way in for users; what each matter of a terminal needs is in packages of its own below, which know of this one only what
 * {@link io.wmmp.platform.fleet.Fleet} shows.
 */
package io.wmmp.platform;
