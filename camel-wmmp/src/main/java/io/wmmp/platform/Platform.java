package io.wmmp.platform;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.wmmp.link.Peer;
import io.wmmp.link.SmsCenter;
import io.wmmp.link.SmsLink;
import io.wmmp.link.Transport;
import io.wmmp.platform.download.CampaignDesk;
import io.wmmp.platform.download.DownloadDesk;
import io.wmmp.platform.fleet.DownlinkBody;
import io.wmmp.platform.fleet.EventHandler;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.platform.queue.CommandDesk;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.platform.routing.RoutingDesk;
import io.wmmp.platform.twin.TwinDesk;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.Drops;
import io.wmmp.session.Patience;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;
import io.wmmp.session.SessionResources;

/**
 * An M2M platform: listens for terminals, registers them and logs them in, hands their requests to whoever takes them and
 * sends them commands. What nobody takes it answers itself. Safe for use by any thread; nothing here blocks except
 * {@link #consume} and {@link #close()}.
 */
public final class Platform implements AutoCloseable {

    /** The requests that terminals make (protocol reference, section 1). */
    private static final Set<Command> UPLINK_COMMANDS = Collections.unmodifiableSet(EnumSet.of(Command.LOGIN, Command.LOGOUT,
            Command.HEART_BEAT, Command.TRANSPARENT_DATA, Command.CONFIG_TRAP, Command.REGISTER, Command.CONFIG_REQ,
            Command.FILE_REQ, Command.SECURITY_CONFIG, Command.TRANSPARENT_CMD));

    /** How long to wait for stores at the end. */
    private static final long CLOSE_SECONDS = 5;
    /** How long to wait for sessions to be written at the end, of which there may be very many. */
    private static final long WRITE_SECONDS = 60;

    private final PlatformOptions options;
    private final SessionResources resources;
    private final Transport transport;
    private final Deliveries deliveries;
    private final RegistrationDesk registrations;
    private final SmsDesk sms;
    private final KeyDesk keys;
    private final KeyDelivery keyDelivery;
    private final RoutingDesk routing;
    private final CommandDesk commands;
    private final SimBindings simBindings = new SimBindings(this);
    private final TwinDesk twins;
    private final ApplicationDesk applications;
    private final EventPublisher events;
    private final PlatformView view;
    private final PlatformFleet fleet = new PlatformFleet(this);
    private final DownloadDesk downloads;
    private final SessionWriter sessionWriter;
    private final CampaignDesk campaigns;
    private final TerminalSessions sessions;
    private final TerminalDirectory directory;
    private final Intake intake;
    private final FirstReports firstReports;
    private final SilenceWatch silenceWatch;
    private final KeyWatch keyWatch;
    private final LoginDesk logins;
    private final Lookups lookups;
    private final UplinkAnswers answers = new UplinkAnswers(this);
    private final PlatformListeners listeners;

    /**
     * Starts a platform without listeners.
     *
     * @param options what it is made of
     */
    public Platform(PlatformOptions options) {
        this.options = options;
        this.resources = new SessionResources(options.executor(), options.callbackExecutor(), options.duplicateWindow(),
                options.maxFragmentMemory(), options.maxQueuedCommands());
        this.silenceWatch = new SilenceWatch(resources);
        this.sessionWriter = new SessionWriter(options.store().sessions(), resources, options.storeInterval().toMillis());
        this.sessions = new TerminalSessions(options.limits(), resources);
        this.directory = new TerminalDirectory(options.registry(), sessions);
        this.lookups = new Lookups(directory::lookUp, options.limits(), resources);
        this.transport = new Transport(options.workerGroup(), options.transport());
        this.listeners = new PlatformListeners(this, transport, new RestoredSessions(this, options.store().sessions()));
        this.deliveries = new Deliveries(options.maxExchanges(), resources);
        this.registrations = new RegistrationDesk(this, options.admission());
        this.sms = new SmsDesk(this);
        this.keys = new KeyDesk(this, options.registry(), options.keyRules());
        this.keyWatch = new KeyWatch(keys, resources);
        this.logins = new LoginDesk(this, options.loginAdmission());
        this.keyDelivery = new KeyDelivery(sms, keys);
        this.applications = new ApplicationDesk(this, options.applications());
        this.intake = new Intake(this, sessions, directory, applications, registrations, lookups);
        this.routing = new RoutingDesk(fleet, applications);
        this.events = new EventPublisher(resources);
        this.view = new PlatformView(this, sessions, deliveries);
        this.downloads = new DownloadDesk(fleet, options.firmware(), options.store().downloads());
        this.commands = new CommandDesk(fleet, options.store().commands(), options.maxQueuedCommands(),
                options.maxQueuedCommandsInAll());
        this.twins = new TwinDesk(fleet, commands, options.store().twins(), options.maxTwinTags());
        this.firstReports = new FirstReports(resources, session -> {
            commands.heard(session);
            twins.heard(session);
        });
        this.campaigns = new CampaignDesk(fleet, downloads, options.store().campaigns());
    }

