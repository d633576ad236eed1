package io.wmmp.examples.platform;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.FrameTrace;
import io.wmmp.session.FrameWatcher;
import io.wmmp.session.SeenFrame;

/**
 * {@code GET /traffic?terminal=}: what is said with terminals, as server-sent events. A listener has no thread: its events
 * wait in a short queue, which an event loop empties ten times a second. What does not fit in there, since there is too much
 * or the listener reads too slowly, is not even decoded; the listener is told how much that was.
 */
final class LiveTraffic implements Handler<RoutingContext> {

    static final int MAX_LISTENERS = 16;
    /** As many events as a listener gets in one turn at most, so 2000 a second. */
    static final int MAX_WAITING = 200;
    /** Of the text of an event, in characters. A frame can have more, and nobody reads it. */
    static final int MAX_TEXT = 2000;

    private static final int TURN_MILLIS = 100;
    /** A proxy may cut what is silent for long. */
    private static final int SILENT_TURNS = 150;

    private final FrameTrace trace;
    private final AtomicInteger listeners = new AtomicInteger();
    private final LongAdder missed = new LongAdder();

    LiveTraffic(FrameTrace trace) {
        this.trace = trace;
    }

    /** How many listen at the moment. */
    int listeners() {
        return listeners.get();
    }

    /** How many frames listeners have missed, of all that have ever listened. */
    long missed() {
        return missed.sum();
    }

    @Override
    public void handle(RoutingContext context) {
        String terminal = context.request().getParam("terminal", "");
        if (!terminal.isEmpty() && TerminalField.TERMINAL_ID.problemOf(terminal) != null) {
            HttpServer.answer(context.response(),
                    Problem.badRequest("terminal", "terminal: '" + terminal + "' is no terminal id"));
            return;
        }
        if (listeners.incrementAndGet() > MAX_LISTENERS) {
            listeners.decrementAndGet();
            HttpServer.answer(context.response(), Problem.unavailable(MAX_LISTENERS + " listen to the traffic already"));
            return;
        }
        HttpServerResponse response = context.response().setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE,
                "text/event-stream");
        new Listener(terminal.isEmpty() ? null : TerminalId.of(terminal), response).listen(context.vertx());
    }

    private final class Listener implements FrameWatcher {

        private final TerminalId terminal;
        private final HttpServerResponse response;
        private final Queue<Event> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
        private final AtomicLong itsMissed = new AtomicLong();
        // what follows belongs to the event loop
        private long missedTold;
        private int silentTurns;

        Listener(TerminalId terminal, HttpServerResponse response) {
            this.terminal = terminal;
            this.response = response;
        }

        void listen(Vertx vertx) {
            trace.add(this);
            long turns = vertx.setPeriodic(TURN_MILLIS, id -> tell());
            response.closeHandler(closed -> {
                vertx.cancelTimer(turns);
                trace.remove(this);
                listeners.decrementAndGet();
            });
            // that it listens is known when this arrives
            response.write(": listening\n\n");
        }

        @Override
        public boolean wants(TerminalId terminalId) {
            if (terminal != null && !terminal.equals(terminalId)) {
                return false;
            }
            if (waiting.size() >= MAX_WAITING) {
                miss();
                return false;
            }
            return true;
        }

        @Override
        public void saw(SeenFrame frame) {
            if (!waiting.offer(new Event(frame))) {
                miss();
            }
        }

        private void miss() {
            itsMissed.incrementAndGet();
            missed.increment();
        }

        private void tell() {
            if (response.writeQueueFull()) {
                return;
            }
            Buffer events = Buffer.buffer();
            for (int i = 0; i < MAX_WAITING && !waiting.isEmpty(); i++) {
                append(events, "frame", waiting.remove().toMap());
            }
            long missedNow = itsMissed.get();
            if (missedNow != missedTold) {
                missedTold = missedNow;
                append(events, "missed", Map.of("missed", missedNow));
            }
            if (events.length() == 0 && ++silentTurns >= SILENT_TURNS) {
                events.appendString(":\n\n");
            }
            if (events.length() > 0) {
                silentTurns = 0;
                response.write(events);
            }
        }

        private static void append(Buffer events, String name, Object data) {
            events.appendString("event: " + name + "\ndata: ").appendBytes(Json.write(data)).appendString("\n\n");
        }
    }

    private record Event(Instant time, SeenFrame frame, String text) {

        Event(SeenFrame frame) {
            this(Instant.now(), frame, frame.text().length() <= MAX_TEXT ? frame.text()
                    : frame.text().substring(0, MAX_TEXT) + "...");
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("time", time.toString());
            map.put("terminalId", frame.terminalId().toString());
            map.put("direction", frame.direction());
            map.put("command", frame.command());
            map.put("sequenceNumber", frame.sequenceNumber());
            map.put("bearer", frame.bearer());
            map.put("remoteAddress", frame.remoteAddress());
            map.put("text", text);
            return map;
        }
    }
}
