package io.wmmp.examples.platform;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;

/**
 * What a terminal has answered, {@code {"result": ..., "body": ...}}, or that the command waits for a terminal that is not
 * there, {@code {"queued": n}}.
 */
final class CommandAnswer {

    private CommandAnswer() {
    }

    /**
     * Answers a user whose time is over. A terminal that is logged in has the command, or will get it when its turn comes;
     * any other gets it when it speaks again.
     */
    static void writeUnanswered(Exchange exchange, boolean absent) {
        Integer position = exchange.getMessage().getHeader(WmmpConstants.QUEUE_POSITION, Integer.class);
        if (absent && position != null) {
            Json.answer(exchange, 202, Map.of("queued", position));
        } else {
            Json.answer(exchange, Problem.timedOut(exchange.getIn().getHeader(WmmpConstants.COMMAND) + " was sent to terminal "
                    + exchange.getIn().getHeader(WmmpConstants.TERMINAL_ID) + " and not answered within "
                    + exchange.getProperty(CommandRequest.WAIT) + " s"));
        }
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
