package io.wmmp.camel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;

import io.wmmp.application.Application;
import io.wmmp.session.Answer;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;

/** Hands to a route what the platform forwards to an application. While suspended it stays silent: the platform repeats. */
public class ApplicationConsumer extends DefaultConsumer implements Suspendable {

    private final WmmpEndpoint endpoint;
    private RequestHandler handler;
    private Application application;

    ApplicationConsumer(WmmpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    private RequestHandler newHandler() {
        return new RouteHandler(this, endpoint.getConfiguration(), endpoint.getComponent().clients().sessions().counters()) {
            @Override
            public CompletionStage<Answer> handle(ReceivedRequest request) {
                return isSuspendingOrSuspended() ? CompletableFuture.completedStage(Answer.SILENCE) : super.handle(request);
            }
        };
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        handler = newHandler();
        application = endpoint.getComponent().sharedApplications().acquire(endpoint);
        application.handle(handler);
    }

    @Override
    protected void doStop() throws Exception {
        if (application != null) {
            application.remove(handler);
            application = null;
            endpoint.getComponent().sharedApplications().release(endpoint);
        }
        super.doStop();
    }
}
