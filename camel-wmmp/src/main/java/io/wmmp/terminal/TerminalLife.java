package io.wmmp.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.link.Connector;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;

/**
 * The way of a terminal through its phases: it connects, registers, logs in, beats, and starts again where it has lost its
 * platform (behaviour, sections 2 to 6). Each phase that is entered gets a number; an answer, a timer or a socket that
 * belongs to an earlier one finds that and does nothing.
 * <p>
 * Safe for use by any thread. Its monitor is taken before that of the session, never the other way round.
 */
final class TerminalLife {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalLife.class);

    private static final int LOGOUT_NORMAL = 0;
    private static final int LOGOUT_KEY_EXPIRED = 8;
    private static final int LOGIN_OUT_OF_SYNC = 1;
    private static final int LOGIN_MUST_REGISTER = 6;
    private static final int LOGIN_SEND_LIST = 8;
    private static final int REGISTER_WAIT_FOR_KEYS = 0;
    private static final int REGISTER_KEEP_SERIAL = 9;
    private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final TerminalOptions options;
    private final TerminalStore store;
    private final TerminalIdentity identity;
    private final SessionResources resources;
    private final Connector connector;
    private final Set<CompletableFuture<Void>> waitingForLogin = new LinkedHashSet<>();
    private volatile TerminalPhase phase = TerminalPhase.STOPPED;
    private volatile String trouble = "it has not been started";
    private volatile Peer peer;
    private int entered;
    private boolean registered;
    private boolean stopping;
    private Timeout nextStep;
    private Timeout heartbeat;

    TerminalLife(Terminal terminal, TerminalOptions options, TerminalStore store, TerminalIdentity identity,
            SessionResources resources, Connector connector) {
        this.terminal = terminal;
        this.options = options;
        this.store = store;
        this.identity = identity;
        this.resources = resources;
        this.connector = connector;
        this.registered = options.registered();
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
        if (phase == TerminalPhase.STOPPED || phase == TerminalPhase.IDLE) {
            connect();
        }
    }

    CompletionStage<Void> stop() {
        CompletionStage<?> loggedOut;
        synchronized (this) {
            boolean online = phase == TerminalPhase.ONLINE;
            enter(phase, "it is being stopped");
            stopping = true;
            loggedOut = online ? terminal.request(Command.LOGOUT,
                    terminal.codec().writeBody(Command.LOGOUT, Map.of("reason", LOGOUT_NORMAL)), options.patience())
                    : CompletableFuture.completedStage(null);
        }
        return loggedOut.handle((answer, failure) -> {
            leave(TerminalPhase.STOPPED, "it has been stopped");
            return null;
        });
    }

    /** Completes, on the executor, when the terminal is logged in; fails when it is not in time or is stopped. */
    CompletionStage<Void> online(Command command, Duration limit) {
        CompletableFuture<Void> online = new CompletableFuture<>();
        synchronized (this) {
            if (phase == TerminalPhase.ONLINE) {
                return CompletableFuture.completedStage(null);
            }
            waitingForLogin.add(online);
        }
        Timeout expiry = resources.timer().newTimeout(timeout -> {
            synchronized (this) {
                waitingForLogin.remove(online);
            }
            resources.execute(() -> online.completeExceptionally(notSent(command, "not logged in after " + limit.toMillis()
                    + " ms, " + trouble)));
        }, limit.toMillis(), TimeUnit.MILLISECONDS);
        online.whenComplete((done, failure) -> expiry.cancel());
        return online;
    }

    private SessionClosedException notSent(Command command, String reason) {
        return new SessionClosedException(command + " of terminal " + terminal.terminalId() + " not sent: " + reason);
    }

    private int enter(TerminalPhase next, String reason) {
        cancelTimers();
        phase = next;
        trouble = reason;
        return ++entered;
    }

    /** Goes on with the outcome of what was begun in a phase, unless that is over. */
    private <T> BiConsumer<T, Throwable> in(int number, BiConsumer<T, Throwable> then) {
        return (outcome, failure) -> {
            synchronized (this) {
                if (entered == number) {
                    then.accept(outcome, failure);
                }
            }
        };
    }

    private synchronized void connect() {
        int number = enter(TerminalPhase.CONNECTING, "it is connecting to " + options.platform());
        stopping = false;
        connector.connect(options.bearer(), options.platform(), terminal.frames()).whenComplete((connected, failure) -> {
            in(number, this::connected).accept(connected, failure);
            if (connected != null && connected != peer) {
                connected.close();
            }
        });
    }

    private void connected(Peer connected, Throwable failure) {
        if (failure == null) {
            peer = connected;
            registerOrLogin();
        } else {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            retry("it cannot connect to " + options.platform() + ": " + cause.getMessage(), options.retryInterval(),
                    this::connect);
        }
    }

    private void registerOrLogin() {
        if (registered) {
            login();
        } else {
            register();
        }
    }

    private void register() {
        int number = enter(TerminalPhase.REGISTERING, "REGISTER is not answered yet");
        byte[] body = Registering.of(identity).body(terminal.codec(), identity.credentials());
        terminal.urgentRequest(Command.REGISTER, body, options.patience()).whenComplete(in(number, this::registered));
    }

    private void registered(WmmpMessage answer, Throwable failure) {
        if (failure != null) {
            retry(failure.getMessage(), options.retryInterval(), this::register);
            return;
        }
        int result = (int) answer.unsigned(WmmpCodec.RESULT);
        if (!options.dialect().isSuccess(Command.REGISTER_ACK, result)) {
            retry("REGISTER was refused with result " + result, options.retryInterval(), this::register);
            return;
        }
        registered = true;
        if (answer.has("assigned_terminal_id") && result != REGISTER_KEEP_SERIAL) {
            identity.assigned(answer.bytes("assigned_terminal_id"));
        }
        if (result == REGISTER_WAIT_FOR_KEYS && !identity.credentials().hasPasswords()) {
            enter(TerminalPhase.WAITING_FOR_KEYS, null);
            retry("it waits for the platform to send its keys", options.retryInterval(), this::register);
        } else {
            login();
        }
    }

    private void login() {
        int number = enter(TerminalPhase.LOGGING_IN, "LOGIN is not answered yet");
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("software_version", options.softwareVersion());
        body.put("sync_crc32", store.syncCrc32());
        terminal.urgentRequest(Command.LOGIN, terminal.codec().writeBody(Command.LOGIN, body), options.patience())
                .whenComplete(in(number, this::loggedIn));
    }

    private void loggedIn(WmmpMessage answer, Throwable failure) {
        if (failure != null) {
            mustRegister();
            retry(failure.getMessage(), options.retryInterval(), this::register);
            return;
        }
        int result = (int) answer.unsigned(WmmpCodec.RESULT);
        if (!options.dialect().isSuccess(Command.LOGIN_ACK, result)) {
            if (result == LOGIN_MUST_REGISTER) {
                mustRegister();
            }
            retry("LOGIN was refused with result " + result, options.retryInterval(), this::registerOrLogin);
            return;
        }
        terminal.urgentRequest(Command.CONFIG_TRAP, trapAfterLogin(result), options.patience())
                .whenComplete((trapAnswer, trapFailure) -> {
                    if (trapFailure != null) {
                        LOG.warn("Terminal {}: the report after login failed: {}", terminal.terminalId(),
                                trapFailure.getMessage());
                    }
                });
        identity.confirm();
        enter(TerminalPhase.ONLINE, null);
        scheduleHeartbeat();
        List<CompletableFuture<Void>> ready = takeWaiting();
        resources.execute(() -> ready.forEach(online -> online.complete(null)));
    }

    private void mustRegister() {
        registered = false;
        identity.giveUpDelivered();
    }

    /** What the platform shall be told after a login (protocol reference, section 9). */
    private byte[] trapAfterLogin(int result) {
        List<Integer> tags = new ArrayList<>();
        if (result == LOGIN_OUT_OF_SYNC) {
            tags.add(TerminalStore.SYNC_TAG_LIST);
        }
        if (result == LOGIN_OUT_OF_SYNC || result == LOGIN_SEND_LIST) {
            tags.addAll(store.syncTags());
        }
        return terminal.codec().writeBody(Command.CONFIG_TRAP, store.read(tags));
    }

    private List<CompletableFuture<Void>> takeWaiting() {
        List<CompletableFuture<Void>> waiting = List.copyOf(waitingForLogin);
        waitingForLogin.clear();
        return waiting;
    }

    /** Starts the pause before the next heartbeat anew, for instance because its length has changed. */
    synchronized void scheduleHeartbeat() {
        if (heartbeat != null) {
            heartbeat.cancel();
        }
        if (phase == TerminalPhase.ONLINE && !stopping) {
            int number = entered;
            heartbeat = resources.timer().newTimeout(timeout -> in(number, (done, none) -> beat()).accept(null, null),
                    store.heartbeatSeconds(options.heartbeatInterval()), TimeUnit.SECONDS);
        }
    }

    private void beat() {
        scheduleHeartbeat();
        if (!terminal.isBusy()) {
            terminal.request(Command.HEART_BEAT, new byte[0], options.patience())
                    .whenComplete(in(entered, (answer, failure) -> {
                        if (failure != null) {
                            loginAgain("heartbeats are not answered");
                        }
                    }));
        }
    }

    private void loginAgain(String reason) {
        terminal.giveUp(reason);
        login();
    }

    /** The platform has said farewell, and has its answer. */
    synchronized void loggedOut(int reason) {
        if (phase != TerminalPhase.ONLINE || stopping) {
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
        return phase == TerminalPhase.ONLINE || phase == TerminalPhase.IDLE;
    }

    /** The platform wants it to log in, and has its answer. */
    synchronized void wakenUp() {
        if (phase == TerminalPhase.IDLE) {
            connect();
        }
    }

    /** The platform has sent the keys, and has its answer. */
    synchronized void keysDelivered() {
        if (phase == TerminalPhase.WAITING_FOR_KEYS && identity.hasDelivered()) {
            login();
        }
    }

    synchronized void connectionLost(Peer from) {
        if (!from.equals(peer)) {
            return;
        }
        peer = null;
        if (!stopping) {
            enter(TerminalPhase.CONNECTING, null);
            retry("the connection was closed", RECONNECT_PAUSE, this::connect);
        }
        terminal.giveUp("the connection was closed");
    }

    private void leave(TerminalPhase into, String reason) {
        Peer last;
        List<CompletableFuture<Void>> waiting;
        synchronized (this) {
            enter(into, reason);
            stopping = false;
            last = peer;
            peer = null;
            waiting = takeWaiting();
        }
        terminal.giveUp(reason);
        if (last != null) {
            last.close();
        }
        resources.execute(() -> waiting.forEach(online -> online.completeExceptionally(
                new SessionClosedException("Terminal " + terminal.terminalId() + " does not log in: " + reason))));
    }

    private void retry(String reason, Duration pause, Runnable step) {
        LOG.debug("Terminal {}: {}; next try in {}", terminal.terminalId(), reason, pause);
        trouble = reason;
        int number = entered;
        nextStep = resources.timer().newTimeout(timeout -> in(number, (done, none) -> step.run()).accept(null, null),
                pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancelTimers() {
        if (nextStep != null) {
            nextStep.cancel();
        }
        if (heartbeat != null) {
            heartbeat.cancel();
        }
    }
}
