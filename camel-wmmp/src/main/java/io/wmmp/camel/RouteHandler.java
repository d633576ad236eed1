package io.wmmp.camel;

import java.util.concurrent.CompletionStage;

import org.apache.camel.support.DefaultConsumer;

import io.wmmp.camel.WmmpConfiguration.Delivery;
import io.wmmp.protocol.Command;
import io.wmmp.session.Answer;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;

/** Hands requests of the other end to the route of a consumer, in the way that its endpoint asks for. */
class RouteHandler implements RequestHandler {

    private final DefaultConsumer consumer;
    private final WmmpConfiguration configuration;

    RouteHandler(DefaultConsumer consumer, WmmpConfiguration configuration) {
        this.consumer = consumer;
        this.configuration = configuration;
    }

    @Override
    public CompletionStage<Answer> handle(ReceivedRequest request) {
        return RequestExchange.process(consumer, configuration.getOnFailure(), shown(request));
    }

    /** Keys are for the two ends, not for routes, unless the user wants that. */
    private ReceivedRequest shown(ReceivedRequest request) {
        if (request.message().command() != Command.SECURITY_CONFIG || configuration.isExposeSecrets()) {
            return request;
        }
        return new ReceivedRequest(request.codec().redacted(request.message()), request.codec(), request.bearer(),
                request.remoteAddress(), request.category(), request.possibleDuplicate());
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
