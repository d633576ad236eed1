package io.wmmp.platform;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.fleet.EventHandler;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.session.DropReason;
import io.wmmp.session.SessionResources;

/** Tells handlers what happens to terminals: on the executor, one event after the other in the order in which they came. */
final class EventPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);

    /** Events that may wait for slow handlers; further ones are dropped and counted. */
    private static final int SIZE = 10_000;

    private final SessionResources resources;
    private final List<EventHandler> handlers = new CopyOnWriteArrayList<>();
    private final Queue<Publication> publications = new ArrayDeque<>();
    private boolean running;

    EventPublisher(SessionResources resources) {
        this.resources = resources;
    }

    void add(EventHandler handler) {
        handlers.add(handler);
    }

    void remove(EventHandler handler) {
        handlers.remove(handler);
    }

    /** Completes, and never fails, when all handlers are done with the event; at once when there is none, or too many wait. */
    CompletionStage<Void> publish(PlatformEvent event) {
        if (handlers.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        Publication publication = new Publication(event, new CompletableFuture<>());
        synchronized (publications) {
            if (publications.size() >= SIZE) {
                resources.drops().drop(DropReason.OVERLOAD, event.terminalId(), "event " + event.type());
                return CompletableFuture.completedStage(null);
            }
            publications.add(publication);
            if (running) {
                return publication.done;
            }
            running = true;
        }
        resources.execute(this::run);
        return publication.done;
    }

    private void run() {
        for (Publication next = next(); next != null; next = next()) {
            tellAll(next);
        }
    }

    private void tellAll(Publication publication) {
        CompletableFuture<?>[] told = handlers.stream().map(handler -> tell(handler, publication.event))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(told).thenRun(() -> publication.done.complete(null));
    }

    private static CompletableFuture<Void> tell(EventHandler handler, PlatformEvent event) {
        // whatever it throws, and a stage that it does not give, must not keep others from being told
        return CompletableFuture.completedFuture(event).thenCompose(handler::handle).exceptionally(failure -> {
            LOG.warn("{} of {} could not be told to a handler: {}", event.type(), event.terminalId(), failure.toString());
            return null;
        });
    }

    private Publication next() {
        synchronized (publications) {
            Publication publication = publications.poll();
            running = publication != null;
            return publication;
        }
    }

    private record Publication(PlatformEvent event, CompletableFuture<Void> done) {
    }

    /**
     * Somebody who only watches, and is done when told. Equal to another of the same observer.
     *
     * @param observer is told
     */
    record Watching(Consumer<PlatformEvent> observer) implements EventHandler {

        @Override
        public CompletionStage<Void> handle(PlatformEvent event) {
            observer.accept(event);
            return CompletableFuture.completedStage(null);
        }
    }
}
