package io.wmmp.terminal;

import io.netty.util.Timeout;
import io.wmmp.link.FrameListener;
import io.wmmp.link.Peer;
import io.wmmp.link.Transport;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.Patience;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;
import io.wmmp.session.Session;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal: registers, logs in, keeps its session alive, sends, and answers its platform (protocol reference, behaviour).
 * Safe for use by any thread.
 */
public final class Terminal extends Session {

    private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);

    private static final int LOGOUT_NORMAL = 0;
    private static final int LOGOUT_KEY_EXPIRED = 8;
    private static final int LOGIN_OUT_OF_SYNC = 1;
    private static final int LOGIN_MUST_REGISTER = 6;
    private static final int LOGIN_SEND_LIST = 8;
    private static final int REGISTER_WAIT_FOR_KEYS = 0;
    private static final int REGISTER_KEEP_SERIAL = 9;
    private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);
    private static final Set<Command> DOWNLINK_COMMANDS = Set.copyOf(EnumSet.of(Command.LOGOUT, Command.TRANSPARENT_DATA,
            Command.TRANSPARENT_CMD, Command.CONFIG_GET, Command.CONFIG_SET, Command.REMOTE_CTRL, Command.DOWNLOAD_INFO,
            Command.SECURITY_CONFIG));

    private final TerminalOptions options;
    private final SessionResources resources;
    private final Transport transport;
    private final WmmpCodec codec;
    private final TerminalStore store;
    private final BuiltInAnswers builtIn;
    private final Map<Command, RequestHandler> handlers = new ConcurrentHashMap<>();
    private final FrameListener frames = new Frames();
    private volatile TerminalPhase phase = TerminalPhase.STOPPED;
    private volatile String trouble = "it has not been started";
    private volatile TerminalId serial;
    private volatile boolean registered;
    private volatile long timestamp;
    private volatile Peer peer;
    private volatile CompletableFuture<Void> online = new CompletableFuture<>();
    private Timeout nextStep;
    private Timeout heartbeat;

    /**
     * Makes a terminal that does nothing yet.
     *
     * @param options   what it is
     * @param resources what it shares with other terminals
     * @param transport opens its socket
     */
    public Terminal(TerminalOptions options, SessionResources resources, Transport transport) {
        super(options.terminalId(), resources);
        this.options = options;
        this.resources = resources;
        this.transport = transport;
        this.codec = new WmmpCodec(options.dialect());
        this.serial = options.terminalId();
        this.store = new TerminalStore(codec);
        this.builtIn = new BuiltInAnswers(codec, store);
        store.put("heartbeat_interval", options.heartbeatInterval().toSeconds());
        store.put("sync_tag_list", List.of(TerminalStore.HEARTBEAT_INTERVAL));
        store.put("imsi", options.credentials().imsi());
        store.put("firmware_version", options.softwareVersion());
    }

    /** @return the requests that a platform may make and a handler may take */
    public static Set<Command> downlinkCommands() {
        return DOWNLINK_COMMANDS;
    }

    /**
     * Lets a handler take requests of the platform.
     *
     * @param  commands                 which
     * @param  handler                  who takes them
     * @throws IllegalArgumentException when another handler has one of them
     */
    public void handle(Set<Command> commands, RequestHandler handler) {
        synchronized (handlers) {
            for (Command command : commands) {
                if (handlers.containsKey(command)) {
                    throw new IllegalArgumentException("Option commands: " + command + " of terminal " + terminalId()
                            + " is taken by another route");
                }
            }
            commands.forEach(command -> handlers.put(command, handler));
        }
    }

    /**
     * @param handler takes no more requests
     */
    public void remove(RequestHandler handler) {
        handlers.values().removeIf(taker -> taker == handler);
    }

    /** Sets out to register and log in; goes on trying until it is stopped. */
    public synchronized void start() {
        if (phase == TerminalPhase.STOPPED || phase == TerminalPhase.IDLE) {
            connect();
        }
    }

    /**
     * Logs out where it is logged in, and ends.
     *
     * @return completes when the platform has answered the logout, or has not in the time allowed, and the socket is closed
     */
    public CompletionStage<Void> stop() {
        cancelTimers();
        CompletionStage<?> loggedOut = CompletableFuture.completedStage(null);
        if (phase == TerminalPhase.ONLINE) {
            loggedOut = request(Command.LOGOUT, codec.writeBody(Command.LOGOUT, Map.of("reason", LOGOUT_NORMAL)),
                    options.patience());
        }
        return loggedOut.handle((answer, failure) -> {
            leave(TerminalPhase.STOPPED, "it has been stopped");
            close("the terminal has been stopped");
            return null;
        });
    }

    /** @return where it stands in its life */
    public TerminalPhase phase() {
        return phase;
    }

    /** @return why it is not online, for people; null when it is */
    public String trouble() {
        return phase == TerminalPhase.ONLINE ? null : trouble;
    }

    /** @return the serial number in use: its own, or the one that the platform has allotted */
    public TerminalId serial() {
        return serial;
    }

    /** @return the dialect that it speaks */
    @Override
    public WmmpCodec codec() {
        return codec;
    }

    /**
     * Sets a value of its own configuration, for instance a measured signal level.
     *
     * @param  name                                   the name of the tag
     * @param  value                                  the value
     * @throws io.wmmp.protocol.InvalidFieldException when name or value is wrong
     */
    public void set(String name, Object value) {
        store.put(name, value);
    }

    /**
     * Sends a request once the terminal is logged in.
     *
     * @param  command  the request
     * @param  body     the body, without digest
     * @param  patience how long and how often to try; the same time is waited for the login
     * @return          the answer, whatever its result; fails when there is none or no login. Completes on the executor.
     */
    public CompletionStage<WmmpMessage> send(Command command, byte[] body, Patience patience) {
        if (phase == TerminalPhase.ONLINE) {
            return request(command, body, patience);
        }
        CompletableFuture<Void> ready = new CompletableFuture<>();
        online.thenAcceptAsync(ready::complete, resources.executor());
        Duration limit = patience.timeout().multipliedBy(patience.sends());
        Timeout expiry = resources.timer().newTimeout(timeout -> resources.executor().execute(
                () -> ready.completeExceptionally(new SessionClosedException(command + " of terminal " + terminalId()
                        + " not sent: not logged in after " + limit.toMillis() + " ms, " + trouble))),
                limit.toMillis(), TimeUnit.MILLISECONDS);
        return ready.thenCompose(done -> {
            expiry.cancel();
            return request(command, body, patience);
        });
    }

    @Override
    protected Peer peer() {
        return peer;
    }

    @Override
    protected boolean renumbersRepeats() {
        return options.dialect().repeatsWithNewNumber();
    }

    /** A terminal drops requests while it waits itself; the platform repeats them (behaviour, section 9). */
    @Override
    protected boolean takesRequestsWhileWaiting() {
        return false;
    }

    @Override
    protected WmmpMessage sign(WmmpMessage message) {
        WmmpMessage.Builder own = message.toBuilder().terminalId(serial);
        return switch (message.command()) {
            case REGISTER -> own.securityFlag(Registering.of(options).securityFlag()).build();
            case LOGIN -> Digests.sign(own.securityFlag(WmmpMessage.FLAG_ACCESS).build(), 0, options.credentials(),
                    Direction.UPLINK);
            default -> Digests.sign(own.build(), timestamp, options.credentials(), Direction.UPLINK);
        };
    }

    private synchronized void connect() {
        phase = TerminalPhase.CONNECTING;
        trouble = "it is connecting to " + options.platform();
        transport.connect(options.bearer(), options.platform(), frames).whenComplete((connected, failure) -> {
            if (phase != TerminalPhase.CONNECTING) {
                if (connected != null) {
                    connected.close();
                }
            } else if (failure != null) {
                retry("cannot connect to " + options.platform() + ": " + failure.getMessage(), options.retryInterval(),
                        this::connect);
            } else {
                peer = connected;
                registerOrLogin();
            }
        });
    }

    private void registerOrLogin() {
        if (registered) {
            login();
        } else {
            register();
        }
    }

    private void register() {
        phase = TerminalPhase.REGISTERING;
        trouble = "REGISTER is not answered yet";
        urgentRequest(Command.REGISTER, Registering.of(options).body(codec, options.credentials()), options.patience())
                .whenComplete((answer, failure) -> {
                    if (phase != TerminalPhase.REGISTERING) {
                        return;
                    }
                    if (failure != null) {
                        retry(failure.getMessage(), options.retryInterval(), this::register);
                    } else {
                        afterRegister(answer);
                    }
                });
    }

    private void afterRegister(WmmpMessage answer) {
        int result = (int) answer.unsigned(WmmpCodec.RESULT);
        if (!options.dialect().isSuccess(Command.REGISTER_ACK, result)) {
            retry("REGISTER was refused with result " + result, options.retryInterval(), this::register);
            return;
        }
        registered = true;
        if (answer.has("assigned_terminal_id") && result != REGISTER_KEEP_SERIAL) {
            keepSerial(answer.bytes("assigned_terminal_id"));
        }
        if (result == REGISTER_WAIT_FOR_KEYS && !options.credentials().hasPasswords()) {
            phase = TerminalPhase.WAITING_FOR_KEYS;
            trouble = "it waits for the platform to send its keys";
        } else {
            login();
        }
    }

    private void keepSerial(byte[] assigned) {
        try {
            serial = TerminalId.of(new String(assigned, StandardCharsets.ISO_8859_1).replace("\0", ""));
        } catch (IllegalArgumentException e) {
            LOG.warn("Terminal {} keeps its serial number: {}", terminalId(), e.getMessage());
        }
    }

    private void login() {
        phase = TerminalPhase.LOGGING_IN;
        trouble = "LOGIN is not answered yet";
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("software_version", options.softwareVersion());
        body.put("sync_crc32", store.syncCrc32());
        urgentRequest(Command.LOGIN, codec.writeBody(Command.LOGIN, body), options.patience())
                .whenComplete((answer, failure) -> {
                    if (phase != TerminalPhase.LOGGING_IN) {
                        return;
                    }
                    if (failure != null) {
                        registered = false;
                        retry(failure.getMessage(), options.retryInterval(), this::register);
                    } else {
                        afterLogin((int) answer.unsigned(WmmpCodec.RESULT));
                    }
                });
    }

    private void afterLogin(int result) {
        if (!options.dialect().isSuccess(Command.LOGIN_ACK, result)) {
            registered = registered && result != LOGIN_MUST_REGISTER;
            retry("LOGIN was refused with result " + result, options.retryInterval(), this::registerOrLogin);
            return;
        }
        urgentRequest(Command.CONFIG_TRAP, trapAfterLogin(result), options.patience()).whenComplete((answer, failure) -> {
            if (failure != null) {
                LOG.warn("Terminal {}: the report after login failed: {}", terminalId(), failure.getMessage());
            }
        });
        phase = TerminalPhase.ONLINE;
        scheduleHeartbeat();
        online.complete(null);
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
        return codec.writeBody(Command.CONFIG_TRAP, store.read(tags));
    }

    private synchronized void scheduleHeartbeat() {
        if (heartbeat != null) {
            heartbeat.cancel();
        }
        if (phase == TerminalPhase.ONLINE) {
            heartbeat = resources.timer().newTimeout(timeout -> beat(), heartbeatSeconds(), TimeUnit.SECONDS);
        }
    }

    private long heartbeatSeconds() {
        byte[] value = store.get(TerminalStore.HEARTBEAT_INTERVAL);
        long seconds = value != null && value.length == 4 ? ByteBuffer.wrap(value).getInt() & 0xFFFFFFFFL : 0;
        return Math.max(1, options.dialect().littleEndianUint32() ? options.heartbeatInterval().toSeconds() : seconds);
    }

    private void beat() {
        scheduleHeartbeat();
        if (!isBusy()) {
            request(Command.HEART_BEAT, new byte[0], options.patience()).whenComplete((answer, failure) -> {
                if (failure != null && phase == TerminalPhase.ONLINE) {
                    lose("heartbeats are not answered");
                    login();
                }
            });
        }
    }

    /** No longer logged in, by whatever reason; requests that follow wait for the next login. */
    private void lose(String reason) {
        cancelTimers();
        trouble = reason;
        if (online.isDone()) {
            online = new CompletableFuture<>();
        }
        giveUpRequests(reason);
    }

    private void leave(TerminalPhase into, String reason) {
        phase = into;
        lose(reason);
        Peer last = peer;
        peer = null;
        if (last != null) {
            last.close();
        }
    }

    private synchronized void retry(String reason, Duration pause, Runnable step) {
        LOG.debug("Terminal {}: {}; next try in {}", terminalId(), reason, pause);
        trouble = reason;
        TerminalPhase waitingIn = phase;
        nextStep = resources.timer().newTimeout(timeout -> resources.executor().execute(() -> {
            if (phase == waitingIn) {
                step.run();
            }
        }), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void cancelTimers() {
        if (nextStep != null) {
            nextStep.cancel();
        }
        if (heartbeat != null) {
            heartbeat.cancel();
        }
    }

    @Override
    protected CompletionStage<Answer> act(WmmpMessage request, Peer from, boolean possibleDuplicate) {
        RequestHandler handler = handlers.get(request.command());
        if (handler == null) {
            return CompletableFuture.completedStage(builtIn.to(request));
        }
        ReceivedRequest received = new ReceivedRequest(request, codec, from.bearer(), from.address(),
                SecurityCategory.of(request), possibleDuplicate);
        return CompletableFuture.supplyAsync(() -> handler.handle(received), resources.executor())
                .thenCompose(answer -> answer);
    }

    @Override
    protected void answered(WmmpMessage request) {
        switch (request.command()) {
            case LOGOUT -> afterLogout((int) request.unsigned("reason"));
            case CONFIG_SET -> scheduleHeartbeat();
            case REMOTE_CTRL -> afterRemoteControl(BuiltInAnswers.remoteCommand(request));
            default -> {
                // the answer was all
            }
        }
    }

    private void afterLogout(int reason) {
        if (reason == LOGOUT_KEY_EXPIRED) {
            lose("the platform has ended the session");
            login();
        } else {
            leave(TerminalPhase.IDLE, "the platform has logged it out with reason " + reason);
        }
    }

    private void afterRemoteControl(int remoteCommand) {
        if (remoteCommand == BuiltInAnswers.REMOTE_REPORT_SYNC) {
            request(Command.CONFIG_TRAP, codec.writeBody(Command.CONFIG_TRAP, store.read(store.syncTags())),
                    options.patience());
        }
    }

    private DropReason verify(WmmpMessage message) {
        if (!message.terminalId().equals(serial) && !message.terminalId().equals(terminalId())) {
            return message.command() == Command.REGISTER_ACK ? null : DropReason.UNKNOWN_TERMINAL;
        }
        boolean login = message.command() == Command.LOGIN_ACK && message.has("timestamp");
        if (message.hasDigest()) {
            long time = login ? message.unsigned("timestamp") : timestamp;
            return Digests.verify(message, time, options.credentials(), Direction.DOWNLINK, options.dialect())
                    ? null : DropReason.BAD_DIGEST;
        }
        return options.dialect().requiresDigest(message.command()) ? DropReason.MISSING_DIGEST : null;
    }

    private void receive(Peer from, byte[] frame) {
        WmmpMessage message;
        try {
            message = codec.wrap(frame);
        } catch (MalformedMessageException e) {
            resources.drops().drop(DropReason.MALFORMED, from, e.getMessage());
            return;
        }
        if (answeredBefore(frame, from)) {
            return;
        }
        DropReason refusal = verify(message);
        if (refusal == null && !message.command().isAnswer()) {
            boolean mayCome = DOWNLINK_COMMANDS.contains(message.command()) && phase == TerminalPhase.ONLINE;
            refusal = mayCome ? null : DropReason.UNEXPECTED;
        }
        if (refusal != null) {
            resources.drops().drop(refusal, from, message);
            return;
        }
        noteTimestamp(message);
        accept(message, frame, from);
    }

    /** Before the answer is acted upon: whatever is sent next must be signed with the new timestamp. */
    private void noteTimestamp(WmmpMessage message) {
        if (message.command() == Command.LOGIN_ACK && message.has("timestamp") && phase == TerminalPhase.LOGGING_IN
                && options.dialect().isSuccess(Command.LOGIN_ACK, (int) message.unsigned(WmmpCodec.RESULT))) {
            timestamp = message.unsigned("timestamp");
        }
    }

    private void connectionLost() {
        if (phase != TerminalPhase.STOPPED && phase != TerminalPhase.IDLE) {
            lose("the connection was closed");
            phase = TerminalPhase.CONNECTING;
            retry("the connection was closed", RECONNECT_PAUSE, this::connect);
        }
    }

    private final class Frames implements FrameListener {

        @Override
        public void onFrame(Peer from, byte[] frame) {
            receive(from, frame);
        }

        @Override
        public void onMalformed(Peer from, MalformedMessageException problem) {
            resources.drops().drop(DropReason.MALFORMED, from, problem.getMessage());
        }

        @Override
        public void onClosed(Peer from) {
            if (from.equals(peer)) {
                connectionLost();
            }
        }
    }
}