    /** @return the requests that a terminal may make and a handler may take */
    public static Set<Command> uplinkCommands() {
        return UPLINK_COMMANDS;
    }

    /**
     * Takes requests at a listening socket, which is opened for the first taker and takes nothing before
     * {@link #open(ListenerAddress)}. Waits for the socket, and for the first one until the sessions of an earlier process have
     * been read from the store.
     *
     * @param  address                  where to listen
     * @param  listening                what the socket goes by; the same for all takers
     * @param  commands                 which requests to take, one or more
     * @param  handler                  who takes them
     * @return                          what to close when done
     * @throws IllegalArgumentException when a command is not one of {@link #uplinkCommands()}, another handler has one of
     *                                  them, or other options were given
     * @throws UncheckedIOException     when the socket cannot be opened
     */
    public Consumption consume(
            ListenerAddress address, ListenerOptions listening, Set<Command> commands, RequestHandler handler) {
        if (commands.isEmpty() || !UPLINK_COMMANDS.containsAll(commands)) {
            throw new IllegalArgumentException(
                    "Option commands: " + commands + " at " + address + "; terminals send " + EnumSet.copyOf(UPLINK_COMMANDS));
        }
        listening.refuseUnlessPossible(address);
        return listeners.consume(address, listening, directory.codec(listening.dialect()), commands, handler);
    }

    /**
     * Lets a listener take short messages, and the platform send them. To be closed before the last handler of the listener.
     *
     * @param  address                  a listener that somebody consumes
     * @param  options                  which numbers count
     * @param  center                   takes what is sent; any listener's is used for all terminals
     * @return                          takes what arrives
     * @throws IllegalArgumentException when nobody consumes that listener
     */
    public SmsLink openSms(ListenerAddress address, SmsOptions options, SmsCenter center) {
        return listeners.with(address, listener -> sms.open(listener, options, center));
    }

    /**
     * @param link is used no more
     */
    public void closeSms(SmsLink link) {
        sms.close(link);
    }

    /**
     * Lets a listening socket take messages.
     *
     * @param address where it listens
     */
    public void open(ListenerAddress address) {
        listeners.startReading(address);
    }

    CompletionStage<Void> release(Consumption consumption) {
        return listeners.release(consumption);
    }

    /**
     * Watches what happens to terminals. Observers run on the executor and get one event after the other.
     *
     * @param observer gets each event
     */
    public void addObserver(Consumer<PlatformEvent> observer) {
        events.add(new EventPublisher.Watching(observer));
    }

    /**
     * @param observer gets no more events
     */
    public void removeObserver(Consumer<PlatformEvent> observer) {
        events.remove(new EventPublisher.Watching(observer));
    }

    /**
     * Hands what happens to terminals to somebody who says when it is done with each event: a command that is over stays in its
     * store until then, so that its event comes again where the process is killed before.
     *
     * @param handler gets each event
     */
    public void addEventHandler(EventHandler handler) {
        events.add(handler);
    }

    /**
     * @param handler gets no more events
     */
    public void removeEventHandler(EventHandler handler) {
        events.remove(handler);
    }

    void publish(Type type, TerminalId terminalId, Peer peer, String reason) {
        events.publish(PlatformEvent.of(type, terminalId, peer, reason));
    }

    CompletionStage<Void> publish(PlatformEvent event) {
        return events.publish(event);
    }

