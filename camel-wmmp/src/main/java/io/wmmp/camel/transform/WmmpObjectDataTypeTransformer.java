package io.wmmp.camel.transform;

import java.util.Map;

import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

import com.fasterxml.jackson.core.type.TypeReference;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.json.JsonMessage;
import io.wmmp.protocol.TerminalId;

/**
 * Turns the JSON object of a message into what a WMMP producer takes: a map as body, and the headers
 * {@code CamelWmmpCommand} and {@code CamelWmmpTerminalId} where the object has {@code command} and {@code terminalId}. The
 * other members are passed over.
 */
@DataTypeTransformer(name = "wmmp:application-x-java-object",
        description = "Turns a WMMP message that is a JSON object into the map and headers that a producer takes")
public class WmmpObjectDataTypeTransformer extends Transformer {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    @Override
    public void transform(Message message, DataType fromType, DataType toType) throws Exception {
        Map<String, Object> json = RouteJson.MAPPER.readValue(message.getMandatoryBody(String.class), OBJECT);
        Map<String, Object> body = JsonMessage.body(RouteJson.codec(message), json);
        if (json.get(JsonMessage.COMMAND) != null) {
            message.setHeader(WmmpConstants.COMMAND, JsonMessage.command(json).name());
        }
        if (json.get(JsonMessage.TERMINAL_ID) != null) {
            TerminalId terminalId = TerminalId.of(JsonMessage.text(json, JsonMessage.TERMINAL_ID));
            message.setHeader(WmmpConstants.TERMINAL_ID, terminalId.toString());
        }
        message.setBody(body);
    }
}
