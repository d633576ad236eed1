package io.wmmp.camel;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.apache.camel.Exchange;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

/** The headers and properties that say in a route what a message says of itself. */
public final class MessageHeaders {

    private MessageHeaders() {
    }

    /**
     * Sets them.
     *
     * @param exchange the exchange of a route
     * @param message  the message that has come
     * @param dialect  the dialect in which it was read
     */
    public static void set(Exchange exchange, WmmpMessage message, Dialect dialect) {
        put(exchange.getMessage().getHeaders(), message);
        setProperties(exchange, message, dialect);
    }

    /** The headers alone; those that another message has left are replaced or taken away. */
    static void put(Map<String, Object> headers, WmmpMessage message) {
        headers.put(WmmpConstants.COMMAND, message.command().name());
        headers.put(WmmpConstants.TERMINAL_ID, message.terminalId().toString());
        headers.put(WmmpConstants.SEQUENCE_NUMBER, message.sequenceNumber());
        headers.put(WmmpConstants.PROTOCOL_VERSION, message.protocolVersion());
        putRouting(headers, message, Tlv.SOURCE_TERMINAL, WmmpConstants.SOURCE_TERMINAL_ID);
        putRouting(headers, message, Tlv.DESTINATION_TERMINAL, WmmpConstants.DESTINATION_TERMINAL_ID);
        putRouting(headers, message, Tlv.SOURCE_EC, WmmpConstants.SOURCE_EC_CODE);
        putRouting(headers, message, Tlv.DESTINATION_EC, WmmpConstants.DESTINATION_EC_CODE);
    }

    /** The properties alone. */
    static void setProperties(Exchange exchange, WmmpMessage message, Dialect dialect) {
        exchange.setProperty(WmmpConstants.MESSAGE, message);
        exchange.setProperty(WmmpConstants.DIALECT, dialect);
    }

    private static void putRouting(Map<String, Object> headers, WmmpMessage message, int tag, String header) {
        String text = text(message.tlv(tag));
        if (text != null) {
            headers.put(header, text);
        } else {
            headers.remove(header);
        }
    }

    /** The name that a routing tag says, or null. */
    static String text(Tlv tlv) {
        return tlv == null || tlv.length() == 0 ? null : new String(tlv.value(), StandardCharsets.US_ASCII).replace("\0", "");
    }
}
