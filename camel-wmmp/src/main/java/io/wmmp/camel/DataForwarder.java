package io.wmmp.camel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.Platform;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.platform.routing.BusinessData;
import io.wmmp.platform.routing.Forwarded;
import io.wmmp.platform.routing.Forwarded.Refusal;
import io.wmmp.platform.routing.Forwarding;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/** How a producer of the platform gives business data to the destination that headers name. */
final class DataForwarder {

    private static final Logger LOG = LoggerFactory.getLogger(DataForwarder.class);

    private final WmmpConfiguration configuration;
    private final Platform platform;

    DataForwarder(WmmpConfiguration configuration, Platform platform) {
        this.configuration = configuration;
        this.platform = platform;
    }

    /** Whether business data is for a destination, and not simply for the terminal that the exchange names. */
    static boolean hasDestination(Exchange exchange) {
        return BusinessData.isCarriedBy(RequestBody.command(exchange)) && (header(exchange,
                WmmpConstants.DESTINATION_TERMINAL_ID) != null
                || header(exchange, WmmpConstants.TERMINAL_ID) == null
                        && header(exchange, WmmpConstants.DESTINATION_EC_CODE) != null);
    }

    boolean process(Exchange exchange, boolean forwards, AsyncCallback callback) {
        CompletionStage<Forwarded> outcome;
        try {
            outcome = forwards ? forward(exchange) : send(exchange);
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        if (!forwards && !exchange.getPattern().isOutCapable() && !outcome.toCompletableFuture().isDone()) {
            String what = exchange.getExchangeId();
            outcome.whenComplete((result, failure) -> {
                if (failure != null || !result.isPositive()) {
                    LOG.warn("Data of exchange {} has not been taken: {}", what, failure == null ? result : failure.toString());
                }
            });
            callback.done(true);
            return true;
        }
        outcome.whenComplete((result, failure) -> {
            finish(exchange, result, failure, forwards);
            callback.done(false);
        });
        return false;
    }

    /** Forwards what a terminal has sent, as the platform would have done without this route. */
    private CompletionStage<Forwarded> forward(Exchange exchange) {
        WmmpMessage message = exchange.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class);
        if (message == null || !BusinessData.isCarriedBy(message.command())) {
            throw new InvalidFieldException(WmmpConstants.OPERATION,
                    "forward is for exchanges of a listener with TRANSPARENT_DATA or TRANSPARENT_CMD");
        }
        return platform.routing().forward(message, header(exchange, WmmpConstants.DESTINATION_TERMINAL_ID),
                header(exchange, WmmpConstants.DESTINATION_EC_CODE), forwarding());
    }

    /** Sends what a route has made. */
    private CompletionStage<Forwarded> send(Exchange exchange) {
        Command command = RequestBody.command(exchange);
        Map<String, Object> values = RequestBody.values(exchange, command);
        String source = header(exchange, WmmpConstants.TERMINAL_ID);
        TerminalId sender;
        try {
            sender = source == null ? null : TerminalId.of(source);
        } catch (IllegalArgumentException e) {
            throw new UnknownTerminalException(source);
        }
        return platform.routing().forward(sender, new BusinessData(command,
                header(exchange, WmmpConstants.DESTINATION_TERMINAL_ID), header(exchange, WmmpConstants.DESTINATION_EC_CODE),
                (codec, tag) -> write(codec, command, values, tag)), forwarding());
    }

    private static byte[] write(WmmpCodec codec, Command command, Map<String, Object> values, Tlv source) {
        Map<String, Object> routed = new LinkedHashMap<>();
        routed.put(codec.nameOf(source.tag()), source.value());
        routed.putAll(values);
        return codec.writeBody(command, routed);
    }

    private Forwarding forwarding() {
        return configuration.forwarding();
    }

    private static String header(Exchange exchange, String name) {
        String value = exchange.getIn().getHeader(name, String.class);
        return value == null || value.isBlank() ? null : value;
    }

    private void finish(Exchange exchange, Forwarded outcome, Throwable failure, boolean forwards) {
        try {
            if (failure != null) {
                AnswerExchange.failed(exchange, failure);
            } else if (forwards && outcome.refusal() == Refusal.UNKNOWN
                    && header(exchange, WmmpConstants.DESTINATION_TERMINAL_ID) == null) {
                // for no application that the platform knows: then this route is it
                LOG.trace("{} is for this route", exchange.getExchangeId());
            } else {
                finished(exchange, outcome, forwards);
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }

    private void finished(Exchange exchange, Forwarded outcome, boolean forwards) {
        Message message = exchange.getMessage();
        WmmpMessage answer = outcome.answer();
        int result = answer != null ? (int) answer.unsigned(WmmpCodec.RESULT)
                : outcome.refusal() != null ? outcome.refusal().result() : 0;
        message.setHeader(WmmpConstants.RESULT, result);
        WmmpBody body = answer == null ? null : new WmmpCodec(outcome.dialect()).readBody(answer);
        boolean details = body != null && body.size() > 1;
        if (forwards && (details || !outcome.isPositive())) {
            // a bare positive answer is what the route gives anyhow, in the words of the sender's dialect
            message.setHeader(WmmpConstants.ANSWER, result);
        }
        if (body != null && (forwards ? details : exchange.getPattern().isOutCapable())) {
            message.setBody(body);
        }
        if (configuration.isThrowExceptionOnFailure() && !outcome.isPositive()) {
            exchange.setException(answer != null
                    ? new RefusedException(answer.terminalId(), answer.command().request(), result, body)
                    : new RefusedException(RequestBody.command(exchange), destination(exchange), result));
        }
    }

    private static String destination(Exchange exchange) {
        String terminal = header(exchange, WmmpConstants.DESTINATION_TERMINAL_ID);
        return terminal != null ? terminal : "application " + header(exchange, WmmpConstants.DESTINATION_EC_CODE);
    }
}