    /**
     * Sends a request to a terminal, over whatever link it was last heard on, when its turn has come. It is not kept for a
     * terminal that is not there; {@link #commands()} do that.
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
        TerminalSession session = sessions.get(terminalId);
        return directory.recordOf(terminalId).thenCompose(terminal -> {
            WmmpCodec codec = session == null ? directory.codecOf(terminal, null) : session.codec();
            byte[] bytes = body.write(codec, terminal);
            if (session == null) {
                throw new TerminalOfflineException(terminalId);
            }
            Patience itsPatience = patience.apply(codec.dialect());
            return askWithKeys(session, command, bytes, () -> session.ask(command, bytes, itsPatience));
        });
    }

    /** Sends a request; secrets in it count from then on. */
    CompletionStage<WmmpMessage> askWithKeys(
            TerminalSession session, Command command, byte[] body, Supplier<CompletionStage<WmmpMessage>> ask) {
        WmmpMessage request = WmmpMessage.builder(command).terminalId(session.terminalId()).body(body).build();
        return simBindings.set(session, request,
                KeyDesk.isDelivery(request) ? keys.send(session, request, ask) : ask.get());
    }

    /**
     * Replaces passwords and base key of a terminal that is logged in: makes new ones, stores them as pending, sends them, and
     * waits until the terminal has logged in with them. Until then it is let in with either. Keys that are pending already
     * are sent again.
     *
     * @param  terminalId the terminal
     * @param  patience   how long and how often to try to send them; three times as long is waited in all
     * @return            the answer of the terminal: a negative one when it does not take them, a positive one when it has
     *                    used them. Fails with {@link UnknownTerminalException}, {@link TerminalOfflineException},
     *                    {@link io.wmmp.session.NoAnswerException}, {@link KeysNotUsedException}, or
     *                    {@link IllegalStateException} when keys are being replaced already. Completes on the executor.
     */
    public CompletionStage<WmmpMessage> rotateKeys(TerminalId terminalId, Function<Dialect, Patience> patience) {
        return onlineSession(terminalId).thenCompose(session -> keys.rotate(session, patience.apply(session.dialect())));
    }

    /** @return what terminals fetch from this platform */
    public DownloadDesk downloads() {
        return downloads;
    }

    /** @return firmware for many terminals */
    public CampaignDesk campaigns() {
        return campaigns;
    }

    /** The session of a terminal that is logged in, and has reported then; fails when it is not logged in, or not known. */
    CompletionStage<TerminalSession> onlineSession(TerminalId terminalId) {
        return directory.find(terminalId).thenCompose(terminal -> {
            TerminalSession session = sessions.get(terminalId);
            if (session == null || !session.isOnline()) {
                throw new TerminalOfflineException(terminalId);
            }
            return firstReports.whenOver(session);
        });
    }

    FirstReports firstReports() {
        return firstReports;
    }

    SilenceWatch silenceWatch() {
        return silenceWatch;
    }

    KeyWatch keyWatch() {
        return keyWatch;
    }

    LoginDesk logins() {
        return logins;
    }

    SimBindings simBindings() {
        return simBindings;
    }

    KeyDesk keys() {
        return keys;
    }

    /** @return who forwards business data between terminals and applications */
    public RoutingDesk routing() {
        return routing;
    }

    KeyDelivery keyDelivery() {
        return keyDelivery;
    }

    /**
     * Sends a request to a terminal by SMS, to the number that it was provisioned with, whether it is logged in or not: to
     * wake it, or to give it its keys. It is sent once, when its turn has come.
     *
     * @param  terminalId the terminal
     * @param  command    the request
     * @param  body       writes the body in the dialect of the terminal; what it throws is what the stage fails with
     * @param  patience   how long to wait for the answer, which comes by SMS too
     * @return            the answer, whatever its result. Fails with {@link UnknownTerminalException},
     *                    {@link io.wmmp.session.NoAnswerException}, {@link io.wmmp.protocol.InvalidFieldException},
     *                    {@link IllegalArgumentException} for a request that is too long for a short message, or
     *                    {@link IllegalStateException} when there is no way to send one. Completes on the executor.
     */
    public CompletionStage<WmmpMessage> requestBySms(
            TerminalId terminalId, Command command, DownlinkBody body, Function<Dialect, Patience> patience) {
        return directory.find(terminalId).thenCompose(terminal -> sms.ask(terminal, command, body,
                session -> patience.apply(session.dialect())));
    }

