package io.wmmp.examples.platform;

import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Keeps HTTP headers and Camel headers apart: nothing that a client sends becomes a header of the exchange, and of the
 * exchange only the place of what was made becomes a header of the answer.
 */
final class HttpHeadersOfOurs implements HeaderFilterStrategy {

    static final String LOCATION = "Location";

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !name.equals(LOCATION);
    }

    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return true;
    }
}
