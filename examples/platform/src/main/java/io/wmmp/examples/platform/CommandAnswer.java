package io.wmmp.examples.platform;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;

/** What a terminal has answered, {@code {"result": ..., "body": ...}}. */
final class CommandAnswer {

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
        Map<String, Object> body = answer.redacted();
        body.remove(WmmpCodec.RESULT);
        return body;
    }
}
