package io.wmmp.examples.platform;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Sends an exchange elsewhere and waits for the outcome, but no longer than the user does. The endpoint's own time limit may
 * be longer, since others to the same terminal may have to be answered first.
 */
final class TimeLimit extends LifecycleStrategySupport implements Processor {

    /** How much longer the endpoint may take to say that a command waits for a terminal that is not there. */
    private static final int GRACE_SECONDS = 10;

    private final Predicate<Exchange> toAbsent;
    private final ProducerTemplate template;
    private final Expression uri;
    private final CompletableFuture<Exchange> stopped = new CompletableFuture<>();

    /**
     * @param toAbsent whether the terminal of an exchange is not logged in
     */
    TimeLimit(ProducerTemplate template, Expression uri, Predicate<Exchange> toAbsent) {
        this.toAbsent = toAbsent;
        this.template = template;
        this.uri = uri;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException, ExecutionException, ExchangeTimedOutException {
        int seconds = exchange.getProperty(CommandRequest.WAIT, Integer.class);
        CompletableFuture<Exchange> sent = template.asyncSend(uri.evaluate(exchange, String.class),
                ExchangeHelper.createCopy(exchange, true));
        if (!isOver(sent, seconds) && !(toAbsent.test(exchange) && isOver(sent, GRACE_SECONDS))) {
            throw new ExchangeTimedOutException(exchange, TimeUnit.SECONDS.toMillis(seconds));
        }
        if (!sent.isDone()) {
            throw new ProblemException(Problem.unavailable("The platform stops, and no longer waits for the terminal"));
        }
        ExchangeHelper.copyResults(exchange, sent.get());
    }

    private boolean isOver(CompletableFuture<Exchange> sent, int seconds) throws InterruptedException, ExecutionException {
        try {
            CompletableFuture.anyOf(sent, stopped).get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Lets nobody wait any longer. */
    @Override
    public void onContextStopping(CamelContext context) {
        stopped.complete(null);
    }
}
