package io.wmmp.terminal;

import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.wmmp.link.Bearer;
import io.wmmp.link.Connector;
import io.wmmp.link.FrameListener;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.CipherException;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.Patience;
import io.wmmp.session.RequestHandler;
import io.wmmp.session.Session;
import io.wmmp.session.SessionResources;

/**
 * A terminal: registers, logs in, keeps its session alive, sends, and answers its platform (protocol reference, behaviour).
 * Safe for use by any thread.
 */
public final class Terminal extends Session {

    private static final Set<Command> DOWNLINK_COMMANDS = Set.copyOf(EnumSet.of(Command.LOGOUT, Command.TRANSPARENT_DATA,
            Command.TRANSPARENT_CMD, Command.CONFIG_GET, Command.CONFIG_SET, Command.REMOTE_CTRL, Command.DOWNLOAD_INFO,
            Command.SECURITY_CONFIG));

    private static final int TAG_CURRENT_FILE_VERSION = 0x100C;
    private static final int MAX_FILE_VERSION = 20;

    private final TerminalOptions options;
    private final SessionResources resources;
    private final WmmpCodec codec;
    private final TerminalStore store;
    private final TerminalIdentity identity;
    private final Statistics statistics;
    private final ConfigDesk config;
    private final RemoteControl remoteControl;
    private final RequestHandlers handlers;
    private final DownlinkAnswers answers;
    private final SessionSecurity security;
    private final FrameListener frames = new Frames();
    private final TerminalLife life;
    private final Uplink uplink;
    /** Null where it does not fetch files. */
    private final Downloader downloader;
    private final StateKeeper state;
    private volatile Peer smsPeer;
    /** Whether the last LOGIN has a positive answer: the platform may go on right behind it. */
    private volatile boolean granted;

    /**
     * Makes a terminal that does nothing yet.
     *
     * @param options   what it is
     * @param resources what it shares with other terminals
     * @param connector opens its way to the platform
     */
    public Terminal(TerminalOptions options, SessionResources resources, Connector connector) {
        this(options, resources, connector, null);
    }

    /**
     * Makes a terminal that goes on where it was when its process ended last.
     *
     * @param  options                  what it is
     * @param  resources                what it shares with other terminals
     * @param  connector                opens its way to the platform
     * @param  states                   where it keeps what must outlive its process; null for nowhere. Is asked at once.
     * @throws IllegalArgumentException when what is there cannot be read
     */
    public Terminal(TerminalOptions options, SessionResources resources, Connector connector, TerminalStateStore states) {
        super(options.terminalId());
        this.options = options;
        this.resources = resources;
        this.codec = new WmmpCodec(options.dialect());
        this.identity = new TerminalIdentity(options.terminalId(), options.credentials(), options.registeredImsi(),
                options.simLocked());
        boolean mustEncipher = options.security().compareTo(SecurityCategory.ENCRYPTED) >= 0;
        this.store = new TerminalStore(codec, this::canEncipher, mustEncipher);
        this.security = new SessionSecurity(options, store, identity);
        this.statistics = new Statistics(this, store, InstantSource.system());
        ConfigRules rules = new ConfigRules(codec, store, options.bearer(), mustEncipher);
        this.config = new ConfigDesk(this, store, rules);
        this.remoteControl = new RemoteControl(this, store, config);
        this.downloader = options.downloads() == null ? null : new Downloader(this, options, resources);
        this.state = new StateKeeper(states, identity, store, rules, options.credentials());
        this.handlers = new RequestHandlers(options.terminalId());
        this.answers = new DownlinkAnswers(this, handlers, identity, config, remoteControl,
                new BuiltInAnswers(codec, store, rules, config, remoteControl), downloader, resources);
        this.life = new TerminalLife(this, options, store, identity, resources, connector);
        this.uplink = new Uplink(this, life, resources);
        store.setUp(options);
        state.restore();
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
        handlers.add(commands, handler);
    }

    /**
     * As {@link #handle(Set, RequestHandler)}, but leaves to the terminal the remote controls that it carries out itself.
     *
     * @param  commands                 which
     * @param  handler                  who takes them
     * @throws IllegalArgumentException when another handler has one of them
     */
    public void handleSecond(Set<Command> commands, RequestHandler handler) {
        handlers.addSecond(commands, handler);
    }

    /**
     * @param handler takes no more requests
     */
    public void remove(RequestHandler handler) {
        handlers.remove(handler);
    }

