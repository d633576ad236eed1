package io.wmmp.examples.platform;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.LifecycleStrategySupport;

import io.wmmp.camel.WmmpConstants;

/**
 * Sends an exchange elsewhere and waits for the outcome, but no longer than the user does. The endpoint's own time limit
 * begins when the command is sent, and before that others to the same terminal may have to be answered.
 */
final class TimeLimit extends LifecycleStrategySupport implements Processor {

    private final ProducerTemplate template;
    private final Expression uri;
    private final CompletableFuture<Exchange> stopped = new CompletableFuture<>();

    TimeLimit(ProducerTemplate template, Expression uri) {
        this.template = template;
        this.uri = uri;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException, ExecutionException {
        int seconds = exchange.getProperty(CommandRequest.WAIT, Integer.class);
        CompletableFuture<Exchange> sent = template.asyncSend(uri.evaluate(exchange, String.class),
                ExchangeHelper.createCopy(exchange, true));
        try {
            CompletableFuture.anyOf(sent, stopped).get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ProblemException(unanswered(exchange));
        }
        if (!sent.isDone()) {
            throw new ProblemException(Problem.unavailable("The platform stops, and no longer waits for the terminal"));
        }
        ExchangeHelper.copyResults(exchange, sent.get());
    }

    /** Lets nobody wait any longer. */
    @Override
    public void onContextStopping(CamelContext context) {
        stopped.complete(null);
    }

    /** A terminal has the command, or will get it when its turn comes, and has not answered. */
    static Problem unanswered(Exchange exchange) {
        return Problem.timedOut(exchange.getIn().getHeader(WmmpConstants.COMMAND) + " was sent to terminal "
                + exchange.getIn().getHeader(WmmpConstants.TERMINAL_ID) + " and not answered within "
                + exchange.getProperty(CommandRequest.WAIT) + " s");
    }
}
