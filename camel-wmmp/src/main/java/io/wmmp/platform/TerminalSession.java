package io.wmmp.platform;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.wmmp.link.Bearer;
import io.wmmp.link.FormerPeer;
import io.wmmp.link.Peer;
import io.wmmp.platform.fleet.Downlink;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.store.StoredSession;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.Patience;

/**
 * The platform's end of the conversation with one terminal. It belongs to the terminal id, never to an address. Takes what the
 * terminal sends, has it answered by whoever takes that, and tells all who wait for the terminal that it is there.
 */
final class TerminalSession extends LoginSession implements Downlink {

    private static final int TAG_HEARTBEAT_INTERVAL = 0x0011;
    private static final int TAG_SIGNAL_LEVEL = 0x3007;
    private static final short UNKNOWN_SIGNAL = -1;
    /** Reason of the LOGOUT to a terminal that is not heard any more: one that still hears logs in again. Our reading. */
    private static final int LOGOUT_COMMUNICATION_FAILURE = 8;
    /** Reason of the LOGOUT of a terminal that installs new firmware, or is switched off. */
    private static final int LOGOUT_UPDATE = 1;

    private volatile PlatformListener listener;
    private volatile short signal = UNKNOWN_SIGNAL;
    /** Whether it has changed since it was written to the store. */
    private volatile boolean waitsForStore;

    TerminalSession(Platform platform, TerminalRecord terminal, WmmpCodec codec) {
        super(platform, terminal, codec);
    }

    /** A LOGIN is never answered like the last: it needs a timestamp of its own. */
    @Override
    protected boolean dropsPossibleDuplicate(WmmpMessage request) {
        Consumption consumption = listener.consumption(request.command());
        return consumption != null && consumption.handler().dropsPossibleDuplicates() && request.command() != Command.LOGIN;
    }

    @Override
    protected boolean renumbersRepeats() {
        return false;
    }

    @Override
    protected boolean takesRequestsWhileWaiting() {
        return true;
    }

    /** A heartbeat is a sign of life that a slow route must not hold up. */
    @Override
    protected Answer immediateAnswer(WmmpMessage request) {
        boolean builtIn = request.command() == Command.HEART_BEAT && listener.consumption(Command.HEART_BEAT) == null;
        return builtIn ? Answer.success(codec(), request) : null;
    }

    @Override
    protected void changed() {
        platform.sessionWriter().later(this);
    }

    /** Whether the session did not wait already to be written. */
    boolean startWaitingToBeWritten() {
        boolean waitsAlready = waitsForStore;
        if (!waitsAlready) {
            waitsForStore = true;
        }
        return !waitsAlready;
    }

    /** The session as it is now, for its store. */
    StoredSession toStore() {
        waitsForStore = false;
        PlatformListener at = listener;
        return SessionForm.write(this, at == null ? "" : at.address().toString());
    }

    synchronized StoredSession writeTo(DataOutputStream out, Supplier<byte[]> content) throws IOException {
        writePlace(out);
        out.writeInt(signal);
        writeHeard(out);
        writeLogins(out);
        writeMemory(out);
        Peer last = peer();
        return new StoredSession(terminalId(), state(), last == null ? null : last.bearer(),
                last == null ? null : last.address(),
                lastHeard(), content.get());
    }

    /** Goes on with the session of an earlier process; nothing has used this one yet. */
    synchronized void read(DataInputStream in) throws IOException {
        readPlace(in);
        signal = (short) in.readInt();
        readHeard(in);
        readLogins(in);
        readMemory(in);
    }

    /** The session of an earlier process is that of the terminal now. */
    void resume() {
        watch();
        platform.keyWatch().start(this);
    }

    /** The listener at which the terminal was heard by an earlier process is there again. */
    synchronized void goOnAt(PlatformListener at) {
        if (listener == null) {
            listener = at;
            replacePeers(old -> {
                Peer there = old instanceof FormerPeer && old.bearer() == Bearer.UDP ? at.link().peer(old.address()) : null;
                return there == null ? old : there.compact();
            });
            watch();
        }
    }

