package io.wmmp.platform;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.session.DropReason;
import io.wmmp.session.SessionResources;

/** Tells observers what happens to terminals: on the executor, one event after the other in the order in which they came. */
final class EventPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);

    /** Events that may wait for slow observers; further ones are dropped and counted. */
    private static final int SIZE = 10_000;

    private final SessionResources resources;
    private final List<Consumer<PlatformEvent>> observers = new CopyOnWriteArrayList<>();
    private final Queue<PlatformEvent> events = new ArrayDeque<>();
    private boolean running;

    EventPublisher(SessionResources resources) {
        this.resources = resources;
    }

    void add(Consumer<PlatformEvent> observer) {
        observers.add(observer);
    }

    void remove(Consumer<PlatformEvent> observer) {
        observers.remove(observer);
    }

    void publish(PlatformEvent event) {
        if (observers.isEmpty()) {
            return;
        }
        synchronized (events) {
            if (events.size() >= SIZE) {
                resources.drops().drop(DropReason.OVERLOAD, event.terminalId(), "event " + event.type());
                return;
            }
            events.add(event);
            if (running) {
                return;
            }
            running = true;
        }
        resources.execute(this::run);
    }

    private void run() {
        for (PlatformEvent event = next(); event != null; event = next()) {
            for (Consumer<PlatformEvent> observer : observers) {
                try {
                    observer.accept(event);
                } catch (RuntimeException | Error e) {
                    // an Error too: otherwise nobody would be told anything any more
                    LOG.warn("{} of {} could not be told to an observer: {}", event.type(), event.terminalId(), e.toString());
                }
            }
        }
    }

    private PlatformEvent next() {
        synchronized (events) {
            PlatformEvent event = events.poll();
            running = event != null;
            return event;
        }
    }
}
