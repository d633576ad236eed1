package io.wmmp.json;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/** Reads a message from what {@link MessageSerializer} or a user has written. */
final class MessageDeserializer extends StdDeserializer<WmmpMessage> {

    private static final long serialVersionUID = 1L;

    /** What makes the message, and what says how one came here and is passed over. */
    private static final Set<String> MEMBERS = Set.of(JsonMessage.COMMAND, JsonMessage.TERMINAL_ID,
            JsonMessage.SEQUENCE_NUMBER, JsonMessage.PROTOCOL_VERSION, JsonMessage.BODY, JsonMessage.SECURITY,
            JsonMessage.BEARER, JsonMessage.REMOTE_ADDRESS, JsonMessage.TIMESTAMP, JsonMessage.POSSIBLE_DUPLICATE);
    private static final long MAX_SEQUENCE_NUMBER = 0xFFFFFFFFL;
    private static final int MAX_VERSION = 0xFFFF;

    private final transient WmmpCodec codec;

    MessageDeserializer(WmmpCodec codec) {
        super(WmmpMessage.class);
        this.codec = codec;
    }

    @Override
    public WmmpMessage deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JavaType object = context.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class);
        Map<String, Object> json = context.readValue(parser, object);
        for (String member : json.keySet()) {
            if (!MEMBERS.contains(member)) {
                context.handleUnknownProperty(parser, this, WmmpMessage.class, member);
            }
        }
        try {
            return message(json);
        } catch (IllegalArgumentException | MalformedMessageException e) {
            throw JsonMappingException.from(parser, "Not a WMMP message: " + e.getMessage(), e);
        }
    }

    private WmmpMessage message(Map<String, Object> json) {
        Command command = JsonMessage.command(json);
        return WmmpMessage.builder(command).terminalId(TerminalId.of(JsonMessage.text(json, JsonMessage.TERMINAL_ID)))
                .sequenceNumber(number(json, JsonMessage.SEQUENCE_NUMBER, 0, MAX_SEQUENCE_NUMBER))
                .protocolVersion((int) number(json, JsonMessage.PROTOCOL_VERSION, WmmpMessage.VERSION, MAX_VERSION))
                .body(codec.writeBody(command, JsonMessage.body(codec, json))).build();
    }

    private static long number(Map<String, Object> json, String member, long missing, long max) {
        Object value = json.get(member);
        if (value == null) {
            return missing;
        }
        if (value instanceof Number number && number.doubleValue() == number.longValue() && number.longValue() >= 0
                && number.longValue() <= max) {
            return number.longValue();
        }
        throw new InvalidFieldException(member, "expects a whole number from 0 to " + max);
    }
}
