package io.wmmp.application;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.wmmp.link.Connector;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.Patience;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;

/**
 * An application (EC) at a platform: keeps its connections logged in, sends business data to terminals through the platform,
 * and takes what the platform forwards to it. Its wire is a profile of our own (docs/protocol.md, section 14). Safe for use by any
 * thread.
 */
public final class Application {

    private static final Set<Command> COMMANDS = Set.copyOf(EnumSet.of(Command.TRANSPARENT_DATA, Command.TRANSPARENT_CMD));

    private final ApplicationOptions options;
    private final SessionResources resources;
    private final WmmpCodec codec;
    private final List<ApplicationConnection> connections = new ArrayList<>();
    /** Sends that wait for a login. Guarded by itself. */
    private final Queue<CompletableFuture<ApplicationConnection>> waiting = new ArrayDeque<>();
    private volatile RequestHandler handler;
    private volatile boolean stopped;

    /**
     * Makes an application that does nothing yet.
     *
     * @param options   what it is
     * @param resources what it shares with others
     * @param connector opens its ways to the platform
     */
    public Application(ApplicationOptions options, SessionResources resources, Connector connector) {
        this.options = options;
        this.resources = resources;
        this.codec = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
        for (int i = 0; i < options.connections(); i++) {
            connections.add(new ApplicationConnection(this, options, codec, resources, connector));
        }
    }

    /** @return the commands that carry business data: what an application sends, and what it gets */
    public static Set<Command> commands() {
        return COMMANDS;
    }

    static boolean takes(Command command) {
        return COMMANDS.contains(command) || command == Command.LOGOUT;
    }

    /** @return how its messages are read and written */
    public WmmpCodec codec() {
        return codec;
    }

    /** @return its code */
    public TerminalId ecCode() {
        return options.ecCode();
    }

    /**
     * Lets a handler take what the platform forwards; without one it is refused.
     *
     * @param  taker                    who takes it
     * @throws IllegalArgumentException when there is one already
     */
    public synchronized void handle(RequestHandler taker) {
        if (handler != null) {
            throw new IllegalArgumentException("What comes for application " + options.ecCode()
                    + " is taken by another route; one route of an application can take it");
        }
        handler = taker;
    }

    /**
     * @param taker takes no more
     */
    public synchronized void remove(RequestHandler taker) {
        if (handler == taker) {
            handler = null;
        }
    }

    /** Sets out to log in, and goes on trying until it is stopped. A stopped application may be started again. */
    public void start() {
        stopped = false;
        connections.forEach(ApplicationConnection::start);
    }

    /**
     * Logs out where it is logged in, and ends.
     *
     * @return completes when the platform has answered, or has not in the time allowed; not sooner, unless {@link #stopNow()} is
     *         called
     */
    public CompletionStage<Void> stop() {
        stopped = true;
        CompletableFuture<?>[] all = connections.stream().map(ApplicationConnection::stop)
                .map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).thenRun(this::failWaiting);
    }

    /** Ends at once, without a logout, and fails whatever is under way or waits. */
    public void stopNow() {
        stopped = true;
        connections.forEach(ApplicationConnection::stopNow);
        failWaiting();
    }

    private void failWaiting() {
        List<CompletableFuture<ApplicationConnection>> all;
        synchronized (waiting) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(one -> one.completeExceptionally(notSent("it has been stopped")));
    }

    /** @return how many of its connections are logged in */
    public int online() {
        return (int) connections.stream().filter(ApplicationConnection::isOnline).count();
    }

    /** @return why none of its connections is logged in, for people; null when one is */
    public String trouble() {
        return online() > 0 ? null : connections.get(0).trouble();
    }

    /**
     * Whether a request of the platform is with the handler at the moment.
     *
     * @param  request a request that the handler was given
     * @return         whether its answer is still owed
     */
    public boolean isInHand(WmmpMessage request) {
        return connections.stream().anyMatch(connection -> connection.isInHand(request));
    }

    /**
     * Sends business data once the application is logged in, over that of its connections which is least busy.
     *
     * @param  command  TRANSPARENT_DATA or TRANSPARENT_CMD
     * @param  body     the body, without digest
     * @param  patience how long and how often to try; the same time is waited for the login
     * @return          the answer of the far end, or of the platform in its place, whatever its result; fails when there is none
     *                  or no login. Completes on the executor.
     */
    public CompletionStage<WmmpMessage> send(Command command, byte[] body, Patience patience) {
        return send(command, body, patience, resources.nanoTime() + patience.longest().toNanos() - 1);
    }

    private CompletionStage<WmmpMessage> send(Command command, byte[] body, Patience patience, long deadline) {
        Duration rest = Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(deadline - resources.nanoTime()) + 1);
        return whenOnline(rest).thenCompose(connection -> connection.request(command, body, patience))
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause()
                            : failure;
                    // what never went out may go over another connection
                    boolean again = cause instanceof SessionClosedException closed && closed.isRetryable() && !stopped
                            && deadline - resources.nanoTime() > 0;
                    return again ? send(command, body, patience, deadline) : CompletableFuture.failedStage(cause);
                });
    }

    private SessionClosedException notSent(String why) {
        return new SessionClosedException("Application " + options.ecCode() + " has not sent its data: " + why);
    }

    private CompletionStage<ApplicationConnection> whenOnline(Duration rest) {
        CompletableFuture<ApplicationConnection> found = new CompletableFuture<>();
        synchronized (waiting) {
            ApplicationConnection connection = connections.stream().filter(ApplicationConnection::isOnline)
                    .min(Comparator.comparingInt(ApplicationConnection::pending)).orElse(null);
            if (connection != null) {
                return CompletableFuture.completedStage(connection);
            }
            if (stopped) {
                return CompletableFuture.failedStage(notSent("it has been stopped"));
            }
            if (waiting.size() >= resources.maxQueued()) {
                return CompletableFuture.failedStage(new RejectedExecutionException("Application " + options.ecCode()
                        + " is not logged in, and " + resources.maxQueued() + " sends wait for that already"));
            }
            waiting.add(found);
        }
        return found.orTimeout(rest.toMillis(), TimeUnit.MILLISECONDS).exceptionallyCompose(failure -> {
            synchronized (waiting) {
                waiting.remove(found);
            }
            return CompletableFuture.failedStage(failure instanceof TimeoutException ? notSent(trouble()) : failure);
        });
    }

    void online(ApplicationConnection connection) {
        List<CompletableFuture<ApplicationConnection>> all;
        synchronized (waiting) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(one -> resources.execute(() -> one.complete(connection)));
    }

    boolean dropsPossibleDuplicates() {
        RequestHandler taker = handler;
        return taker != null && taker.dropsPossibleDuplicates();
    }

    CompletionStage<Answer> act(WmmpMessage request, WmmpCodec spoken, SecurityCategory category, Peer from,
            boolean duplicate) {
        RequestHandler taker = handler;
        if (taker == null) {
            return CompletableFuture.completedStage(Answer.failure(spoken, request));
        }
        ReceivedRequest received = new ReceivedRequest(request, spoken, from, category, duplicate);
        Executor executor = taker.runsOnEventLoop() ? from::execute : resources.executor();
        return CompletableFuture.supplyAsync(() -> taker.handle(received), executor).thenCompose(answer -> answer);
    }
}
