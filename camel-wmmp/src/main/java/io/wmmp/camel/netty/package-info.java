/**
 * The codec for plain {@code netty:} endpoints.
 */
package io.wmmp.camel.netty;
