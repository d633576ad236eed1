package io.wmmp.camel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultConsumer;

import io.wmmp.camel.WmmpConfiguration.OnFailure;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.ReceivedRequest;

/** How a request of the other end becomes an exchange, and how the outcome of the route becomes its answer. */
final class RequestExchange {

    private RequestExchange() {
    }

    /** Runs a route with a request. The answer is given when the route has completed, not before. */
    static CompletionStage<Answer> process(DefaultConsumer consumer, OnFailure onFailure, ReceivedRequest request) {
        Exchange exchange = consumer.createExchange(false);
        try {
            WmmpEndpoint endpoint = (WmmpEndpoint) consumer.getEndpoint();
            fill(exchange, request);
            if (endpoint.getRole() == WmmpRole.application) {
                nameSource(exchange.getIn());
            }
            endpoint.filterHeaders(exchange);
        } catch (RuntimeException e) {
            consumer.releaseExchange(exchange, false);
            throw e;
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        consumer.getAsyncProcessor().process(exchange, doneSync -> {
            try {
                answer.complete(outcome(consumer, onFailure, request, exchange));
            } catch (RuntimeException | Error e) {
                // an exception handler of the user's that fails itself
                answer.completeExceptionally(e);
            } finally {
                consumer.releaseExchange(exchange, false);
            }
        });
        return answer;
    }

    private static void fill(Exchange exchange, ReceivedRequest request) {
        WmmpMessage message = request.message();
        Message in = exchange.getIn();
        MessageHeaders.set(exchange, message, request.codec().dialect());
        in.setHeader(WmmpConstants.SECURITY, request.category().name());
        in.setHeader(WmmpConstants.BEARER, request.bearer().name());
        in.setHeader(WmmpConstants.REMOTE_ADDRESS, request.remoteAddress());
        in.setHeader(Exchange.MESSAGE_TIMESTAMP, System.currentTimeMillis());
        if (request.possibleDuplicate()) {
            in.setHeader(WmmpConstants.POSSIBLE_DUPLICATE, true);
        }
        if (message.command() == Command.TRANSPARENT_DATA) {
            Tlv data = message.tlv(Tlv.USER_DATA);
            in.setBody(data == null ? new byte[0] : data.value());
        } else {
            in.setBody(request.codec().readBody(message));
        }
    }

    /** To an application the terminal of a message is the one that it comes from; the header of the wire has its own code. */
    private static void nameSource(Message in) {
        in.removeHeader(WmmpConstants.TERMINAL_ID);
        Object source = in.getHeader(WmmpConstants.SOURCE_TERMINAL_ID);
        if (source != null) {
            in.setHeader(WmmpConstants.TERMINAL_ID, source);
        }
    }

    private static Answer outcome(DefaultConsumer consumer, OnFailure onFailure, ReceivedRequest request, Exchange exchange) {
        if (exchange.getException() != null || exchange.isRollbackOnly()) {
            WmmpEndpoint.routeFailed(consumer, exchange, request.message());
            return failure(onFailure, request);
        }
        try {
            return chosen(request, exchange);
        } catch (InvalidFieldException e) {
            consumer.getExceptionHandler().handleException("The answer of the route to " + request.message()
                    + " cannot be sent", exchange, e);
            return failure(onFailure, request);
        }
    }

    private static Answer chosen(ReceivedRequest request, Exchange exchange) {
        Object code = exchange.getMessage().getHeader(WmmpConstants.ANSWER);
        if (code == null) {
            return Answer.success(request.codec(), request.message());
        }
        Integer result = exchange.getContext().getTypeConverter().tryConvertTo(Integer.class, code);
        if (result == null) {
            throw new InvalidFieldException(WmmpConstants.ANSWER, "expects a result code from 0 to 255, not " + code);
        }
        Map<String, Object> body = exchange.getMessage().getBody() instanceof Map<?, ?> map
                && !isRequestBody(map, request) ? asBody(map) : Map.of();
        return Answer.of(request.codec(), request.message(), result, body);
    }

    /** The request's own body is no answer: a route that only sets the code has left it where it was. */
    private static boolean isRequestBody(Map<?, ?> map, ReceivedRequest request) {
        return map instanceof WmmpBody body && body.message() == request.message();
    }

    private static Map<String, Object> asBody(Map<?, ?> map) {
        Map<String, Object> body = new LinkedHashMap<>();
        map.forEach((key, value) -> body.put(String.valueOf(key), value));
        return body;
    }

    private static Answer failure(OnFailure onFailure, ReceivedRequest request) {
        return onFailure == OnFailure.silent ? Answer.SILENCE : Answer.failure(request.codec(), request.message());
    }
}
