package io.wmmp.examples.platform;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;

/** What a terminal has answered, {@code {"result": ..., "body": ...}}. */
final class CommandAnswer {

    private static final String HIDDEN = "***";

    private CommandAnswer() {
    }

    /** Turns the answer of a terminal into that to the user. */
    static void write(Exchange exchange) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("result", exchange.getMessage().getHeader(WmmpConstants.RESULT));
        json.put("body", body(exchange.getMessage().getBody(WmmpBody.class)));
        Json.answer(exchange, 200, json);
    }

    private static Map<String, Object> body(WmmpBody answer) {
        WmmpCodec codec = new WmmpCodec(answer.dialect());
        Map<String, Object> body = new LinkedHashMap<>(answer);
        body.remove(WmmpCodec.RESULT);
        body.replaceAll((name, value) -> isSecret(codec, name) ? HIDDEN : value);
        return body;
    }

    private static boolean isSecret(WmmpCodec codec, String name) {
        try {
            return codec.dialect().isSecret(codec.numberOf(name));
        } catch (InvalidFieldException e) {
            // a fixed field
            return false;
        }
    }
}
