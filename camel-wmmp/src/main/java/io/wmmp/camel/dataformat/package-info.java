/**
 * The data format {@code wmmp}: marshals and unmarshals messages in routes that have no WMMP endpoint.
 */
package io.wmmp.camel.dataformat;
