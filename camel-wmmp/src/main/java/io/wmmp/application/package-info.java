/**
 * The application: {@link io.wmmp.application.Application} is the way in for users, and keeps its connections to the platform
 * logged in.
 */
package io.wmmp.application;
