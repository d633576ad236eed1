package io.wmmp.terminal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;

/**
 * The way of the requests of routes to the platform: they wait for a login, and for the next one when a login has ended before
 * they went out. Safe for use by any thread.
 */
final class Uplink {

    private final Terminal terminal;
    private final TerminalLife life;
    private final SessionResources resources;

    Uplink(Terminal terminal, TerminalLife life, SessionResources resources) {
        this.terminal = terminal;
        this.life = life;
        this.resources = resources;
    }

    CompletionStage<WmmpMessage> send(Command command, byte[] body, Patience patience) {
        // the millisecond that has begun counts too
        return send(command, body, patience, resources.nanoTime() + patience.longest().toNanos() - 1);
    }

    private CompletionStage<WmmpMessage> send(Command command, byte[] body, Patience patience, long deadline) {
        Duration rest = Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(deadline - resources.nanoTime()) + 1);
        return life.whenOnline(rest).handle((online, failure) -> failure == null
                ? requestUnlessStopped(command, body, patience) : this.<WmmpMessage>notSent(command, failure))
                .thenCompose(answer -> answer).exceptionallyCompose(failure -> isWorthWaiting(failure, deadline)
                        ? send(command, body, patience, deadline) : CompletableFuture.failedStage(unwrapped(failure)));
    }

    /** Of a stop at the same time either this one or that sees the request that is given up. */
    private CompletionStage<WmmpMessage> requestUnlessStopped(Command command, byte[] body, Patience patience) {
        if (Terminal.isBusiness(command)) {
            terminal.statistics().business();
        }
        CompletionStage<WmmpMessage> answer = terminal.request(command, body, patience);
        if (life.hasBeenStopped()) {
            terminal.giveUp(life.trouble());
        }
        return answer;
    }

    private <T> CompletionStage<T> notSent(Command command, Throwable failure) {
        return CompletableFuture.failedStage(new SessionClosedException(
                command + " of terminal " + terminal.terminalId() + " not sent: " + unwrapped(failure).getMessage()));
    }

    /** What was given up before it went out, because of a new login, waits for that. */
    private boolean isWorthWaiting(Throwable failure, long deadline) {
        return unwrapped(failure) instanceof SessionClosedException closed && closed.isRetryable() && life.isSigningOn()
                && deadline - resources.nanoTime() > 0;
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
