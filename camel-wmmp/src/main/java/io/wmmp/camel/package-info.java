/**
 * The Camel component {@code wmmp}. {@link io.wmmp.camel.WmmpComponent}, its endpoint and configuration, and the names of headers
 * in {@link io.wmmp.camel.WmmpConstants} are for users; the rest of this package serves them.
 */
package io.wmmp.camel;
