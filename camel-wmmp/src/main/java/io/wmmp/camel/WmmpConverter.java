package io.wmmp.camel;

import org.apache.camel.Converter;
import org.apache.camel.Exchange;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/**
 * Conversions between messages and their bytes on the wire, in the default dialect, and of messages to their names and
 * values, in the dialect in which the message of the exchange was read.
 */
@Converter(generateLoader = true)
public final class WmmpConverter {

    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    private WmmpConverter() {
    }

    /**
     * @param  message a message
     * @return         its bytes on the wire
     */
    @Converter
    public static byte[] toBytes(WmmpMessage message) {
        return message.toBytes();
    }

    /**
     * @param  frame                                      exactly the bytes of one message
     * @return                                            the message
     * @throws io.wmmp.protocol.MalformedMessageException when these bytes are not a message
     */
    @Converter
    public static WmmpMessage toMessage(byte[] frame) {
        return CODEC.decode(frame);
    }

    /**
     * @param  message  a message
     * @param  exchange says the dialect, the default one where it does not; may be null
     * @return          its names and values
     */
    @Converter
    public static WmmpBody toBody(WmmpMessage message, Exchange exchange) {
        Dialect dialect = exchange == null ? null : exchange.getProperty(WmmpConstants.DIALECT, Dialect.class);
        return (dialect == null ? CODEC : new WmmpCodec(dialect)).readBody(message);
    }
}
