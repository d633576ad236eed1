package io.wmmp.terminal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.link.Connector;
import io.wmmp.link.Peer;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;

/**
 * The way of a terminal through its phases: it connects, signs on, keeps its session, and starts again where it has lost
 * its platform (behaviour, sections 2 to 6). Each phase that is entered gets a number; an answer, a timer or a socket that
 * belongs to an earlier one finds that and does nothing. How it signs on is the business of {@link SignOn}, what it does
 * when it has given up that of {@link Alarm}, what it does while it is logged in that of {@link SessionKeeper}, and how it
 * comes out of a session that of {@link SessionChange}.
 * <p>
 * Safe for use by any thread. Its monitor is taken before that of the session, never the other way round.
 */
final class TerminalLife {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalLife.class);

    private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final TerminalOptions options;
    private final TerminalStore store;
    private final SessionResources resources;
    private final LoginWaiters waiters;
    private final SignOn signOn;
    private final PlatformConnection connection;
    private final SessionChange sessionChange;
    private final SessionKeeper keeper;
    private final KeyWatch keyWatch;
    private volatile TerminalPhase phase = TerminalPhase.STOPPED;
    private volatile String trouble = "it has not been started";
    private int entered;
    /** Completes when the stop under way is over; null when none is. */
    private CompletableFuture<Void> stop;
    private volatile boolean stopped;
    private boolean loggingOut;
    /** What it waits for; null when no step is scheduled. */
    private Timeout nextStep;

    TerminalLife(Terminal terminal, TerminalOptions options, TerminalStore store, TerminalIdentity identity,
            SessionResources resources, Connector connector) {
        this.terminal = terminal;
        this.options = options;
        this.store = store;
        this.resources = resources;
        this.waiters = new LoginWaiters(resources);
        Alarm alarm = new Alarm(terminal, this, options, store);
        this.signOn = new SignOn(terminal, this, options, store, identity, alarm);
        this.connection = new PlatformConnection(terminal, this, options, store, connector, alarm);
        this.sessionChange = new SessionChange(terminal, this, options, identity, signOn, connection);
        this.keeper = new SessionKeeper(terminal, this, options, store, resources);
        this.keyWatch = new KeyWatch(terminal, this, identity, options.retryInterval());
    }

    TerminalPhase phase() {
        return phase;
    }

    /** Why it is not online; null when it is. */
    String trouble() {
        return trouble;
    }

    Peer peer() {
        return connection.peer();
    }

    /** How it comes out of a session while it lives. */
    SessionChange sessionChange() {
        return sessionChange;
    }

    synchronized void start() {
        if (phase == TerminalPhase.STOPPED || isQuiet()) {
            stopped = false;
            signOn.forget();
            connection.forgetFailures();
            takeStep(this::connect);
        }
    }

    /** Whether it waits for somebody to start, wake or reset it. */
    private boolean isQuiet() {
        return phase == TerminalPhase.IDLE || phase == TerminalPhase.ALARM || phase == TerminalPhase.SILENT;
    }

    CompletionStage<Void> stop() {
        CompletionStage<?> loggedOut;
        CompletableFuture<Void> farewell;
        synchronized (this) {
            if (isStopping()) {
                return stop;
            }
            boolean online = phase == TerminalPhase.ONLINE;
            enter(phase, "it is being stopped");
            farewell = new CompletableFuture<>();
            stop = farewell;
            loggedOut = logOut(online);
        }
        loggedOut.whenComplete((answer, failure) -> end(farewell));
        return farewell;
    }

    /** Ends without a farewell: whoever waits for anything is told so. */
    void stopNow() {
        end(null);
    }

    /** Ends by a certain stop, unless that is over and it may even have been started again, or at any rate. */
    private void end(CompletableFuture<Void> certain) {
        CompletableFuture<Void> underWay;
        synchronized (this) {
            underWay = stop;
            if (certain != null && certain != underWay) {
                return;
            }
            stopped = true;
            leave(TerminalPhase.STOPPED, "it has been stopped");
        }
        if (underWay != null) {
            underWay.complete(null);
        }
    }

    boolean isStopping() {
        return stop != null;
    }

    /** Whether it is logged in, and shall stay so as far as it is concerned. */
    boolean isInSession() {
        return phase == TerminalPhase.ONLINE && !isStopping();
    }

    /** Begins anew; completes when it has set out, fails when it does not run. */
    CompletionStage<Void> reset() {
        return reset(() -> {
        });
    }

    /** As {@link #reset()}, with something that happens between the old life and the new one. */
    CompletionStage<Void> reset(Runnable between) {
        CompletionStage<?> loggedOut;
        int number;
        synchronized (this) {
            if (phase == TerminalPhase.STOPPED || isStopping()) {
                return CompletableFuture.failedStage(
                        new IllegalStateException("Terminal " + terminal.terminalId() + " cannot be reset: " + trouble));
            }
            boolean online = phase == TerminalPhase.ONLINE;
            number = enter(phase, "it is being reset");
            loggedOut = logOut(online);
        }
        return loggedOut.handle((answer, failure) -> {
            synchronized (this) {
                if (entered == number) {
                    enter(TerminalPhase.CONNECTING, "it is being reset");
                    connection.close();
                    terminal.giveUp("the terminal is being reset");
                    signOn.forget();
                    between.run();
                    takeStep(this::connect);
                }
            }
            return null;
        });
    }

    private CompletionStage<?> logOut(boolean online) {
        return online ? sessionChange.logOut() : CompletableFuture.completedStage(null);
    }

    /** Whether it is on its way to a session. */
    boolean isSigningOn() {
        return switch (phase) {
            case CONNECTING, REGISTERING, WAITING_FOR_KEYS, LOGGING_IN, ONLINE -> true;
            default -> false;
        };
    }

    /** Completes, on the executor, when the terminal is logged in; fails when it is not in time or is stopped. */
    CompletionStage<Void> whenOnline(Duration limit) {
        synchronized (this) {
            if (phase == TerminalPhase.ONLINE && !loggingOut) {
                return CompletableFuture.completedStage(null);
            }
            if (stopped) {
                return CompletableFuture.failedStage(new SessionClosedException(trouble));
            }
            CompletionStage<Void> online = waiters.await(limit, this::trouble);
            if (phase == TerminalPhase.IDLE && store.connectionMode().isShort()) {
                // a short connection begins with what there is to send
                takeStep(this::connect);
            }
            return online;
        }
    }

    /** Whether nothing is sent until it is started again. */
    boolean hasBeenStopped() {
        return stopped;
    }

    int enter(TerminalPhase next, String reason) {
        cancelTimers();
        loggingOut = false;
        phase = next;
        trouble = reason;
        return ++entered;
    }

    /** As {@link #enter}, with a logout under way: what is sent then waits for the next login. */
    int enterLoggingOut(TerminalPhase next, String reason) {
        int number = enter(next, reason);
        loggingOut = true;
        return number;
    }

    /** The logout is over. */
    void hasLoggedOut() {
        loggingOut = false;
    }

    /** Goes on with the outcome of what was begun in a phase, unless that is over. */
    <T> BiConsumer<T, Throwable> in(int number, BiConsumer<T, Throwable> then) {
        return (outcome, failure) -> {
            synchronized (this) {
                if (entered == number) {
                    takeStep(() -> then.accept(outcome, failure));
                }
            }
        };
    }

    /** Takes a step; one that fails must not leave the terminal without a next one. Under the monitor. */
    void takeStep(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.warn("Terminal {} begins anew, since a step in the phase {} failed", terminal.terminalId(), phase, e);
            String reason = "a step failed: " + e.getMessage();
            enter(TerminalPhase.CONNECTING, reason);
            connection.close();
            terminal.giveUp(reason);
            after(options.retryInterval(), this::connect);
        }
    }

    private void connect() {
        connection.open(signOn::begin);
    }

    /** The terminal has logged in. */
    void online() {
        enter(TerminalPhase.ONLINE, null);
        keepSession();
        keyWatch.start();
        waiters.complete();
        terminal.hasLoggedIn();
    }

    /** Starts the pause of the keeper anew, for instance because its length or the mode has changed. */
    synchronized void keepSession() {
        keeper.stop();
        if (isInSession()) {
            keeper.start();
            terminal.statistics().start(this);
        }
    }

    /** A message is about to go out. */
    void sending() {
        keeper.sending();
    }

    /** Logged out by itself: what has been given to it meanwhile brings it back at once. */
    void rest() {
        boolean wanted = waiters.isWaiting();
        enter(TerminalPhase.IDLE, "it has logged out, having nothing to send");
        connection.close();
        if (wanted) {
            connect();
        }
    }

    /** Whether a wake-up means something to it, or at least is acknowledged. */
    synchronized boolean canBeWokenUp() {
        return phase == TerminalPhase.ONLINE || isQuiet();
    }

    /** The platform wants it to log in, and has its answer. */
    synchronized void wakenUp() {
        if (isQuiet()) {
            signOn.wakenUp();
            takeStep(this::connect);
        }
    }

    /**
     * Where the terminal has been sent to another address since its last login and is not let in there, it goes back to the
     * former one (behaviour, section 10.4). Under the monitor.
     *
     * @return whether it does
     */
    boolean returnsToFormerPlatform(String reason) {
        String there = connection.platform();
        if (!store.rollBack()) {
            return false;
        }
        LOG.warn("Terminal {} gives up {} and goes back to {}: {}", terminal.terminalId(), there, connection.platform(),
                reason);
        terminal.saveState();
        enter(TerminalPhase.CONNECTING, reason);
        connection.close();
        terminal.giveUp(reason);
        signOn.forget();
        connect();
        return true;
    }

    synchronized void connectionLost(Peer from) {
        if (!connection.isLostWith(from)) {
            return;
        }
        // a step that is scheduled connects when its time has come: a pause is not cut short
        if (nextStep == null && !isStopping() && !loggingOut && !isQuiet()) {
            enter(TerminalPhase.CONNECTING, null);
            connectAfterPause(this::connect);
        }
        terminal.giveUp("the connection was closed");
    }

    /** Ends the session for the time being: whoever waits is told so. */
    void leave(TerminalPhase into, String reason) {
        synchronized (this) {
            enter(into, reason);
            stop = null;
            connection.close();
            terminal.giveUp(reason);
            // under the monitor, like those who begin to wait: none is missed, none is told who came later
            waiters.fail(reason);
        }
    }

    /** The connection is gone: goes on with a step after a moment. */
    void connectAfterPause(Runnable step) {
        tryAgain("the connection was closed", RECONNECT_PAUSE, step);
    }

    /** Tries again after the retry interval, in the same phase; connects first where the connection is lost by then. */
    void retry(String reason, Runnable step) {
        tryAgain(reason, options.retryInterval(), () -> connection.whenOpen(step));
    }

    void tryAgain(String reason, Duration pause, Runnable step) {
        LOG.debug("Terminal {}: {}; next try in {}", terminal.terminalId(), reason, pause);
        trouble = reason;
        after(pause, step);
    }

    /** Gives up for a long while. */
    void pause(String reason, Runnable step) {
        LOG.warn("Terminal {} pauses for {}: {}", terminal.terminalId(), options.longPause(), reason);
        enter(TerminalPhase.PAUSING, "it pauses: " + reason);
        after(options.longPause(), () -> connection.whenOpen(step));
    }

    /** Takes a step after a while, unless the phase is over by then. */
    void after(Duration pause, Runnable step) {
        nextStep = schedule(pause.toNanos(), () -> {
            nextStep = null;
            step.run();
        });
    }

    Timeout schedule(long nanos, Runnable step) {
        int number = entered;
        return resources.timer().newTimeout(timeout -> in(number, (done, none) -> step.run()).accept(null, null),
                Math.max(1, nanos), TimeUnit.NANOSECONDS);
    }

    private void cancelTimers() {
        if (nextStep != null) {
            nextStep.cancel();
            nextStep = null;
        }
        keeper.stop();
        keyWatch.stop();
        terminal.statistics().stop();
    }
}
