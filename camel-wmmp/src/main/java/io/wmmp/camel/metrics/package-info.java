/**
 * Meters of all that the component counts, where Micrometer is there.
 */
package io.wmmp.camel.metrics;