    /** Takes a frame of this terminal; called on event loops. */
    void receive(PlatformListener from, Peer sender, byte[] frame, WmmpMessage message) {
        long now = platform.resources().nanoTime();
        boolean startedAnew = message.command() == Command.LOGIN && !signs() && !sender.equals(peer());
        if (!startedAnew && answeredBefore(frame, sender, now)) {
            if (sender.equals(peer())) {
                // it repeats what a slow route has in hand, and sends nothing else meanwhile
                heard(now);
            }
            return;
        }
        DropReason refusal = message.command() == Command.LOGIN
                ? refusalOfLogin(message, terminal(), dialect()) : verify(message, sender);
        if (refusal == null && !message.command().isAnswer() && !platform.mayCome(message.command())) {
            refusal = DropReason.UNEXPECTED;
        }
        if (refusal != null) {
            platform.lookups().refused(refusal, sender, message);
            return;
        }
        if (startedAnew) {
            forgetAnswers();
        }
        listenAt(from);
        if (message.hasDigest()) {
            sender.established();
        }
        if (!signs() && message.command() != Command.LOGIN) {
            platform.keys().used(this, login().credentials);
        }
        boolean signOfLife = message.command() != Command.LOGIN
                && (message.hasDigest() || sender.equals(peer()) || isFormer(sender));
        if (signOfLife) {
            // a LOGIN may be a replay, and what comes unsigned from where it came from too
            heard(now);
        }
        boolean firstReport = message.command() == Command.CONFIG_TRAP && platform.firstReports().isAwaited(this);
        accept(message, frame, sender, now);
        if (signOfLife && !firstReport) {
            heard(message);
        }
    }

    /** Lets go what waits for a sign of life. A report is in the twin only when it is answered, so that waits for this. */
    private void heard(WmmpMessage message) {
        platform.firstReports().end(this);
        platform.commands().heard(this);
        if (message.command() != Command.CONFIG_TRAP) {
            platform.twins().heard(this);
        }
    }

    /** Right after its login what waits for it would cross its report. */
    @Override
    public boolean takesCommands() {
        return isOnline() && !platform.firstReports().isAwaited(this);
    }

    @Override
    protected SecurityPolicy policy() {
        Login login = login();
        // what has been asked of the terminal since its login would find it without a key
        return policyAt(listener, login == null ? terminal().security() : login.security());
    }

    /** What messages of the terminal must be, as a listener sees it: null for none. */
    SecurityPolicy policyAt(PlatformListener at, SecurityCategory least) {
        return at == null ? Platform.policyOf(dialect(), least) : at.policy(dialect(), least);
    }

    @Override
    protected void received(WmmpMessage message, Peer from) {
        noteSignal(message);
        if (from.bearer() != Bearer.SMS) {
            noteHeartbeatInterval(message);
        }
    }

    @Override
    protected int fragmentSize() {
        int given = listener == null ? 0 : listener.options().fragmentSize();
        return given > 0 ? given : super.fragmentSize();
    }

    /**
     * Takes a short message of this terminal, sent from its number. Numbers can be forged, so a terminal that is logged in
     * over IP gets only what real terminals send by SMS then: alarms, and answers to what was sent by SMS. A login by SMS
     * counts when there is no session over IP, and then everything counts, since the terminal has nothing else.
     */
    void receiveBySms(PlatformListener from, Peer sender, byte[] frame, WmmpMessage message) {
        long now = platform.resources().nanoTime();
        boolean login = message.command() == Command.LOGIN;
        if (!login && answeredBefore(frame, sender, now)) {
            return;
        }
        DropReason refusal = refusalBySms(message.command());
        if (refusal != null) {
            platform.drops().drop(refusal, sender, message);
            return;
        }
        if (login) {
            // nothing but the number of the message tells the sessions of a terminal apart, and it begins anew
            forgetAnswers();
        }
        if (listener == null) {
            listener = from;
        }
        if (peer() instanceof FormerPeer) {
            replacePeers(old -> old instanceof FormerPeer && old.bearer() == Bearer.SMS ? sender.compact() : old);
        }
        boolean signOfLife = !isOnlineOverIp();
        if (signOfLife) {
            heard(now);
        }
        accept(message, frame, sender, now);
        if (signOfLife && !login) {
            heard(message);
        }
    }

