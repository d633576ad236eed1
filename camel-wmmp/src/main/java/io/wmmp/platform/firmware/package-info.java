/**
 * Files for terminals to fetch, and what is kept of who fetches which.
 */
package io.wmmp.platform.firmware;