    /**
     * Hands the files to somebody that this terminal has fetched. Whoever takes DOWNLOAD_INFO itself, see
     * {@link #handle(Set, RequestHandler)}, leaves it nothing to fetch.
     *
     * @param  handler               gets each file, before the platform is told that it is there; null for nobody: then the
     *                               files stay where they are
     * @throws IllegalStateException when this terminal fetches no files
     */
    public void handleDownloads(DownloadHandler handler) {
        if (downloader == null) {
            throw new IllegalStateException("Terminal " + terminalId() + " fetches no files; set the option downloadDirectory");
        }
        downloader.handler(handler);
    }

    /** @return whether this terminal fetches files that its platform offers */
    public boolean fetches() {
        return downloader != null;
    }

    /** Sets out to register and log in; goes on trying until it is stopped. A stopped terminal may be started again. */
    public void start() {
        life.start();
    }

    /**
     * Logs out where it is logged in, and ends.
     *
     * @return completes when the platform has answered the logout, or has not in the time allowed, and the socket is closed;
     *         not sooner, unless {@link #stopNow()} is called
     */
    public CompletionStage<Void> stop() {
        return life.stop();
    }

    /**
     * Ends at once, without a logout: closes the socket, and fails whatever is under way or waits. A stop that is under way
     * completes. A stopped terminal may be started again; until then it sends nothing.
     */
    public void stopNow() {
        life.stopNow();
    }

    /** @return where it stands in its life */
    public TerminalPhase phase() {
        return life.phase();
    }

    /** @return why it is not online, for people; null when it is */
    public String trouble() {
        return life.trouble();
    }

    /** @return whether it logs out by itself when it has nothing to send */
    public boolean isShortConnection() {
        return store.connectionMode().isShort();
    }

    @Override
    protected SessionResources resources() {
        return resources;
    }

    /** The platform has allotted a serial number: what was answered before was answered under another. */
    synchronized void serialAssigned(byte[] text) {
        TerminalId before = serial();
        identity.assigned(text);
        if (!before.equals(serial())) {
            forgetAnswers();
        }
    }

