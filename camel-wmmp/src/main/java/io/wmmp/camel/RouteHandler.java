package io.wmmp.camel;

import java.util.concurrent.CompletionStage;

import org.apache.camel.support.DefaultConsumer;

import io.wmmp.camel.WmmpConfiguration.Delivery;
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
        return RequestExchange.process(consumer, configuration.getOnFailure(), request);
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
