package io.wmmp.quarkus.dev;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.JsonRpcDescription;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.platform.SessionQuery;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.FrameWatcher;
import io.wmmp.session.SeenFrame;

/**
 * What the card of the Dev UI shows and does: the terminals of the platform, what is said with them, and a command to one of
 * them. It exists in dev mode only. Nothing that it shows is a secret.
 */
@ApplicationScoped
public class WmmpDevService {

    private static final int MAX_MESSAGES = 200;

    private final CamelContext context;
    private final ProducerTemplate producer;
    private final ObjectMapper json;
    private final Deque<ShownMessage> messages = new ArrayDeque<>();
    private final BroadcastProcessor<ShownMessage> live = BroadcastProcessor.create();
    private final FrameWatcher watcher = new FrameWatcher() {
        @Override
        public boolean wants(TerminalId terminalId) {
            return true;
        }

        @Override
        public void saw(SeenFrame frame) {
            show(ShownMessage.of(frame));
        }
    };
    private WmmpComponent watched;

    /**
     * @param context  has the component
     * @param producer sends commands
     * @param json     reads their bodies
     */
    public WmmpDevService(CamelContext context, ProducerTemplate producer, ObjectMapper json) {
        this.context = context;
        this.producer = producer;
        this.json = json;
    }

    /** Sees messages from now on: the component may be made after this bean. */
    synchronized void watch() {
        if (watched == null && context.hasComponent("wmmp") instanceof WmmpComponent component) {
            watched = component;
            component.observation().watch(watcher);
        }
    }

    @PreDestroy
    synchronized void unwatch() {
        if (watched != null) {
            watched.observation().unwatch(watcher);
        }
        live.onComplete();
    }

    private void show(ShownMessage shown) {
        synchronized (messages) {
            if (messages.size() == MAX_MESSAGES) {
                messages.removeFirst();
            }
            messages.addLast(shown);
        }
        live.onNext(shown);
    }

    /**
     * The terminals that have a session.
     *
     * @return the first of them, 1000 at most
     */
    @NonBlocking
    @JsonRpcDescription("The terminals that have a session at the WMMP platform")
    public List<ShownTerminal> terminals() {
        watch();
        return context.hasComponent("wmmp") instanceof WmmpComponent component
                ? component.observation().platforms().stream()
                        .flatMap(view -> view.sessions(new SessionQuery("", null, "", SessionQuery.MAX_LIMIT)).sessions()
                                .stream())
                        .map(ShownTerminal::of).toList()
                : List.of();
    }

    /**
     * What was said lately.
     *
     * @return the last messages, oldest first; the first call begins to collect them
     */
    @NonBlocking
    @JsonRpcDescription("The last messages to and from WMMP terminals, decoded and without secrets")
    public List<ShownMessage> messages() {
        watch();
        synchronized (messages) {
            return new ArrayList<>(messages);
        }
    }

    /**
     * What is said from now on.
     *
     * @return each message; those that a slow browser does not take are left out
     */
    @JsonRpcDescription("Messages to and from WMMP terminals as they come")
    public Multi<ShownMessage> streamMessages() {
        watch();
        return live.onOverflow().drop();
    }

    /**
     * Sends a command and waits for the answer.
     *
     * @param  terminalId the terminal
     * @param  command    the command, such as CONFIG_GET
     * @param  body       its body, a JSON object or array; or text, or nothing
     * @return            how it went
     */
    @JsonRpcDescription("Sends a command to a WMMP terminal and waits for the answer")
    public Uni<ShownAnswer> send(String terminalId, String command, String body) {
        return Uni.createFrom().completionStage(() -> ask(terminalId, command, body))
                .onFailure().recoverWithItem(failure -> new ShownAnswer(null, null, failure.getMessage()));
    }

    private CompletionStage<ShownAnswer> ask(String terminalId, String command, String body) {
        Object values = read(body);
        return producer.asyncSend("wmmp:platform", exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, terminalId);
            exchange.getIn().setHeader(WmmpConstants.COMMAND, command);
            exchange.getIn().setBody(values);
        }).thenApply(WmmpDevService::answer);
    }

    private Object read(String body) {
        String text = body == null ? "" : body.strip();
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return text.isEmpty() ? null : text;
        }
        try {
            return json.readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static ShownAnswer answer(Exchange exchange) {
        Integer result = exchange.getMessage().getHeader(WmmpConstants.RESULT, Integer.class);
        return exchange.getException() == null
                ? new ShownAnswer(result, String.valueOf(exchange.getMessage().getBody()), null)
                : new ShownAnswer(result, null, exchange.getException().getMessage());
    }

    /**
     * A terminal as the page shows it.
     *
     * @param id            its serial number
     * @param state         whether it is logged in
     * @param bearer        what carried its last message, or null
     * @param remoteAddress where that came from, or null
     * @param lastSeen      when, or null
     * @param dialect       what it speaks
     */
    public record ShownTerminal(String id, String state, String bearer, String remoteAddress, String lastSeen, String dialect) {

        static ShownTerminal of(TerminalStatus status) {
            return new ShownTerminal(status.terminal().terminalId().toString(), status.state().name(), text(status.bearer()),
                    status.remoteAddress(), text(status.lastSeen()), status.dialect());
        }

        private static String text(Object value) {
            return value == null ? null : value.toString();
        }
    }

    /**
     * A message as the page shows it.
     *
     * @param time       when it came or went
     * @param terminalId the terminal
     * @param direction  RECEIVED or SENT, seen from here
     * @param command    what it is
     * @param number     its sequence number; null for what an enciphered message says in plain
     * @param peer       where it came from or went to; null with the number
     * @param text       its body
     */
    public record ShownMessage(String time, String terminalId, String direction, String command, Long number, String peer,
            String text) {

        static ShownMessage of(SeenFrame frame) {
            return new ShownMessage(LocalTime.now().truncatedTo(ChronoUnit.MILLIS).toString(), frame.terminalId().toString(),
                    frame.direction().name(), frame.command().name(), frame.sequenceNumber(),
                    frame.bearer() == null ? null : frame.bearer() + " " + frame.remoteAddress(), frame.text());
        }
    }

    /**
     * How a command went.
     *
     * @param result what the terminal has answered, or null
     * @param body   the rest of its answer, or null
     * @param error  what was in the way, or null
     */
    public record ShownAnswer(Integer result, String body, String error) {
    }
}
