package io.wmmp.camel.transform;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/**
 * Turns the message of a WMMP consumer into one JSON object: {@code command}, {@code terminalId}, {@code sequenceNumber},
 * {@code protocolVersion}, {@code security}, {@code bearer}, {@code remoteAddress}, {@code timestamp} and {@code body}.
 * Bytes are base64, secrets are asterisks; TRANSPARENT_DATA has {@code body.user_data} and, where that is printable UTF-8, {@code body.text}.
 */
@DataTypeTransformer(name = "wmmp:application-json",
        description = "Turns the message of a WMMP consumer into a JSON object")
public class WmmpJsonDataTypeTransformer extends Transformer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final WmmpCodec USER_DATA_CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    @Override
    public void transform(Message message, DataType fromType, DataType toType) throws Exception {
        message.setBody(write(message));
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    }

    private static String write(Message message) throws JsonProcessingException {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "event", message.getHeader(WmmpConstants.EVENT));
        put(json, "command", message.getHeader(WmmpConstants.COMMAND));
        put(json, "terminalId", message.getHeader(WmmpConstants.TERMINAL_ID));
        put(json, "sequenceNumber", message.getHeader(WmmpConstants.SEQUENCE_NUMBER));
        put(json, "protocolVersion", message.getHeader(WmmpConstants.PROTOCOL_VERSION));
        put(json, "security", message.getHeader(WmmpConstants.SECURITY));
        put(json, "bearer", message.getHeader(WmmpConstants.BEARER));
        put(json, "remoteAddress", message.getHeader(WmmpConstants.REMOTE_ADDRESS));
        Long timestamp = message.getHeader(Exchange.MESSAGE_TIMESTAMP, Long.class);
        put(json, "timestamp", timestamp == null ? null : Instant.ofEpochMilli(timestamp).toString());
        put(json, "possibleDuplicate", message.getHeader(WmmpConstants.POSSIBLE_DUPLICATE));
        json.put("body", body(message));
        return JSON.writeValueAsString(json);
    }

    private static void put(Map<String, Object> json, String key, Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }

    private static Object body(Message message) {
        Object body = message.getBody();
        if (body instanceof WmmpBody received) {
            return received.redacted();
        }
        if (body instanceof Map || !isUserData(message)) {
            return body;
        }
        byte[] data = message.getBody(byte[].class);
        Map<String, Object> values = new LinkedHashMap<>();
        WmmpMessage whole = message.getExchange().getProperty(WmmpConstants.MESSAGE, WmmpMessage.class);
        if (whole != null && whole.command() == Command.TRANSPARENT_DATA) {
            WmmpBody fields = USER_DATA_CODEC.readBody(whole);
            fields.forEach((key, value) -> put(values, key, value));
        }
        values.put(WmmpCodec.USER_DATA, data);
        put(values, WmmpCodec.TEXT, printable(data));
        return values;
    }

    private static boolean isUserData(Message message) {
        return Command.TRANSPARENT_DATA.name().equals(message.getHeader(WmmpConstants.COMMAND))
                && message.getBody() != null;
    }

    /** The data as text, or null where it is not UTF-8 or has control characters other than line ends and tabs. */
    private static String printable(byte[] data) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
            boolean readable = text.codePoints()
                    .allMatch(c -> c == '\n' || c == '\r' || c == '\t' || !Character.isISOControl(c) && Character.isDefined(c));
            return readable ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