    /** @return the serial number in use: its own, or the one that the platform has allotted */
    @Override
    public TerminalId serial() {
        return identity.serial();
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
     * Changes values at the terminal itself, as somebody does who stands before it. What a platform could set too outlives the
     * process, and the platform is told: of values that both keep alike the new ones, of others that something has changed; at
     * once, or after the next login. Where the address of the platform or its APN is among them, the terminal logs out and
     * logs in there. What the terminal measures is taken without a report, as by {@link #set}.
     *
     * @param  values                                 the values by the names of their tags
     * @return                                        completes when they are kept; fails when they cannot be, and are as
     *                                                before then
     * @throws io.wmmp.protocol.InvalidFieldException when a name is unknown or a value is none that this terminal can have;
     *                                                then none is changed
     */
    public CompletionStage<Void> configure(Map<String, ?> values) {
        return config.change(values);
    }

    /**
     * Sends a request once the terminal is logged in. One that has not been started yet is waited for, one that has been
     * stopped is not.
     *
     * @param  command  the request
     * @param  body     the body, without digest
     * @param  patience how long and how often to try; the same time is waited for the login
     * @return          the answer, whatever its result; fails when there is none or no login. Completes on the executor.
     */
    public CompletionStage<WmmpMessage> send(Command command, byte[] body, Patience patience) {
        return uplink.send(command, body, patience);
    }

    /**
     * Begins its life anew, as if the power had been off: leaves what it has given up, logs out first where it is logged in,
     * and connects.
     *
     * @return completes when it has set out; fails with {@link IllegalStateException} when it does not run
     */
    public CompletionStage<Void> reset() {
        return life.reset();
    }

    @Override
    protected Peer peer() {
        return life.peer();
    }

    @Override
    protected boolean dropsPossibleDuplicate(WmmpMessage request) {
        RequestHandler handler = handlers.of(request.command());
        return handler != null && handler.dropsPossibleDuplicates();
    }

    @Override
    protected Patience patience() {
        return options.patience();
    }

    @Override
    protected int fragmentSize() {
        return options.fragmentSize() > 0 ? options.fragmentSize() : super.fragmentSize();
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
    protected WmmpMessage sign(WmmpMessage.Builder message, Peer to) {
        life.sending();
        return security.sign(message, to);
    }

    /** By SMS nothing is enciphered, and without a base key no session key can be had. */
    private boolean canEncipher() {
        return options.bearer() != Bearer.SMS && identity.credentials().hasBaseKey();
    }

    /** Whether it asks for a session key: its own policy wants one, or the platform has switched encipherment on. */
    boolean wantsSessionKey() {
        return security.wantsSessionKey();
    }

    /** Has what has changed saved; completes when that is durable. */
    CompletionStage<Void> saveState() {
        return state.save();
    }

    /**
     * Wipes all secrets and begins anew: the terminal registers without keys and waits for new ones, which come by short
     * message. It does not log in before.
     *
     * @return completes when it has set out; fails with {@link IllegalStateException} when it does not run
     */
    public CompletionStage<Void> clearKeys() {
        return life.reset(() -> {
            identity.clear();
            saveState();
        });
    }

    /**
     * Where frames of the platform go in that do not come over the connection that the terminal has opened itself: short
     * messages. Whoever brings them has checked that they are the platform's; they carry no digest.
     *
     * @return hears the frames
     */
    public FrameListener frames() {
        return frames;
    }

    /**
     * Gives the terminal a way to send short messages to its platform.
     *
     * @param  peer                     the platform, a peer whose bearer is SMS; null for none: what would have to go by
     *                                  short message is not sent then
     * @throws IllegalArgumentException when the peer has another bearer
     */
    public void smsPeer(Peer peer) {
        if (peer != null && peer.bearer() != Bearer.SMS) {
            throw new IllegalArgumentException("Not a peer for short messages: " + peer.bearer() + " " + peer.address());
        }
        smsPeer = peer;
    }

    /** Sends an alarm by short message, which nobody answers for certain. */
    void sendAlarm(Peer sms, byte[] trap) {
        announce(sms, Command.CONFIG_TRAP, trap);
    }

    /** @return the telephone number of the platform: short messages go there, and only those from there count */
    public String platformNumber() {
        return store.smsNumber();
    }

    Peer smsPeer() {
        return smsPeer;
    }

    void giveUp(String reason) {
        giveUpRequests(reason);
    }

    @Override
    protected void sent(int bytes, Peer to) {
        statistics.sent(to.bearer(), bytes);
    }

    static boolean isBusiness(Command command) {
        return command == Command.TRANSPARENT_DATA || command == Command.TRANSPARENT_CMD;
    }

    @Override
    protected CompletionStage<Answer> act(
            WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate) {
        if (isBusiness(request.command())) {
            statistics.business();
        }
        return answers.to(request, category, from, possibleDuplicate);
    }

    @Override
    protected void answered(WmmpMessage request) {
        switch (request.command()) {
            case LOGOUT -> life.sessionChange().loggedOut((int) request.unsigned("reason"));
            case CONFIG_SET -> config.answered(request);
            case SECURITY_CONFIG -> life.sessionChange().keysDelivered();
            case DOWNLOAD_INFO -> fetch();
            case REMOTE_CTRL -> remoteControl.answered(request);
            default -> {
                // the answer was all
            }
        }
    }

    /** Goes on with what there is to fetch; returns at once. */
    void fetch() {
        if (downloader != null) {
            downloader.proceed();
        }
    }

    boolean isStopped() {
        return life.hasBeenStopped();
    }

    /** Completes when it is logged in, which it is brought to where it logs in for what it has to send. */
    CompletionStage<Void> whenOnline() {
        return life.whenOnline(options.patience().longest());
    }

    /** Says something that nobody answers or repeats. */
    void say(Command command, byte[] body) {
        announce(command, body);
    }

    /** It has a file of this version; real terminals install it then, with a logout before. */
    void installed(String version, boolean logsOut) {
        store.put(codec.nameOf(TAG_CURRENT_FILE_VERSION), version.substring(0, Math.min(version.length(), MAX_FILE_VERSION)));
        if (logsOut) {
            life.sessionChange().begin(NewSession.FIRMWARE);
        }
    }

    /** Leaves the session for another one. */
    void begin(NewSession why) {
        life.sessionChange().begin(why);
    }

    void wakenUp() {
        life.wakenUp();
    }

    /** What by the clock depends on settings begins anew. */
    void settingsChanged(Set<Integer> tags) {
        statistics.changed(tags);
        life.keepSession();
    }

    /** It is logged in: what has waited for that goes on. */
    void hasLoggedIn() {
        config.loggedIn();
        fetch();
    }

    Statistics statistics() {
        return statistics;
    }

    private void receive(Peer from, byte[] frame) {
        WmmpMessage message;
        try {
            message = codec.wrap(frame);
        } catch (MalformedMessageException e) {
            resources.drops().drop(DropReason.MALFORMED, from, e.getMessage());
            return;
        }
        resources.counters().traffic().received(codec, message, from);
        statistics.received(from.bearer(), frame.length);
        long nanos = resources.nanoTime();
        if (answeredBefore(frame, from, nanos)) {
            return;
        }
        DropReason refusal = security.verify(message, from);
        if (refusal == null && !message.command().isAnswer() && !mayCome(message, from)) {
            refusal = DropReason.UNEXPECTED;
        }
        if (refusal == null && message.hasDigest()) {
            refusal = staleness(message);
        }
        if (refusal != null) {
            resources.drops().drop(refusal, from, message);
            return;
        }
        accept(message, frame, from, nanos);
    }

    /** A short message to a terminal that has its session otherwise. */
    boolean isAside(Peer from) {
        return from.bearer() == Bearer.SMS && options.bearer() != Bearer.SMS;
    }

    /**
     * Since nothing proves a short message, it can wake the terminal up and bring the keys that it waits for, no more, unless
     * the terminal speaks nothing else.
     */
    private boolean mayCome(WmmpMessage request, Peer from) {
        if (!isAside(from) && DOWNLINK_COMMANDS.contains(request.command()) && hasSession()) {
            return true;
        }
        return from.bearer() == Bearer.SMS && isWakeUpOrKeys(request);
    }

    /** What follows from the answer to LOGIN is dealt with by another thread than the one that hears the platform. */
    private boolean hasSession() {
        TerminalPhase phase = phase();
        return phase == TerminalPhase.ONLINE || phase == TerminalPhase.LOGGING_IN && granted;
    }

    /** A LOGIN is about to be sent. */
    void logsIn() {
        granted = false;
    }

    private boolean isWakeUpOrKeys(WmmpMessage request) {
        return switch (request.command()) {
            case REMOTE_CTRL -> RemoteControl.commandOf(request) == RemoteControl.LOGIN && life.canBeWokenUp();
            case SECURITY_CONFIG ->
                request.unsigned("operation") == SecurityAnswers.SET && phase() == TerminalPhase.WAITING_FOR_KEYS;
            default -> false;
        };
    }

    @Override
    protected void answerArrived(WmmpMessage answer) {
        if (answer.command() == Command.LOGIN_ACK && answer.has("timestamp")
                && options.dialect().isSuccess(Command.LOGIN_ACK, (int) answer.unsigned(WmmpCodec.RESULT))) {
            granted(answer);
        } else if (answer.command() == Command.CONFIG_REQ_ACK
                && dialect().isSuccess(Command.CONFIG_REQ_ACK, (int) answer.unsigned(WmmpCodec.RESULT))) {
            config.told(answer);
        } else if (answer.command() == Command.SECURITY_CONFIG_ACK && KeySet.isIn(answer.tlvs())
                && dialect().isSuccess(Command.SECURITY_CONFIG_ACK, (int) answer.unsigned(WmmpCodec.RESULT))
                && identity.faults(answer, dialect()).isEmpty()) {
            // what it has asked for
            identity.stage(answer, dialect());
            saveState();
            life.sessionChange().keysDelivered();
        }
    }

    private void granted(WmmpMessage loginAck) {
        try {
            security.loggedIn(loginAck);
        } catch (CipherException e) {
            resources.drops().drop(DropReason.UNDECIPHERABLE, peer(), loginAck + ": " + e.getMessage());
        }
        granted = true;
        forgetAnswers();
    }

    @Override
    protected SecurityPolicy policy() {
        return security.policy();
    }

    @Override
    protected SessionCipher cipher() {
        return security.cipher();
    }

    @Override
    protected void unanswered(Command command) {
        if (command == Command.HEART_BEAT) {
            life.sessionChange().unanswered("heartbeats");
        } else if (command == Command.FILE_REQ && downloader != null) {
            // heartbeats would not be answered either, and wait behind blocks
            life.sessionChange().unanswered("blocks of its file");
        }
    }

    @Override
    protected Answer immediateAnswer(WmmpMessage request) {
        return null;
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
        public void onUnsent(Peer to, Throwable failure) {
            statistics.notSent();
            resources.drops().drop(DropReason.UNSENT, to, failure);
        }

        @Override
        public void onClosed(Peer from) {
            life.connectionLost(from);
        }
    }
}
