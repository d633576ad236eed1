package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.wmmp.protocol.Command;
import io.wmmp.session.RequestHandler;

/** The commands of one listener that one handler takes, from {@link Platform#consume} to {@link #close()}. */
public final class Consumption {

    private static final long ANSWER_SECONDS = 1;

    private final PlatformListener listener;
    private final Set<Command> commands;
    private final RequestHandler handler;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final CompletableFuture<Void> allAnswered = new CompletableFuture<>();
    private volatile boolean suspended;
    private volatile boolean closing;

    Consumption(PlatformListener listener, Set<Command> commands, RequestHandler handler) {
        this.listener = listener;
        this.commands = commands;
        this.handler = handler;
    }

    /** @return the commands that the handler takes */
    public Set<Command> commands() {
        return commands;
    }

    /** @return the address of the socket, with the real port where any free one was asked for; null for SMS */
    public InetSocketAddress localAddress() {
        return listener.localAddress();
    }

    /** @return how the listener is that the commands come from */
    public ListenerStatus listenerStatus() {
        return listener.status();
    }

    /** @return how many requests wait for the handler, that is for a thread of the executor */
    public int waiting() {
        return waiting.get();
    }

    /**
     * Stops or resumes these commands: while suspended they get no answer, and terminals repeat them. Everything else of
     * the listener goes on.
     *
     * @param value whether to take nothing
     */
    public void suspended(boolean value) {
        suspended = value;
    }

    boolean isSuspended() {
        return suspended;
    }

    AtomicInteger waitingCounter() {
        return waiting;
    }

    RequestHandler handler() {
        return handler;
    }

    PlatformListener listener() {
        return listener;
    }

    void entered() {
        unanswered.incrementAndGet();
    }

    /** The answer to a request has been sent, or it gets none. */
    void left() {
        if (unanswered.decrementAndGet() == 0 && closing) {
            allAnswered.complete(null);
        }
    }

    /**
     * Takes no more. Answers that are just on their way still leave, for a second at most; then the socket closes with its
     * last handler.
     *
     * @return completes when that has happened
     */
    public CompletionStage<Void> close() {
        suspended = true;
        closing = true;
        if (unanswered.get() == 0) {
            allAnswered.complete(null);
        }
        return allAnswered.copy().completeOnTimeout(null, ANSWER_SECONDS, TimeUnit.SECONDS)
                .thenCompose(done -> listener.platform().release(this));
    }
}
