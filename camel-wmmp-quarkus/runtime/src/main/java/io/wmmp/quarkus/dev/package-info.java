/** What helps developers, in dev mode only. */
package io.wmmp.quarkus.dev;
