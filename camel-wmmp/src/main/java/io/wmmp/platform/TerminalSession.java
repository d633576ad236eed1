package io.wmmp.platform;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.platform.PlatformEvent.Type;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.Session;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The platform's end of the conversation with one terminal. It belongs to the terminal id, never to an address: the
 * address moves when a message from elsewhere has verified. A new login while the terminal is online counts only when the
 * terminal has proved that it knows the new timestamp; otherwise a replayed LOGIN could take the session away.
 */
final class TerminalSession extends Session {

    private static final int TAG_SIGNAL_LEVEL = 0x3007;
    private static final int UNKNOWN_SIGNAL = -1;

    private final Platform platform;
    private final WmmpCodec codec;
    private final TerminalRecord terminal;
    private volatile TerminalState state = TerminalState.REGISTERED;
    private volatile PlatformListener listener;
    private volatile Peer peer;
    private volatile long timestamp;
    private volatile Login unproved;
    private volatile long lastSeenMillis;
    private volatile int signal = UNKNOWN_SIGNAL;

    TerminalSession(Platform platform, TerminalRecord terminal, WmmpCodec codec) {
        super(terminal.terminalId(), platform.resources());
        this.platform = platform;
        this.terminal = terminal;
        this.codec = codec;
    }

    @Override
    protected WmmpCodec codec() {
        return codec;
    }

    @Override
    protected Peer peer() {
        return peer;
    }

    @Override
    protected boolean renumbersRepeats() {
        return false;
    }

    @Override
    protected boolean takesRequestsWhileWaiting() {
        return true;
    }

    @Override
    protected WmmpMessage sign(WmmpMessage message) {
        long time = message.command() == Command.LOGIN_ACK && message.has("timestamp")
                ? message.unsigned("timestamp") : timestamp;
        return Digests.sign(message, time, terminal.credentials(), Direction.DOWNLINK);
    }

    TerminalRecord terminal() {
        return terminal;
    }

    TerminalState state() {
        return state;
    }

    /** Takes a frame of this terminal; called on event loops. */
    void receive(PlatformListener from, Peer sender, byte[] frame, WmmpMessage message) {
        if (answeredBefore(frame, sender)) {
            return;
        }
        DropReason refusal = message.command() == Command.LOGIN ? verifyLogin(message) : verify(message, sender);
        if (refusal != null) {
            platform.drops().drop(refusal, sender, message);
            return;
        }
        listener = from;
        lastSeenMillis = System.currentTimeMillis();
        noteSignal(message);
        accept(message, frame, sender);
    }

    private DropReason verifyLogin(WmmpMessage message) {
        if (!message.hasDigest()) {
            return DropReason.MISSING_DIGEST;
        }
        return Digests.verify(message, 0, terminal.credentials(), Direction.UPLINK, dialect()) ? null : DropReason.BAD_DIGEST;
    }

    private DropReason verify(WmmpMessage message, Peer sender) {
        if (state != TerminalState.ONLINE) {
            return DropReason.NOT_LOGGED_IN;
        }
        Login login = unproved;
        if (message.hasDigest()) {
            if (login != null && hasDigestOf(login.timestamp, message)) {
                proved(login);
            } else if (!hasDigestOf(timestamp, message)) {
                return DropReason.BAD_DIGEST;
            }
            moveTo(sender);
            return null;
        }
        if (dialect().requiresDigest(message.command())) {
            return DropReason.MISSING_DIGEST;
        }
        // what needs no proof may come from where the terminal is known to be, or has just logged in
        return sender.equals(peer) || login != null && sender.equals(login.peer) ? null : DropReason.FOREIGN_ADDRESS;
    }

    private boolean hasDigestOf(long time, WmmpMessage message) {
        return Digests.verify(message, time, terminal.credentials(), Direction.UPLINK, dialect());
    }

    private void proved(Login login) {
        unproved = null;
        timestamp = login.timestamp;
        renewRequest();
    }

