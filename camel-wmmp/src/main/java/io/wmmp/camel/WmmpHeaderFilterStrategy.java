package io.wmmp.camel;

import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultHeaderFilterStrategy;

/**
 * Keeps every header out whose name begins like those of Camel, in whatever letter case, both ways; only the headers that
 * the component documents pass, under exactly their names. So nothing that a terminal or platform sends can ever become a
 * header that steers a route, such as the name of a file or of a method.
 */
public class WmmpHeaderFilterStrategy extends DefaultHeaderFilterStrategy {

    private static final Set<String> OWN = Set.of(WmmpConstants.COMMAND, WmmpConstants.TERMINAL_ID,
            WmmpConstants.SEQUENCE_NUMBER, WmmpConstants.PROTOCOL_VERSION, WmmpConstants.SECURITY, WmmpConstants.BEARER,
            WmmpConstants.REMOTE_ADDRESS, WmmpConstants.MESSAGE_TIMESTAMP, WmmpConstants.POSSIBLE_DUPLICATE,
            WmmpConstants.SOURCE_TERMINAL_ID, WmmpConstants.DESTINATION_TERMINAL_ID, WmmpConstants.SOURCE_EC_CODE,
            WmmpConstants.DESTINATION_EC_CODE, WmmpConstants.EVENT, WmmpConstants.COMMAND_ID, WmmpConstants.RESULT,
            WmmpConstants.FIRMWARE, WmmpConstants.FIRMWARE_VERSION);

    /** The strategy of endpoints that name no other. */
    public WmmpHeaderFilterStrategy() {
        // without this, only two of the many ways to write "Camel" are kept out
        setLowerCase(true);
        setInFilterStartsWith(CAMEL_FILTER_STARTS_WITH);
        setOutFilterStartsWith(CAMEL_FILTER_STARTS_WITH);
    }

    @Override
    public boolean applyFilterToExternalHeaders(String headerName, Object headerValue, Exchange exchange) {
        return !OWN.contains(headerName) && super.applyFilterToExternalHeaders(headerName, headerValue, exchange);
    }
}
