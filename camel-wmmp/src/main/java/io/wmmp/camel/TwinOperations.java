package io.wmmp.camel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;

import io.wmmp.camel.WmmpConfiguration.Operation;
import io.wmmp.platform.Platform;
import io.wmmp.platform.twin.TwinStatus;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;

/** What routes read of the twins of terminals, and write to them. The body becomes the twin. */
final class TwinOperations {

    private final Platform platform;

    TwinOperations(Platform platform) {
        this.platform = platform;
    }

    static boolean isOne(Operation operation) {
        return operation == Operation.getTwin || operation == Operation.updateDesired || operation == Operation.replaceDesired;
    }

    boolean process(Exchange exchange, Operation operation, TerminalId terminalId, AsyncCallback callback) {
        CompletionStage<TwinStatus> twin = operation == Operation.getTwin ? platform.twins().find(terminalId)
                : platform.twins().desire(terminalId, values(exchange, operation), operation == Operation.replaceDesired);
        boolean done = twin.toCompletableFuture().isDone();
        twin.whenComplete((status, failure) -> {
            if (failure == null) {
                exchange.getMessage().setBody(status.toMap());
            } else {
                AnswerExchange.failed(exchange, failure);
            }
            callback.done(done);
        });
        return done;
    }

    private static Map<String, Object> values(Exchange exchange, Operation operation) {
        if (!(exchange.getIn().getBody() instanceof Map<?, ?> body)) {
            throw new InvalidFieldException("body", operation + " needs a map of names and values");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        body.forEach((key, value) -> values.put(String.valueOf(key), value));
        return values;
    }
}
