package io.wmmp.camel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.URISupport;

import io.wmmp.link.ShortMessage;
import io.wmmp.link.SmsCenter;
import io.wmmp.link.SmsLink;

/**
 * The two Camel endpoints by which short messages come and go. What is sent goes out on threads of its own, since endpoints
 * may block until the SMS center has said yes. What arrives is taken over at once, and whatever is wrong with it is no
 * failure of the endpoint that brought it.
 */
final class SmsGateway implements SmsCenter {

    private static final byte[] NOTHING = {};

    private final SmsSettings settings;
    private final Executor executor;
    private final Endpoint from;
    private final Endpoint to;
    private final SmppHeaders smpp;
    private final AsyncProducer producer;
    private Consumer consumer;

    /** Starts the sending half. */
    SmsGateway(CamelContext context, SmsSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
        this.from = endpoint(context, "smsFrom", settings.from());
        this.to = endpoint(context, "smsTo", settings.to());
        this.smpp = SmppHeaders.of(to);
        try {
            this.producer = to.createAsyncProducer();
            // not yet started where the context is still starting
            ServiceHelper.startService(to, producer);
        } catch (Exception e) {
            throw failure("smsTo", settings.to(), e);
        }
    }

    private static Endpoint endpoint(CamelContext context, String option, String uri) {
        try {
            return context.getEndpoint(uri);
        } catch (RuntimeException e) {
            throw failure(option, uri, e);
        }
    }

    private static RuntimeCamelException failure(String option, String uri, Exception cause) {
        return new RuntimeCamelException("Option " + option + ": " + URISupport.sanitizeUri(uri) + " does not work: "
                + cause.getMessage(), cause);
    }

    SmsSettings settings() {
        return settings;
    }

    /** Starts the receiving half. */
    synchronized void open(SmsLink link) {
        try {
            consumer = from.createConsumer(exchange -> receive(link, exchange.getMessage()));
            ServiceHelper.startService(from, consumer);
        } catch (Exception e) {
            throw failure("smsFrom", settings.from(), e);
        }
    }

    /** Ends the receiving half. */
    synchronized void closeReceiving() {
        ServiceHelper.stopAndShutdownService(consumer);
        consumer = null;
    }

    /** Ends the sending half. */
    void close() {
        ServiceHelper.stopAndShutdownService(producer);
    }

    private static void receive(SmsLink link, Message message) {
        if (SmppHeaders.isReceipt(message)) {
            return;
        }
        byte[] body = message.getBody() instanceof byte[] bytes ? bytes : SmppHeaders.payload(message);
        // text, or nothing, is a short message for people: as if it had no user-data header
        link.receive(header(message, WmmpConstants.SMS_SOURCE, SmppHeaders.SOURCE),
                header(message, WmmpConstants.SMS_DESTINATION, SmppHeaders.DESTINATION), body == null ? NOTHING : body);
    }

    private static String header(Message message, String name, String smppName) {
        String own = message.getHeader(name, String.class);
        return own != null ? own : message.getHeader(smppName, String.class);
    }

    @Override
    public CompletionStage<Void> submit(ShortMessage message) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        try {
            executor.execute(() -> send(message, taken));
        } catch (RejectedExecutionException e) {
            taken.completeExceptionally(new RejectedExecutionException("too many short messages wait to be sent", e));
        }
        return taken;
    }

    private void send(ShortMessage message, CompletableFuture<Void> taken) {
        try {
            Exchange exchange = to.createExchange(ExchangePattern.InOnly);
            fill(exchange.getIn(), message);
            producer.process(exchange, doneSync -> {
                if (exchange.getException() == null) {
                    taken.complete(null);
                } else {
                    taken.completeExceptionally(exchange.getException());
                }
            });
        } catch (RuntimeException e) {
            taken.completeExceptionally(e);
        }
    }

    private void fill(Message in, ShortMessage message) {
        in.setBody(message.userData());
        if (message.source() != null) {
            in.setHeader(WmmpConstants.SMS_SOURCE, message.source());
        }
        in.setHeader(WmmpConstants.SMS_DESTINATION, message.destination());
        if (smpp != null) {
            smpp.set(in, message.source(), message.destination());
        }
    }
}
