package io.wmmp.camel;

import java.nio.charset.StandardCharsets;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

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
        Message in = exchange.getMessage();
        in.setHeader(WmmpConstants.COMMAND, message.command().name());
        in.setHeader(WmmpConstants.TERMINAL_ID, message.terminalId().toString());
        in.setHeader(WmmpConstants.SEQUENCE_NUMBER, message.sequenceNumber());
        in.setHeader(WmmpConstants.PROTOCOL_VERSION, message.protocolVersion());
        setRoutingHeader(in, message, Tlv.SOURCE_TERMINAL, WmmpConstants.SOURCE_TERMINAL_ID);
        setRoutingHeader(in, message, Tlv.DESTINATION_TERMINAL, WmmpConstants.DESTINATION_TERMINAL_ID);
        setRoutingHeader(in, message, Tlv.SOURCE_EC, WmmpConstants.SOURCE_EC_CODE);
        setRoutingHeader(in, message, Tlv.DESTINATION_EC, WmmpConstants.DESTINATION_EC_CODE);
        exchange.setProperty(WmmpConstants.MESSAGE, message);
        exchange.setProperty(WmmpConstants.DIALECT, dialect);
    }

    private static void setRoutingHeader(Message in, WmmpMessage message, int tag, String header) {
        String text = text(message.tlv(tag));
        if (text != null) {
            in.setHeader(header, text);
        } else {
            // that of another message
            in.removeHeader(header);
        }
    }

    /** The name that a routing tag says, or null. */
    static String text(Tlv tlv) {
        return tlv == null || tlv.length() == 0 ? null : new String(tlv.value(), StandardCharsets.US_ASCII).replace("\0", "");
    }
}
