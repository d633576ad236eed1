package io.wmmp.platform;

import io.wmmp.session.RequestHandler;
import io.wmmp.link.Link;
import io.wmmp.link.Peer;
import io.wmmp.link.Transport;
import io.wmmp.platform.PlatformEvent.Type;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.Drops;
import io.wmmp.session.Patience;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.SessionResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An M2M platform: listens for terminals, registers them and logs them in, hands their requests to whoever takes them and
 * sends them commands. What nobody takes it answers itself. Safe for use by any thread; nothing here blocks except
 * {@link #listen} and {@link #close()}.
 */
public final class Platform implements AutoCloseable {

    /** Security flag of REGISTER_ACK; our reading, the flags of real platforms are not known. */
    private static final int REGISTER_ACK_FLAG = WmmpMessage.FLAG_ACCESS;
    /** The requests that terminals make (protocol reference, section 1). */
    private static final Set<Command> UPLINK_COMMANDS = Set.copyOf(EnumSet.of(Command.LOGIN, Command.LOGOUT,
            Command.HEART_BEAT, Command.TRANSPARENT_DATA, Command.CONFIG_TRAP, Command.REGISTER, Command.CONFIG_REQ,
            Command.FILE_REQ, Command.SECURITY_CONFIG, Command.TRANSPARENT_CMD));

    private final PlatformOptions options;
    private final SessionResources resources;
    private final Transport transport;
    private final Semaphore exchanges;
    private final Registrations registrations = new Registrations();
    private final Map<TerminalId, TerminalSession> sessions = new ConcurrentHashMap<>();
    private final Map<ListenerAddress, PlatformListener> listeners = new HashMap<>();
    private final Map<String, WmmpCodec> codecs = new ConcurrentHashMap<>();
    private final List<Consumer<PlatformEvent>> observers = new CopyOnWriteArrayList<>();

    /**
     * Starts a platform without listeners.
     *
     * @param options what it is made of
     */
    public Platform(PlatformOptions options) {
        this.options = options;
        this.resources = new SessionResources(options.executor());
        this.transport = new Transport(options.workerGroup());
        this.exchanges = new Semaphore(options.maxExchanges());
    }

    /** @return the requests that a terminal may make and a handler may take */
    public static Set<Command> uplinkCommands() {
        return UPLINK_COMMANDS;
    }

    /**
     * Takes requests at a listening socket, which is opened for the first taker and takes nothing before
     * {@link #open(ListenerAddress)}. Waits for the socket.
     *
     * @param  address                  where to listen
     * @param  dialect                  the dialect of terminals that have none of their own; the same for all takers
     * @param  commands                 which requests to take, one or more
     * @param  handler                  who takes them
     * @return                          what to close when done
     * @throws IllegalArgumentException when another handler has one of the commands or another dialect was given
     * @throws UncheckedIOException     when the socket cannot be opened
     */
    public Consumption consume(ListenerAddress address, Dialect dialect, Set<Command> commands, RequestHandler handler) {
        synchronized (listeners) {
            PlatformListener listener = listeners.get(address);
            if (listener != null) {
                if (!listener.codec().dialect().name().equals(dialect.name())) {
                    throw new IllegalArgumentException("Option dialect: " + address + " has dialect "
                            + listener.codec().dialect() + " in another route and " + dialect + " in this");
                }
                return listener.consume(commands, handler);
            }
            PlatformListener opened = new PlatformListener(this, address, codecs.computeIfAbsent(dialect.name(),
                    name -> new WmmpCodec(dialect)));
            opened.opened(bind(address, opened));
            listeners.put(address, opened);
            return opened.consume(commands, handler);
        }
    }

    private Link bind(ListenerAddress address, PlatformListener listener) {
        try {
            return transport.listen(address.bearer(), new InetSocketAddress(address.host(), address.port()), listener)
                    .toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new UncheckedIOException("Cannot listen at " + address + ": " + e.getCause().getMessage(),
                    (IOException) e.getCause());
        }
    }

    /**
     * Lets a listening socket take messages.
     *
     * @param address where it listens
     */
    public void open(ListenerAddress address) {
        synchronized (listeners) {
            PlatformListener listener = listeners.get(address);
            if (listener != null) {
                listener.link().reading(true);
            }
        }
    }

    CompletionStage<Void> release(Consumption consumption) {
        PlatformListener listener = consumption.listener();
        synchronized (listeners) {
            listener.remove(consumption);
            if (!listener.isUnused() || !listeners.remove(listener.address(), listener)) {
                return CompletableFuture.completedStage(null);
            }
        }
        return listener.link().close();
    }

    /**
     * Watches what happens to terminals. Observers run on the executor.
     *
     * @param observer gets each event
     */
    public void addObserver(Consumer<PlatformEvent> observer) {
        observers.add(observer);
    }

    /**
     * @param observer gets no more events
     */
    public void removeObserver(Consumer<PlatformEvent> observer) {
        observers.remove(observer);
    }

    void publish(Type type, TerminalId terminalId, Peer peer, String reason) {
        if (!observers.isEmpty()) {
            PlatformEvent event = new PlatformEvent(type, terminalId, peer == null ? null : peer.bearer(),
                    peer == null ? null : peer.address(), reason);
            options.executor().execute(() -> observers.forEach(observer -> observer.accept(event)));
        }
    }

    /**
     * Sends a request to a terminal, over whatever link it was last heard on, when its turn has come.
     *
     * @param  terminalId the terminal
     * @param  command    the request
     * @param  body       writes the body in the dialect of the terminal; what it throws is what the stage fails with
     * @param  patience   how long and how often to try, from the dialect of the terminal
     * @return            the answer, whatever its result. Fails with {@link UnknownTerminalException},
     *                    {@link TerminalOfflineException}, {@link io.wmmp.session.NoAnswerException} or
     *                    {@link io.wmmp.protocol.InvalidFieldException}. Completes on the executor.
     */
    public CompletionStage<WmmpMessage> request(
            TerminalId terminalId, Command command, DownlinkBody body, Function<Dialect, Patience> patience) {
        return find(terminalId).thenCompose(terminal -> {
            TerminalSession session = sessions.get(terminalId);
            WmmpCodec codec = session == null ? codecOf(terminal, null) : session.codec();
            byte[] bytes = body.write(codec, terminal);
            if (session == null || session.state() != TerminalState.ONLINE) {
                throw new TerminalOfflineException(terminalId);
            }
            return session.request(command, bytes, patience.apply(codec.dialect()));
        });
    }

    private CompletionStage<TerminalRecord> find(TerminalId terminalId) {
        TerminalSession session = sessions.get(terminalId);
        if (session != null) {
            return CompletableFuture.completedStage(session.terminal());
        }
        return options.registry().find(terminalId).thenApply(terminal -> {
            if (terminal == null) {
                throw new UnknownTerminalException(terminalId.toString());
            }
            return terminal;
        });
    }

    /**
     * Whether a request of a terminal is with its handler at the moment, so that the terminal takes none itself.
     *
     * @param  request a request that a handler was given
     * @return         whether its answer is still owed
     */
    public boolean isInHand(WmmpMessage request) {
        TerminalSession session = sessions.get(request.terminalId());
        return session != null && session.isInHand(request);
    }

    /**
     * @param  terminalId a terminal
     * @return            how the platform sees it; fails with {@link UnknownTerminalException}
     */
    public CompletionStage<TerminalStatus> status(TerminalId terminalId) {
        return find(terminalId).thenApply(this::status);
    }

    /**
     * How the platform sees a terminal.
     *
     * @param  terminal a terminal of the registry
     * @return          its status
     */
    public TerminalStatus status(TerminalRecord terminal) {
        TerminalSession session = sessions.get(terminal.terminalId());
        return session != null ? session.status()
                : new TerminalStatus(terminal, codecOf(terminal, null).dialect().name(), TerminalState.REGISTERED, null, null,
                        null, null);
    }

    /** @return the terminals that this platform knows */
    public TerminalRegistry registry() {
        return options.registry();
    }

    /**
     * @param  reason a reason
     * @return        how many messages were dropped for it
     */
    public long dropped(DropReason reason) {
        return resources.drops().count(reason);
    }

    SessionResources resources() {
        return resources;
    }

    Drops drops() {
        return resources.drops();
    }

    boolean mayCome(Command command) {
        return UPLINK_COMMANDS.contains(command);
    }

    /** The session timestamp of a login: the time in seconds, later than the one before. */
    long nextTimestamp(long last) {
        return Math.max(Instant.now().getEpochSecond(), last + 1);
    }

    private WmmpCodec codecOf(TerminalRecord terminal, WmmpCodec fallback) {
        String name = terminal == null || terminal.dialect() == null ? null : terminal.dialect();
        if (name == null && fallback != null) {
            return fallback;
        }
        return codecs.computeIfAbsent(name == null ? Dialect.DEFAULT : name, key -> new WmmpCodec(Dialect.load(key)));
    }

    static boolean isPositive(WmmpCodec codec, Command answer, Answer given) {
        return !given.isSilence() && given.body().length > 0 && codec.dialect().isSuccess(answer, given.body()[0] & 0xFF);
    }

    void onFrame(PlatformListener listener, Peer peer, byte[] frame) {
        WmmpMessage message;
        try {
            message = listener.codec().wrap(frame);
        } catch (MalformedMessageException e) {
            drops().drop(DropReason.MALFORMED, peer, e.getMessage());
            return;
        }
        TerminalSession session = sessions.get(message.terminalId());
        if (message.command() == Command.REGISTER) {
            register(listener, peer, frame, message);
        } else if (session != null) {
            session.receive(listener, peer, frame, message);
        } else {
            receiveWithoutSession(listener, peer, frame, message);
        }
    }

    private void receiveWithoutSession(PlatformListener listener, Peer peer, byte[] frame, WmmpMessage message) {
        options.registry().find(message.terminalId()).whenComplete((terminal, failure) -> {
            if (failure != null) {
                drops().drop(DropReason.OVERLOAD, peer, failure);
            } else if (terminal == null) {
                drops().drop(DropReason.UNKNOWN_TERMINAL, peer, message);
            } else if (message.command() == Command.LOGIN) {
                sessionOf(terminal, listener).receive(listener, peer, frame, message);
            } else {
                drops().drop(DropReason.NOT_LOGGED_IN, peer, message);
            }
        });
    }

    private TerminalSession sessionOf(TerminalRecord terminal, PlatformListener listener) {
        return sessions.computeIfAbsent(terminal.terminalId(),
                id -> new TerminalSession(this, terminal, codecOf(terminal, listener.codec())));
    }

    void onClosed(Peer peer) {
        // sessions outlive connections: the terminal comes back on another, or its heartbeats are missed
    }

    private void register(PlatformListener listener, Peer peer, byte[] frame, WmmpMessage message) {
        if (!registrations.begin(frame, peer)) {
            return;
        }
        WmmpCodec codec = listener.codec();
        Consumption consumption = listener.consumption(Command.REGISTER);
        CompletionStage<Answer> permitted = consumption == null
                ? CompletableFuture.completedStage(Answer.success(codec, message))
                : deliver(consumption, message, codec, peer, false);
        permitted.thenCompose(answer -> isPositive(codec, Command.REGISTER_ACK, answer)
                ? options.admission().register(new RegistrationRequest(message, peer.address()))
                : CompletableFuture.completedStage(
                        answer.isSilence() ? Registration.silence() : Registration.refused(answer.body()[0] & 0xFF)))
                .whenComplete((registration, failure) -> {
                    if (failure != null) {
                        drops().drop(DropReason.OVERLOAD, peer, failure);
                    }
                    registered(codec, peer, frame, message, failure == null ? registration : Registration.silence());
                });
    }

    private void registered(WmmpCodec codec, Peer peer, byte[] frame, WmmpMessage message, Registration registration) {
        if (registration.result() < 0) {
            registrations.end(frame, null);
            drops().drop(DropReason.UNKNOWN_TERMINAL, peer, message);
            return;
        }
        TerminalRecord terminal = registration.terminal();
        TerminalId id = terminal == null ? message.terminalId() : terminal.terminalId();
        WmmpMessage answer = WmmpMessage.builder(Command.REGISTER_ACK).terminalId(message.terminalId())
                .sequenceNumber(message.sequenceNumber()).securityFlag(REGISTER_ACK_FLAG)
                .body(codec.writeBody(Command.REGISTER_ACK,
                        Map.of(WmmpCodec.RESULT, registration.result(), "assigned_terminal_id", id.toString())))
                .build();
        registrations.end(frame, answer);
        peer.send(answer.toBytes());
        if (terminal != null) {
            publish(Type.REGISTERED, id, peer, null);
        }
    }

    /** Hands a request to its handler, on the executor and within the bound on exchanges. */
    CompletionStage<Answer> deliver(
            Consumption consumption, WmmpMessage request, WmmpCodec codec, Peer peer, boolean possibleDuplicate) {
        if (consumption.isSuspended()) {
            drops().drop(DropReason.SUSPENDED, peer, request);
            return CompletableFuture.completedStage(Answer.SILENCE);
        }
        if (!exchanges.tryAcquire()) {
            drops().drop(DropReason.OVERLOAD, peer, request);
            return CompletableFuture.completedStage(Answer.SILENCE);
        }
        ReceivedRequest received = new ReceivedRequest(request, codec, peer.bearer(), peer.address(),
                SecurityCategory.of(request), possibleDuplicate);
        consumption.waitingCounter().incrementAndGet();
        return CompletableFuture.supplyAsync(() -> {
            consumption.waitingCounter().decrementAndGet();
            return consumption.handler().handle(received);
        }, options.executor()).thenCompose(stage -> stage).whenComplete((answer, failure) -> exchanges.release());
    }

    /** Closes all sockets and ends all sessions. */
    @Override
    public void close() {
        List<PlatformListener> open;
        synchronized (listeners) {
            open = List.copyOf(listeners.values());
            listeners.clear();
        }
        open.forEach(listener -> listener.link().close().toCompletableFuture().join());
        sessions.values().forEach(TerminalSession::shutDown);
        transport.close();
        resources.close();
    }

    /** Writes the body of a request once the dialect of the terminal is known. */
    @FunctionalInterface
    public interface DownlinkBody {

        /**
         * @param  codec    the dialect of the terminal
         * @param  terminal the terminal
         * @return          the body, without digest
         */
        byte[] write(WmmpCodec codec, TerminalRecord terminal);
    }
}
