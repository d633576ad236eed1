package io.wmmp.json;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/** Writes a message, its header first. */
final class MessageSerializer extends StdSerializer<WmmpMessage> {

    private static final long serialVersionUID = 1L;

    private final transient WmmpCodec codec;

    MessageSerializer(WmmpCodec codec) {
        super(WmmpMessage.class);
        this.codec = codec;
    }

    @Override
    public void serialize(WmmpMessage message, JsonGenerator json, SerializerProvider provider) throws IOException {
        provider.defaultSerializeValue(JsonMessage.of(codec, message), json);
    }
}
