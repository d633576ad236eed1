package io.wmmp.camel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultConsumer;

import io.wmmp.camel.WmmpConfiguration.Delivery;
import io.wmmp.protocol.Command;
import io.wmmp.session.Answer;
import io.wmmp.session.Counters;
import io.wmmp.session.Durations;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;
import io.wmmp.session.flight.FlightEvents;
import io.wmmp.session.flight.RouteEvent;

/** Hands requests of the other end to the route of a consumer, in the way that its endpoint asks for. */
class RouteHandler implements RequestHandler {

    private final DefaultConsumer consumer;
    private final WmmpConfiguration configuration;
    private final Durations times;

    /** Hands requests to the route of a consumer, and notes how long that takes. */
    RouteHandler(DefaultConsumer consumer, WmmpConfiguration configuration, Counters counters) {
        this.consumer = consumer;
        this.configuration = configuration;
        this.times = counters.routeTimes();
    }

    /** The answer is given when the route has completed, not before. */
    @Override
    public CompletionStage<Answer> handle(ReceivedRequest request) {
        long begun = System.nanoTime();
        RouteEvent event = FlightEvents.route();
        ReceivedRequest shown = shown(request);
        Exchange exchange = RequestExchange.of(consumer, shown);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        consumer.getAsyncProcessor().process(exchange, doneSync -> {
            Answer given = null;
            Throwable failure = null;
            try {
                given = RequestExchange.outcome(consumer, configuration.getOnFailure(), shown, exchange);
            } catch (RuntimeException | Error e) {
                // an exception handler of the user's that fails itself
                failure = e;
            }
            try {
                consumer.releaseExchange(exchange, false);
                ended(request, begun, event, given);
            } finally {
                // whatever a meter does
                if (failure == null) {
                    answer.complete(given);
                } else {
                    answer.completeExceptionally(failure);
                }
            }
        });
        return answer;
    }

    private void ended(ReceivedRequest request, long begun, RouteEvent event, Answer given) {
        times.note(request.message().command(), System.nanoTime() - begun);
        if (event != null) {
            event.end(request.message().terminalId(), request.message().command(),
                    given == null ? "exception" : given.isSilence() ? "silence" : "answered");
        }
    }

    /** Keys are for the two ends, not for routes, unless the user wants that. */
    private ReceivedRequest shown(ReceivedRequest request) {
        if (request.message().command() != Command.SECURITY_CONFIG || configuration.isExposeSecrets()) {
            return request;
        }
        return new ReceivedRequest(request.codec().redacted(request.message()), request.codec(), request.from(),
                request.category(), request.possibleDuplicate());
    }

    @Override
    public boolean runsOnEventLoop() {
        return configuration.getDelivery() == Delivery.eventLoop;
    }

    @Override
    public boolean dropsPossibleDuplicates() {
        return configuration.isDropPossibleDuplicates();
    }
}
