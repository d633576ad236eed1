package io.wmmp.camel.transform;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.json.JsonBody;
import io.wmmp.json.JsonMessage;
import io.wmmp.json.WmmpModule;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/** The JSON of what a route has in hand: a message with the headers of a consumer or of the data format, or an event. */
final class RouteJson {

    static final String MEDIA_TYPE = "application/json";
    static final JsonMapper MAPPER = JsonMapper.builder().addModule(new WmmpModule()).build();

    private static final WmmpCodec DEFAULT_CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    private RouteJson() {
    }

    /** Puts the JSON in the place of the body. */
    static void write(Message message) throws JsonProcessingException {
        Map<String, Object> json = new LinkedHashMap<>();
        putHeader(json, JsonMessage.EVENT, message, WmmpConstants.EVENT);
        if (message.getBody() instanceof WmmpMessage whole) {
            json.putAll(JsonMessage.of(codec(message), whole));
        } else {
            putHeader(json, JsonMessage.COMMAND, message, WmmpConstants.COMMAND);
            putHeader(json, JsonMessage.TERMINAL_ID, message, WmmpConstants.TERMINAL_ID);
            putHeader(json, JsonMessage.SEQUENCE_NUMBER, message, WmmpConstants.SEQUENCE_NUMBER);
            putHeader(json, JsonMessage.PROTOCOL_VERSION, message, WmmpConstants.PROTOCOL_VERSION);
        }
        putHeader(json, JsonMessage.SECURITY, message, WmmpConstants.SECURITY);
        putHeader(json, JsonMessage.BEARER, message, WmmpConstants.BEARER);
        putHeader(json, JsonMessage.REMOTE_ADDRESS, message, WmmpConstants.REMOTE_ADDRESS);
        Long timestamp = message.getHeader(Exchange.MESSAGE_TIMESTAMP, Long.class);
        if (timestamp != null) {
            json.put(JsonMessage.TIMESTAMP, Instant.ofEpochMilli(timestamp).toString());
        }
        putHeader(json, JsonMessage.POSSIBLE_DUPLICATE, message, WmmpConstants.POSSIBLE_DUPLICATE);
        // last, as in JSON of a consumer
        Object body = json.remove(JsonMessage.BODY);
        json.put(JsonMessage.BODY, body == null ? body(message) : body);
        message.setBody(MAPPER.writeValueAsString(json));
        message.setHeader(Exchange.CONTENT_TYPE, MEDIA_TYPE);
    }

    private static void putHeader(Map<String, Object> json, String member, Message message, String header) {
        Object value = message.getHeader(header);
        if (value != null) {
            json.put(member, value);
        }
    }

    /** The dialect in which the message was read. */
    static WmmpCodec codec(Message message) {
        Dialect dialect = message.getExchange().getProperty(WmmpConstants.DIALECT, Dialect.class);
        return dialect == null ? DEFAULT_CODEC : new WmmpCodec(dialect);
    }

    private static Object body(Message message) {
        Object body = message.getBody();
        if (body instanceof WmmpBody) {
            return body;
        }
        if (body instanceof Map<?, ?> map) {
            return redacted(codec(message), map);
        }
        boolean isUserData = Command.TRANSPARENT_DATA.name().equals(message.getHeader(WmmpConstants.COMMAND));
        return isUserData && body != null ? userData(message) : body;
    }

    /** A map of the route's own making, which may have come of a body with secrets. */
    private static Map<String, Object> redacted(WmmpCodec codec, Map<?, ?> map) {
        Map<String, Object> redacted = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            redacted.put(name, codec.isSecret(name) ? WmmpBody.HIDDEN : value);
        });
        return redacted;
    }

    private static Map<String, Object> userData(Message message) {
        Map<String, Object> values = new LinkedHashMap<>();
        WmmpMessage whole = message.getExchange().getProperty(WmmpConstants.MESSAGE, WmmpMessage.class);
        if (whole != null && whole.command() == Command.TRANSPARENT_DATA) {
            codec(message).readBody(whole).redacted().forEach((key, value) -> {
                if (value != null) {
                    values.put(key, value);
                }
            });
        }
        values.remove(WmmpCodec.USER_DATA);
        values.putAll(JsonBody.of(message.getBody(byte[].class)));
        return values;
    }
}
