package io.wmmp.platform;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.wmmp.link.Peer;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.SessionResources;

/**
 * Hands requests of terminals to their handlers: on the executor or on the event loop, as the handler wishes, and never more
 * at one time than allowed. A request above that bound is dropped where it came in a datagram, since the terminal repeats it.
 * Over TCP it waits, and nothing more is read from its connection until it has its turn; connections take turns.
 */
final class Deliveries {

    private final SessionResources resources;
    private final int maxExchanges;
    private final Semaphore exchanges;
    /** Requests that wait, by the paused connection that brought them; usually one of each. Guarded by itself. */
    private final Map<Peer, Queue<Delivery>> waiting = new LinkedHashMap<>();
    private volatile int connectionsWaiting;
    private final AtomicInteger admissions = new AtomicInteger();

    Deliveries(int maxExchanges, SessionResources resources) {
        this.maxExchanges = maxExchanges;
        this.exchanges = new Semaphore(maxExchanges);
        this.resources = resources;
    }

    int maxExchanges() {
        return maxExchanges;
    }

    /** Requests that are with their handler, or wait for a thread. */
    int underWay() {
        return maxExchanges - exchanges.availablePermits();
    }

    CompletionStage<Answer> deliver(Consumption consumption, ReceivedRequest request, Peer peer) {
        Delivery delivery = new Delivery(consumption, request, peer);
        if (consumption.isSuspended()) {
            delivery.drop(DropReason.SUSPENDED);
        } else if (exchanges.tryAcquire()) {
            delivery.start();
        } else if (peer.pause()) {
            await(delivery);
        } else {
            delivery.drop(DropReason.OVERLOAD);
        }
        return delivery.answer;
    }

    private void await(Delivery delivery) {
        resources.countHeldBack();
        synchronized (waiting) {
            waiting.computeIfAbsent(delivery.peer, peer -> new ArrayDeque<>(1)).add(delivery);
            connectionsWaiting = waiting.size();
        }
        if (!delivery.peer.isOpen()) {
            // closed just now, perhaps before it was there to be discarded
            discard(delivery.peer);
        }
        admitWaiting();
    }

    /** Gives up what waits for its turn and came over a connection that has ended: its answer could go nowhere. */
    void discard(Peer closed) {
        if (connectionsWaiting == 0) {
            return;
        }
        Queue<Delivery> given;
        synchronized (waiting) {
            given = waiting.remove(closed);
            connectionsWaiting = waiting.size();
        }
        if (given != null) {
            given.forEach(delivery -> delivery.drop(DropReason.OVERLOAD));
        }
    }

    /**
     * Lets in who waits, as far as there is room. One thread at a time does it, for all that ask meanwhile: an exchange that
     * is over as soon as it starts would otherwise let in the next from within.
     */
    private void admitWaiting() {
        if (connectionsWaiting == 0 || admissions.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            for (Delivery next = admitted(); next != null; next = admitted()) {
                next.peer.resume();
                if (next.consumption.isSuspended()) {
                    exchanges.release();
                    next.drop(DropReason.SUSPENDED);
                } else {
                    next.start();
                }
            }
            seen = admissions.addAndGet(-seen);
        }
    }

    private Delivery admitted() {
        synchronized (waiting) {
            if (waiting.isEmpty() || !exchanges.tryAcquire()) {
                return null;
            }
            Iterator<Map.Entry<Peer, Queue<Delivery>>> connections = waiting.entrySet().iterator();
            Map.Entry<Peer, Queue<Delivery>> first = connections.next();
            Peer peer = first.getKey();
            Queue<Delivery> ofPeer = first.getValue();
            Delivery next = ofPeer.remove();
            connections.remove();
            if (!ofPeer.isEmpty()) {
                waiting.put(peer, ofPeer);
            }
            connectionsWaiting = waiting.size();
            return next;
        }
    }

    /** One request on its way to its handler. */
    private final class Delivery implements Runnable {

        final Consumption consumption;
        final ReceivedRequest request;
        final Peer peer;
        final CompletableFuture<Answer> answer = new CompletableFuture<>();

        Delivery(Consumption consumption, ReceivedRequest request, Peer peer) {
            this.consumption = consumption;
            this.request = request;
            this.peer = peer;
        }

        void drop(DropReason reason) {
            resources.drops().drop(reason, peer, request.message());
            answer.complete(Answer.SILENCE);
        }

        /** Runs the handler; one of the exchanges has been acquired for it. */
        void start() {
            Executor where = consumption.handler().runsOnEventLoop() ? peer::execute : resources.executor();
            consumption.waitingCounter().incrementAndGet();
            consumption.entered();
            try {
                where.execute(this);
            } catch (RejectedExecutionException e) {
                consumption.waitingCounter().decrementAndGet();
                consumption.left();
                exchanges.release();
                drop(DropReason.OVERLOAD);
            }
        }

        @Override
        public void run() {
            consumption.waitingCounter().decrementAndGet();
            CompletionStage<Answer> given;
            try {
                given = Objects.requireNonNull(consumption.handler().handle(request), "A handler gives a stage");
            } catch (RuntimeException | Error e) {
                handled(null, e);
                return;
            }
            given.whenComplete(this::handled);
        }

        private void handled(Answer given, Throwable failure) {
            exchanges.release();
            // whoever waits for the answer sends it now, on this thread; not before that the socket may close
            if (failure == null) {
                answer.complete(given);
            } else {
                answer.completeExceptionally(failure);
            }
            consumption.left();
            admitWaiting();
        }
    }
}