    private DropReason refusalBySms(Command command) {
        if (command.isAnswer() || command == Command.CONFIG_TRAP) {
            return null;
        }
        if (isOnlineOverIp() || command == Command.HEART_BEAT || !platform.mayCome(command)) {
            return DropReason.UNEXPECTED;
        }
        return isOnline() || command == Command.LOGIN ? null : DropReason.NOT_LOGGED_IN;
    }

    @Override
    public InetSocketAddress listenerAddress() {
        PlatformListener at = listener;
        return at == null ? null : at.localAddress();
    }

    private PlatformListener listenerFor(Peer sender) {
        return sender.bearer() == Bearer.SMS ? SmsDesk.listenerOf(sender) : listener;
    }

    private void listenAt(PlatformListener at) {
        PlatformListener before = listener;
        if (before == at) {
            return;
        }
        listener = at;
        if (before != null && !before.options().equals(at.options())) {
            watch();
        }
    }

    private void noteSignal(WmmpMessage message) {
        Command command = message.command();
        if (command == Command.HEART_BEAT || command == Command.LOGIN || command == Command.CONFIG_TRAP) {
            Tlv level = message.tlv(TAG_SIGNAL_LEVEL);
            int now = level != null && level.length() == 1 ? level.value()[0] & 0xFF : signal;
            if (now != signal) {
                signal = (short) now;
            }
        }
    }

    /** The terminal tells its interval, asked or not; a CONFIG_SET of ours tells it once it is accepted. */
    private void noteHeartbeatInterval(WmmpMessage message) {
        Command command = message.command();
        boolean tells = command == Command.CONFIG_TRAP || command == Command.CONFIG_GET_ACK || command == Command.CONFIG_SET;
        Tlv interval = tells ? message.tlv(TAG_HEARTBEAT_INTERVAL) : null;
        if (interval != null && codec().readBody(message).get(codec().nameOf(TAG_HEARTBEAT_INTERVAL)) instanceof Number seconds
                && seconds.longValue() > 0) {
            keepsInterval(seconds.longValue());
        }
    }

    @Override
    Duration expectedHeartbeatInterval() {
        Duration expected = listener == null ? null : listener.options().heartbeatInterval();
        return expected != null ? expected : dialect().heartbeatInterval();
    }

    /** By SMS there are no heartbeats. */
    @Override
    int missedHeartbeats() {
        if (isOnline() && peer().bearer() == Bearer.SMS) {
            return 0;
        }
        return listener == null ? ListenerOptions.DEFAULT_MISSED_HEARTBEATS : listener.options().missedHeartbeats();
    }

    @Override
    protected CompletionStage<Answer> act(
            WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate) {
        if (request.command() == Command.LOGOUT) {
            forgetAnswers();
        }
        PlatformListener at = listenerFor(from);
        Supplier<CompletionStage<Answer>> decision = () -> platform.answers().decide(this, at, request, category,
                from, possibleDuplicate);
        return switch (request.command()) {
            case LOGIN -> platform.logins().answer(this, at, request, from, decision);
            case CONFIG_TRAP -> decision.get().thenCompose(given -> recorded(request, from, given));
            default -> decision.get();
        };
    }

    /** Short messages prove too little. */
    private CompletionStage<Answer> recorded(WmmpMessage trap, Peer from, Answer given) {
        return from.bearer() == Bearer.SMS && isOnlineOverIp() ? CompletableFuture.completedStage(given)
                : platform.answers().recorded(this, trap, given);
    }

    @Override
    void expectReport() {
        platform.firstReports().await(this);
    }

    @Override
    void announceOnline() {
        platform.twins().loggedIn(this);
    }

    @Override
    void proved(Login login) {
        platform.keys().used(this, login.credentials);
        platform.keyWatch().start(this);
    }

