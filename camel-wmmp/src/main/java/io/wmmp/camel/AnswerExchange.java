package io.wmmp.camel;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.queue.CommandWaitsException;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.NoAnswerException;

/** How the answer to a request goes into the exchange of a producer. */
final class AnswerExchange {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerExchange.class);

    private AnswerExchange() {
    }

    /**
     * Has an exchange go on with the answer; or at once, when nobody can wait for it, and a failure is only logged.
     *
     * @return what a producer returns: whether the exchange goes on at once
     */
    static boolean goOn(Exchange exchange, AsyncCallback callback, CompletionStage<WmmpMessage> answer, boolean atOnce,
            WmmpCodec codec, WmmpConfiguration configuration) {
        if (atOnce) {
            logFailure(exchange, answer);
            callback.done(true);
            return true;
        }
        answer.whenComplete((message, failure) -> {
            finish(exchange, codec, message, failure, configuration);
            callback.done(false);
        });
        return false;
    }

    private static void logFailure(Exchange exchange, CompletionStage<WmmpMessage> answer) {
        String id = exchange.getExchangeId();
        answer.whenComplete((message, failure) -> {
            if (failure != null) {
                LOG.warn("Message of exchange {} failed: {}", id, failure.getMessage());
            }
        });
    }

    /** Puts what came of a request into its exchange; whatever goes wrong is a failure of the exchange. */
    static void finish(Exchange exchange, WmmpCodec codec, WmmpMessage answer, Throwable failure,
            WmmpConfiguration configuration) {
        try {
            if (failure != null) {
                failed(exchange, failure);
            } else {
                answered(exchange, codec, answer, configuration);
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }

    /** Sets body and result code, and fails the exchange for a refusal where that is wished. */
    private static void answered(
            Exchange exchange, WmmpCodec codec, WmmpMessage answer, WmmpConfiguration configuration) {
        boolean hidden = answer.command() == Command.SECURITY_CONFIG_ACK && !configuration.isExposeSecrets();
        WmmpBody body = codec.readBody(hidden ? codec.redacted(answer) : answer);
        Integer result = answer.has(WmmpCodec.RESULT) ? (Integer) (int) answer.unsigned(WmmpCodec.RESULT) : null;
        Message message = exchange.getMessage();
        if (exchange.getPattern().isOutCapable()) {
            message.setBody(body);
        }
        message.setHeader(WmmpConstants.RESULT, result == null ? 0 : result);
        if (configuration.isThrowExceptionOnFailure() && result != null
                && !codec.dialect().isSuccess(answer.command(), result)) {
            exchange.setException(new RefusedException(answer.terminalId(), answer.command().request(), result, body));
        }
    }

    /** Fails the exchange in Camel's terms. */
    static void failed(Exchange exchange, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CommandWaitsException waits) {
            queued(exchange, waits.id(), waits.position());
            ExchangeTimedOutException late = new ExchangeTimedOutException(exchange, waits.millis(), waits.getMessage());
            late.initCause(waits);
            exchange.setException(late);
        } else {
            exchange.setException(cause instanceof NoAnswerException late
                    ? new ExchangeTimedOutException(exchange, late.millis(), late.getMessage()) : cause);
        }
    }

    /** Says that a command waits for its terminal. */
    static void queued(Exchange exchange, long commandId, int position) {
        exchange.getMessage().setHeader(WmmpConstants.COMMAND_ID, commandId);
        exchange.getMessage().setHeader(WmmpConstants.QUEUE_POSITION, position);
    }
}