    /** @return the commands that wait for their terminals */
    public CommandDesk commands() {
        return commands;
    }

    /** @return what is known of the configuration of terminals, and what it shall be */
    public TwinDesk twins() {
        return twins;
    }

    /** Whether a short message can be sent to a terminal. */
    boolean reachesBySms(TerminalRecord terminal) {
        return sms.reaches(terminal);
    }

    /** The session of a terminal, or null. */
    TerminalSession session(TerminalId terminalId) {
        return sessions.get(terminalId);
    }

    /** What is known of terminals, logged in or not. */
    TerminalDirectory directory() {
        return directory;
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
        return directory.find(terminalId).thenApply(this::status);
    }

    /**
     * How the platform sees a terminal.
     *
     * @param  terminal a terminal of the registry
     * @return          its status
     */
    public TerminalStatus status(TerminalRecord terminal) {
        return directory.status(terminal);
    }

    /** What messages of a terminal must be wherever it is heard; null for no more than its dialect wants. */
    static SecurityPolicy policyOf(Dialect dialect, SecurityCategory least) {
        SecurityPolicy policy = SecurityPolicy.of(dialect);
        return least == null ? policy : policy.atLeast(least);
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

    /** @return how often a TCP connection was not read for a while because too much was under way already */
    public long heldBack() {
        return resources.heldBack();
    }

    /** @return how often the registry was not asked about a terminal, since it had been named under too many wrong digests */
    public long sparedLookups() {
        return lookups.spared();
    }

    /** @return the terminals that have a session at the moment, logged in or remembered */
    public int sessions() {
        return sessions.size();
    }

    /** @return the bytes held at the moment of bodies of which parts are still missing */
    public long fragmentMemoryUsed() {
        return resources.fragmentMemory().used();
    }

    /** @return what can be seen of the platform by those who watch it */
    public PlatformView view() {
        return view;
    }

    List<PlatformListener> listeners() {
        return listeners.all();
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

    static boolean isPositive(WmmpCodec codec, Command answer, Answer given) {
        return given != null && !given.isSilence() && given.body().length > 0
                && codec.dialect().isSuccess(answer, given.body()[0] & 0xFF);
    }

    /** Where frames come in. */
    Intake intake() {
        return intake;
    }

    UplinkAnswers answers() {
        return answers;
    }

    Lookups lookups() {
        return lookups;
    }

    RegistrationDesk registrations() {
        return registrations;
    }

    SessionWriter sessionWriter() {
        return sessionWriter;
    }

    /** Goes on with the session of an earlier process; gives false when no more may be. */
    boolean add(TerminalSession session) {
        return sessions.getOrAdd(session.terminalId(), () -> session) == session;
    }

    void onClosed(Peer peer) {
        // sessions outlive connections: the terminal comes back on another, or its heartbeats are missed
        deliveries.discard(peer);
        applications.onClosed(peer);
    }

    /** Hands a request to its handler, within the bound on exchanges. */
    CompletionStage<Answer> deliver(
            Consumption consumption, WmmpMessage request, SecurityCategory category, WmmpCodec codec, Peer peer,
            boolean possibleDuplicate) {
        ReceivedRequest received = new ReceivedRequest(request, codec, peer, category, possibleDuplicate);
        return deliveries.deliver(consumption, received, peer);
    }

    /** Closes all sockets and ends all sessions. */
    @Override
    public void close() {
        listeners.close();
        campaigns.close().toCompletableFuture().completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS).join();
        downloads.close().toCompletableFuture().completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS).join();
        sessions.close();
        commands.close();
        writeSessions();
        sessions.forEach(TerminalSession::shutDown);
        firstReports.close();
        applications.close();
        transport.close();
        resources.close();
    }

    private void writeSessions() {
        sessions.forEach(session -> {
            if (session.isHeardSinceWritten()) {
                sessionWriter.later(session);
            }
        });
        sessionWriter.close().toCompletableFuture().completeOnTimeout(null, WRITE_SECONDS, TimeUnit.SECONDS).join();
    }
}
