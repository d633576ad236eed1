package io.wmmp.camel;

import org.apache.camel.Converter;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/** Conversions between messages and their bytes on the wire, in the default dialect. */
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
}
