package io.wmmp.terminal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.link.Bearer;
import io.wmmp.link.Connector;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;

/**
 * The way of a terminal through its phases: it connects, signs on, keeps its session, and starts again where it has lost
 * its platform (behaviour, sections 2 to 6). Each phase that is entered gets a number; an answer, a timer or a socket that
 * belongs to an earlier one finds that and does nothing. How it signs on is the business of {@link SignOn}, what it does
 * when it has given up that of {@link Alarm}, what it does while it is logged in that of {@link SessionKeeper}.
 * <p>
 * Safe for use by any thread. Its monitor is taken before that of the session, never the other way round.
 */
final class TerminalLife {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalLife.class);

    private static final int LOGOUT_NORMAL = 0;
    private static final int LOGOUT_KEY_EXPIRED = 8;
    private static final int LOGOUT_KEYS_REPLACED = 9;
    private static final int LOGOUT_SIM_CHANGED = 10;
    private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);
    /** So many failures to connect in a row are reported (behaviour, section 1). */
    private static final int MAX_CONNECT_FAILURES = 4;

    private final Terminal terminal;
    private final TerminalOptions options;
    private final TerminalStore store;
    private final TerminalIdentity identity;
    private final SessionResources resources;
    private final Connector connector;
    private final LoginWaiters waiters;
    private final Alarm alarm;
    private final SignOn signOn;
    private final SessionKeeper keeper;
    private final KeyWatch keyWatch;
    private volatile TerminalPhase phase = TerminalPhase.STOPPED;
    private volatile String trouble = "it has not been started";
    private volatile Peer peer;
    private int entered;
    /** Completes when the stop under way is over; null when none is. */
    private CompletableFuture<Void> stop;
    private volatile boolean stopped;
    private boolean loggingOut;
    /** Failures to connect since it has been connected. */
    private int connectFailures;
    /** What it waits for; null when no step is scheduled. */
    private Timeout nextStep;

    TerminalLife(Terminal terminal, TerminalOptions options, TerminalStore store, TerminalIdentity identity,
            SessionResources resources, Connector connector) {
        this.terminal = terminal;
        this.options = options;
        this.store = store;
        this.identity = identity;
        this.resources = resources;
        this.connector = connector;
        this.waiters = new LoginWaiters(resources);
        this.alarm = new Alarm(terminal, this, options, store);
        this.signOn = new SignOn(terminal, this, options, store, identity, alarm);
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
        return peer;
    }

    synchronized void start() {
        if (phase == TerminalPhase.STOPPED || isQuiet()) {
            stopped = false;
            signOn.forget();
            connectFailures = 0;
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

    private boolean isStopping() {
        return stop != null;
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
                    closeConnection();
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
        return online ? terminal.request(Command.LOGOUT,
                terminal.codec().writeBody(Command.LOGOUT, Map.of("reason", LOGOUT_NORMAL)), options.patience())
                : CompletableFuture.completedStage(null);
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
    private void takeStep(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.warn("Terminal {} begins anew, since a step in the phase {} failed", terminal.terminalId(), phase, e);
            String reason = "a step failed: " + e.getMessage();
            enter(TerminalPhase.CONNECTING, reason);
            closeConnection();
            terminal.giveUp(reason);
            after(options.retryInterval(), this::connect);
        }
    }

    private void connect() {
        connect(signOn::begin);
    }

    /** Connects, however often it has to try, and takes a step then. */
    private synchronized void connect(Runnable then) {
        int number = enter(TerminalPhase.CONNECTING, "it is connecting to " + platform());
        connector.connect(options.bearer(), address(), terminal.frames()).whenComplete((connected, failure) -> {
            this.<Peer>in(number, (opened, trouble) -> connected(opened, trouble, then)).accept(connected, failure);
            if (connected != null && connected != peer) {
                connected.close();
            }
        });
    }

    private void connected(Peer connected, Throwable failure, Runnable then) {
        if (failure == null) {
            peer = connected;
            connectFailures = 0;
            then.run();
            return;
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        String reason = "it cannot connect to " + platform() + ": " + cause.getMessage();
        connectFailures++;
        if (connectFailures >= MAX_CONNECT_FAILURES && returnsToFormerPlatform(reason)) {
            return;
        }
        tryAgain(reason, options.retryInterval(), () -> connect(then));
        if (connectFailures == MAX_CONNECT_FAILURES) {
            alarm.send(Alarm.Cause.BEARER);
        }
    }

    private String platform() {
        return options.bearer() == Bearer.SMS ? "the number " + store.smsNumber()
                : address().getHostString() + ":" + address().getPort();
    }

    private InetSocketAddress address() {
        return store.platform(options.bearer(), options.platform());
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
        if (phase == TerminalPhase.ONLINE && !isStopping()) {
            keeper.start();
            terminal.statistics().start(this);
        }
    }

    /** A message is about to go out. */
    void sending() {
        keeper.sending();
    }

    /** In a short connection: nothing has gone out for a while, and nothing is under way. */
    void logOutForNow() {
        int number = enter(TerminalPhase.ONLINE, "it logs out, having nothing to send");
        loggingOut = true;
        logOut(true).whenComplete(in(number, (answer, failure) -> leaveForNow()));
    }

    /** Logged out by itself: what has been given to it meanwhile brings it back at once. */
    private void leaveForNow() {
        boolean wanted = waiters.isWaiting();
        enter(TerminalPhase.IDLE, "it has logged out, having nothing to send");
        closeConnection();
        if (wanted) {
            connect();
        }
    }

    /** A heartbeat was sent as often as allowed. */
    synchronized void heartbeatUnanswered() {
        if (phase == TerminalPhase.ONLINE && !isStopping()) {
            loginAgain("heartbeats are not answered");
        }
    }

    /** A block of a file was asked for as often as allowed; heartbeats would not be answered either, and wait behind blocks. */
    synchronized void blockUnanswered() {
        if (phase == TerminalPhase.ONLINE && !isStopping()) {
            loginAgain("blocks of its file are not answered");
        }
    }

    private void loginAgain(String reason) {
        LOG.debug("Terminal {} logs in again: {}", terminal.terminalId(), reason);
        enter(TerminalPhase.LOGGING_IN, reason);
        terminal.giveUp(reason);
        takeStep(signOn::login);
    }

    /** The platform has said farewell, and has its answer. */
    synchronized void loggedOut(int reason) {
        if (phase != TerminalPhase.ONLINE || isStopping()) {
            return;
        }
        if (reason == LOGOUT_KEY_EXPIRED) {
            loginAgain("the platform has ended the session");
        } else {
            leave(TerminalPhase.IDLE, "the platform has logged it out with reason " + reason);
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

    /** The platform has sent keys, and has its answer. One that is logged in leaves its session for them. */
    synchronized void keysDelivered() {
        if (isStopping() || phase == TerminalPhase.ONLINE && bindSim() || !identity.hasStaged()) {
            return;
        }
        if (phase == TerminalPhase.WAITING_FOR_KEYS) {
            takeStep(() -> {
                identity.adopt();
                whenConnected(signOn::login);
            });
        } else if (phase == TerminalPhase.ONLINE && identity.hasStagedOthers()) {
            LOG.debug("Terminal {} changes its keys", terminal.terminalId());
            leaveSession(LOGOUT_KEYS_REPLACED, "its keys are being replaced", () -> {
                identity.adopt();
                loginWhenConnected();
            });
        }
    }

    /** A change of the binding to the SIM ends the session; without a binding the terminal waits for somebody to start it. */
    private boolean bindSim() {
        Integer binding = identity.takeStagedBinding();
        if (binding == null) {
            return false;
        }
        leaveSession(LOGOUT_SIM_CHANGED, "its binding to the SIM has been changed", () -> {
            identity.bindSim(binding);
            identity.adopt();
            terminal.saveState();
            if (binding == TerminalIdentity.UNBIND) {
                leave(TerminalPhase.IDLE, "the platform has ended its binding to the SIM");
            } else {
                loginWhenConnected();
            }
        });
        return true;
    }

    /** Leaves the session for another one. */
    synchronized void begin(NewSession why) {
        if (phase == TerminalPhase.ONLINE && !isStopping()) {
            leaveSession(why.reason(), why.text(), why.reconnects() ? this::reconnect : this::loginWhenConnected);
        }
    }

    private void reconnect() {
        closeConnection();
        connect(signOn::login);
    }

    /**
     * Where the terminal has been sent to another address since its last login and is not let in there, it goes back to the
     * former one (behaviour, section 10.4). Under the monitor.
     *
     * @return whether it does
     */
    boolean returnsToFormerPlatform(String reason) {
        String there = platform();
        if (!store.rollBack()) {
            return false;
        }
        LOG.warn("Terminal {} gives up {} and goes back to {}: {}", terminal.terminalId(), there, platform(), reason);
        terminal.saveState();
        enter(TerminalPhase.CONNECTING, reason);
        closeConnection();
        terminal.giveUp(reason);
        signOn.forget();
        connect();
        return true;
    }

    /** After a logout during which the connection may have been lost. */
    private void loginWhenConnected() {
        if (peer != null) {
            signOn.login();
        } else {
            tryAgain("the connection was closed", RECONNECT_PAUSE, () -> whenConnected(signOn::login));
        }
    }

    /**
     * Logs out with a reason, and goes on when that is answered, is not in the time allowed, or the connection is lost: what the
     * platform was promised happens at any rate.
     */
    private void leaveSession(int reason, String why, Runnable then) {
        int number = enter(TerminalPhase.LOGGING_IN, why);
        loggingOut = true;
        terminal.giveUp(why);
        terminal.urgentRequest(Command.LOGOUT, terminal.codec().writeBody(Command.LOGOUT, Map.of("reason", reason)),
                options.patience()).whenComplete(in(number, (answer, failure) -> {
                    loggingOut = false;
                    then.run();
                }));
    }

    synchronized void connectionLost(Peer from) {
        if (!from.equals(peer)) {
            return;
        }
        peer = null;
        // a step that is scheduled connects when its time has come: a pause is not cut short
        if (nextStep == null && !isStopping() && !loggingOut && !isQuiet()) {
            enter(TerminalPhase.CONNECTING, null);
            tryAgain("the connection was closed", RECONNECT_PAUSE, this::connect);
        }
        terminal.giveUp("the connection was closed");
    }

    /** Ends the session for the time being: whoever waits is told so. */
    void leave(TerminalPhase into, String reason) {
        synchronized (this) {
            enter(into, reason);
            stop = null;
            closeConnection();
            terminal.giveUp(reason);
            // under the monitor, like those who begin to wait: none is missed, none is told who came later
            waiters.fail(reason);
        }
    }

    private void closeConnection() {
        Peer last = peer;
        peer = null;
        if (last != null) {
            last.close();
        }
    }

    /** Tries again after the retry interval, in the same phase; connects first where the connection is lost by then. */
    void retry(String reason, Runnable step) {
        tryAgain(reason, options.retryInterval(), () -> whenConnected(step));
    }

    private void tryAgain(String reason, Duration pause, Runnable step) {
        LOG.debug("Terminal {}: {}; next try in {}", terminal.terminalId(), reason, pause);
        trouble = reason;
        after(pause, step);
    }

    /** Gives up for a long while. */
    void pause(String reason, Runnable step) {
        LOG.warn("Terminal {} pauses for {}: {}", terminal.terminalId(), options.longPause(), reason);
        enter(TerminalPhase.PAUSING, "it pauses: " + reason);
        after(options.longPause(), () -> whenConnected(step));
    }

    private void whenConnected(Runnable step) {
        if (peer != null) {
            step.run();
        } else {
            connect(step);
        }
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
