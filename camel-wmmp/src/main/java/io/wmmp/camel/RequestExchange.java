package io.wmmp.camel;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultConsumer;

import io.wmmp.camel.WmmpConfiguration.OnFailure;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.session.Answer;
import io.wmmp.session.ReceivedRequest;

/** How a request of the other end becomes an exchange, and how the outcome of the route becomes its answer. */
final class RequestExchange {

    private RequestExchange() {
    }

    /** The exchange of a request, which its consumer has to release. */
    static Exchange of(DefaultConsumer consumer, ReceivedRequest request) {
        Exchange exchange = consumer.createExchange(false);
        try {
            exchange.setIn(new RequestMessage(exchange, (WmmpEndpoint) consumer.getEndpoint(), request));
            MessageHeaders.setProperties(exchange, request.message(), request.codec().dialect());
        } catch (RuntimeException e) {
            consumer.releaseExchange(exchange, false);
            throw e;
        }
        return exchange;
    }

    /** What a route that has completed answers. */
    static Answer outcome(DefaultConsumer consumer, OnFailure onFailure, ReceivedRequest request, Exchange exchange) {
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
        Message message = exchange.getMessage();
        Object code = message.getHeader(WmmpConstants.ANSWER);
        if (code == null) {
            return Answer.success(request.codec(), request.message());
        }
        Integer result = exchange.getContext().getTypeConverter().tryConvertTo(Integer.class, code);
        if (result == null) {
            throw new InvalidFieldException(WmmpConstants.ANSWER, "expects a result code from 0 to 255, not " + code);
        }
        Map<String, Object> body = message.getBody() instanceof Map<?, ?> map
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