    @Override
    protected void answered(WmmpMessage request) {
        if (request.command() == Command.CONFIG_TRAP && isOnline()) {
            if (platform.firstReports().end(this)) {
                platform.commands().heard(this);
            }
            platform.twins().heard(this);
        }
        if (request.command() == Command.LOGOUT) {
            if (request.unsigned("reason") == LOGOUT_UPDATE) {
                platform.downloads().leftToUpdate(terminalId(), peer());
            }
            offline("logout " + request.unsigned("reason"), peer());
        }
    }

    @Override
    protected void answerArrived(WmmpMessage answer, byte[] requestBody) {
        platform.twins().answered(this, answer, requestBody);
        super.answerArrived(answer, requestBody);
    }

    @Override
    protected void answerArrived(WmmpMessage answer) {
        if (answer.command() == Command.LOGOUT_ACK) {
            forgetAnswers();
            offline("logged out by the platform", peer());
        }
    }

    @Override
    public CompletionStage<WmmpMessage> ask(Command command, byte[] body, Patience patience) {
        if (!isOnline()) {
            throw new TerminalOfflineException(terminalId());
        }
        CompletionStage<WmmpMessage> answer = request(command, body, patience);
        if (!isOnline()) {
            // went offline in between, when this request was not there yet to be given up
            giveUpRequests("the terminal has gone offline");
        }
        return switch (command) {
            case LOGOUT -> answer.whenComplete((ack, failure) -> {
                if (failure instanceof NoAnswerException) {
                    forgetAnswers();
                    offline("logged out by the platform, not answered", peer());
                }
            });
            case CONFIG_SET -> answer.whenComplete((ack, failure) -> {
                if (failure == null && dialect().isSuccess(ack.command(), (int) ack.unsigned(WmmpCodec.RESULT))) {
                    noteHeartbeatInterval(WmmpMessage.builder(command).terminalId(terminalId()).body(body).build());
                }
            });
            case DOWNLOAD_INFO -> answer.whenComplete((ack, failure) -> {
                if (failure == null) {
                    platform.downloads().answered(this, body, ack);
                }
            });
            default -> answer;
        };
    }

    /**
     * Nothing has come for too long. The farewell is for a terminal that hears us while we do not hear it; nobody waits for
     * its answer, because prompt detection is worth more.
     */
    @Override
    void presumeGone(Duration silence) {
        long millis = silence.toMillis();
        String time = millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
        if (offline("no sign of life for " + time, peer())) {
            // a LOGIN that comes once more shall not get a timestamp that is void now
            forgetAnswers();
            announce(Command.LOGOUT, codec().writeBody(Command.LOGOUT, Map.of("reason", LOGOUT_COMMUNICATION_FAILURE)));
        }
    }

    /** The terminal is gone, by its own word or ours. */
    private boolean offline(String reason, Peer from) {
        if (!end()) {
            return false;
        }
        unwatch();
        platform.keyWatch().stop(this);
        giveUpRequests(reason);
        platform.publish(Type.OFFLINE, terminalId(), from, reason);
        return true;
    }

    /** Ends the conversation where the terminal is not logged in and has been silent for as long; gives whether it has. */
    boolean forget(long silenceNanos) {
        synchronized (this) {
            // the next login of this terminal takes its timestamp from the clock alone
            boolean clockIsAhead = newestTimestamp() < Instant.now().getEpochSecond();
            if (isOnline() || isBusy() || silenceNanos() < silenceNanos || !clockIsAhead) {
                return false;
            }
            close("the terminal has been away for too long");
            platform.sessionWriter().forget(terminalId());
            return true;
        }
    }

    /** Ends the conversation because the platform stops. */
    void shutDown() {
        unwatch();
        close("the platform has stopped");
        platform.keyWatch().stop(this);
    }

    TerminalStatus status(TerminalRecord current) {
        Peer last = peer();
        return new TerminalStatus(current, dialect().name(), policy().required(Command.TRANSPARENT_DATA), state(),
                last == null ? null : last.bearer(),
                last == null ? null : last.address(), lastHeard(),
                signal == UNKNOWN_SIGNAL ? null : (int) signal);
    }
}