    private void moveTo(Peer sender) {
        Peer old = peer;
        if (!sender.equals(old)) {
            peer = sender;
            if (old.bearer() == Bearer.TCP) {
                old.close();
            }
            platform.publish(Type.MOVED, terminalId(), sender, null);
        }
    }

    private void noteSignal(WmmpMessage message) {
        Command command = message.command();
        if (command == Command.HEART_BEAT || command == Command.LOGIN || command == Command.CONFIG_TRAP) {
            Tlv level = message.tlv(TAG_SIGNAL_LEVEL);
            if (level != null && level.length() == 1) {
                signal = level.value()[0] & 0xFF;
            }
        }
    }

    @Override
    protected CompletionStage<Answer> act(WmmpMessage request, Peer from, boolean possibleDuplicate) {
        if (!platform.mayCome(request.command())) {
            platform.drops().drop(DropReason.UNEXPECTED, from, request);
            return CompletableFuture.completedStage(Answer.SILENCE);
        }
        Consumption consumption = listener.consumption(request.command());
        CompletionStage<Answer> answer = consumption == null
                ? CompletableFuture.completedStage(builtInAnswer(request))
                : platform.deliver(consumption, request, codec, from, possibleDuplicate);
        return request.command() == Command.LOGIN ? answer.thenApply(given -> afterLogin(request, from, given)) : answer;
    }

    private Answer builtInAnswer(WmmpMessage request) {
        return switch (request.command()) {
            case HEART_BEAT, LOGOUT, LOGIN, CONFIG_TRAP -> Answer.success(codec, request);
            case CONFIG_REQ -> Answer.of(codec, request, dialect().failureCode(request.command().answer()),
                    Map.of(WmmpCodec.FAULTY, request.tlvs().stream().map(tlv -> codec.nameOf(tlv.tag())).toList()));
            default -> Answer.failure(codec, request);
        };
    }

    /** A login that nobody refused gets the next session timestamp. */
    private Answer afterLogin(WmmpMessage request, Peer from, Answer given) {
        if (!Platform.isPositive(codec, Command.LOGIN_ACK, given)) {
            return given;
        }
        Login login = new Login(platform.nextTimestamp(Math.max(timestamp, unproved == null ? 0 : unproved.timestamp)), from);
        Peer old = peer;
        if (state == TerminalState.ONLINE && old != null && old.isOpen()) {
            unproved = login;
        } else {
            unproved = null;
            timestamp = login.timestamp;
            peer = from;
            state = TerminalState.ONLINE;
            renewRequest();
        }
        platform.publish(Type.ONLINE, terminalId(), from, null);
        return Answer.of(codec, request, given.body()[0] & 0xFF, Map.of("timestamp", login.timestamp));
    }

    @Override
    protected void answered(WmmpMessage request) {
        if (request.command() == Command.LOGOUT) {
            offline("logout " + request.unsigned("reason"), peer);
        }
    }

    /** The terminal is gone, by its own word or ours. */
    void offline(String reason, Peer from) {
        if (state != TerminalState.ONLINE) {
            return;
        }
        state = TerminalState.OFFLINE;
        unproved = null;
        giveUpRequests(reason);
        platform.publish(Type.OFFLINE, terminalId(), from, reason);
    }

    /** Ends the conversation because the platform stops. */
    void shutDown() {
        close("the platform has stopped");
    }

    TerminalStatus status() {
        Peer last = peer;
        return new TerminalStatus(terminal, dialect().name(), state, last == null ? null : last.bearer(),
                last == null ? null : last.address(), lastSeenMillis == 0 ? null : Instant.ofEpochMilli(lastSeenMillis),
                signal == UNKNOWN_SIGNAL ? null : signal);
    }

    /** A login whose timestamp the terminal has not yet proved to know. */
    private record Login(long timestamp, Peer peer) {
    }
}
