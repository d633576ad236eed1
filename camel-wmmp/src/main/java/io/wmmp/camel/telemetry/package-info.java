/**
 * How the exchanges of the component look in traces.
 */
package io.wmmp.camel.telemetry;
