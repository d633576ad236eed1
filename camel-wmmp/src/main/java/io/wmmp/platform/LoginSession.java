package io.wmmp.platform;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.function.UnaryOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SessionCipher;
import io.wmmp.session.DropReason;

/**
 * A session that knows by its logins who the terminal is and where. A LOGIN may be a replay, so a new one while the
 * terminal is online counts only when the terminal has proved that it knows the new timestamp. A login while nobody can be
 * reached counts at once, but the session before stays valid until it is proved ({@link Logins}). Terminals of a dialect
 * that does not sign cannot prove anything: there a login counts at once. The address moves when a message from elsewhere
 * has verified. Safe for use by any thread.
 */
abstract class LoginSession extends WatchedSession {

    private static final Logger LOG = LoggerFactory.getLogger(LoginSession.class);

    private volatile WmmpCodec codec;
    private volatile TerminalRecord terminal;
    private volatile TerminalState state = TerminalState.REGISTERED;
    /** Where its last message came from; null before the first. */
    private volatile Peer peer;
    /** Changed under the monitor only; any thread may read it, once for what belongs together. */
    private volatile Logins logins = Logins.NONE;
    /** Whether the log says already that this terminal runs weak. */
    private boolean weaknessTold;

    LoginSession(Platform platform, TerminalRecord terminal, WmmpCodec codec) {
        super(terminal.terminalId(), platform);
        this.terminal = terminal;
        this.codec = codec;
    }

    /** A login begins to count, so the terminal reports next; under the monitor. */
    abstract void expectReport();

    /** A login counts: tells those who have waited for it. */
    abstract void announceOnline();

    /** The terminal has proved a login. */
    abstract void proved(Login login);

    @Override
    public final WmmpCodec codec() {
        return codec;
    }

    @Override
    protected final Peer peer() {
        return peer;
    }

    /** What the registry says of the terminal. */
    public final TerminalRecord terminal() {
        return terminal;
    }

    final boolean isProvisionedAs(TerminalRecord record, WmmpCodec itsCodec) {
        return terminal.equals(record) && codec == itsCodec;
    }

    /** Takes over what the registry says of the terminal now. */
    final void provisioned(TerminalRecord current, WmmpCodec itsCodec) {
        terminal = current;
        codec = itsCodec;
    }

    final TerminalState state() {
        return state;
    }

    /** Where its last message came from, or null. */
    final String remoteAddress() {
        Peer last = peer;
        return last == null ? null : last.address();
    }

    @Override
    public final boolean isOnline() {
        return state == TerminalState.ONLINE;
    }

    final boolean isOnlineOverIp() {
        return isOnline() && peer.bearer() != Bearer.SMS;
    }

    /** The login that the session goes by; null before the first. */
    final Login login() {
        return logins.current();
    }

    /** The latest timestamp that was given out. */
    final long newestTimestamp() {
        return logins.newest();
    }

    @Override
    protected final SessionCipher cipher() {
        Login login = login();
        return login == null ? null : login.cipher;
    }

    @Override
    protected final WmmpMessage sign(WmmpMessage.Builder message, Peer to) {
        if (to != null && to.bearer() == Bearer.SMS) {
            int flag = message.command() == Command.SECURITY_CONFIG ? WmmpMessage.FLAG_ACCESS : 0;
            return message.securityFlag(flag).build();
        }
        WmmpMessage ack = message.command() == Command.LOGIN_ACK ? message.build() : null;
        boolean loginAnswer = ack != null && ack.has("timestamp");
        // from elsewhere come heartbeats of a terminal that has logged in from there and expects its new timestamp
        Login login = loginAnswer ? logins.withTimestamp(ack.unsigned("timestamp"))
                : to == null || to.equals(peer) ? logins.current() : logins.at(to);
        long time = loginAnswer ? ack.unsigned("timestamp") : login == null ? 0 : login.timestamp();
        return Digests.sign(message, time, login == null ? terminal.credentials() : login.credentials, Direction.DOWNLINK);
    }

    /** Why a LOGIN proves nothing; null when it is signed as that of the terminal. */
    static DropReason refusalOfLogin(WmmpMessage message, TerminalRecord terminal, Dialect dialect) {
        if (!message.hasDigest()) {
            return DropReason.MISSING_DIGEST;
        }
        return terminal.signerOf(message, dialect) != null ? null : DropReason.BAD_DIGEST;
    }

    /** Why a message is not one of this terminal; null when it is, and then what follows from that has been done. */
    final DropReason verify(WmmpMessage message, Peer sender) {
        if (state != TerminalState.ONLINE) {
            // the answer to its LOGOUT may have been lost
            boolean again = message.command() == Command.LOGOUT && state == TerminalState.OFFLINE
                    && hasDigestOf(logins.current(), message);
            return again ? null : DropReason.NOT_LOGGED_IN;
        }
        if (message.hasDigest()) {
            Login login = logins.under(each -> hasDigestOf(each, message));
            return login == null ? DropReason.BAD_DIGEST : verifySigned(login, message, sender);
        }
        if (dialect().requiresDigest(message.command())) {
            return DropReason.MISSING_DIGEST;
        }
        // what needs no proof may come from where the terminal is known to be, or has just logged in
        if (sender.equals(peer) || logins.isExpectedAt(sender) || isFormer(sender)) {
            return null;
        }
        if (!isSameBehindNewSocket(peer, sender)) {
            return DropReason.FOREIGN_ADDRESS;
        }
        moveTo(sender);
        return null;
    }

    private DropReason verifySigned(Login login, WmmpMessage message, Peer sender) {
        prove(login, sender);
        // who replays an old message must not take the address of the session with it
        DropReason stale = staleness(message);
        if (stale == null) {
            goOn(login);
            moveTo(sender);
        }
        return stale;
    }

    /** Whether the terminal is there to whom the session belonged before a login counted that is not proved. */
    final boolean isFormer(Peer sender) {
        Login former = logins.former();
        if (former == null) {
            return false;
        }
        if (isSameBehindNewSocket(former.peer(), sender)) {
            former.isAt(sender);
        }
        return sender.equals(former.peer());
    }

    /** Our socket was closed and opened again; for the terminal nothing has changed. */
    private static boolean isSameBehindNewSocket(Peer old, Peer sender) {
        return old.bearer() == Bearer.UDP && sender.bearer() == Bearer.UDP && !old.isOpen()
                && sender.address().equals(old.address());
    }

    /** Whether its dialect signs more than logins: without that nothing can be proved. */
    final boolean signs() {
        return dialect().requiresDigest(Command.TRANSPARENT_DATA);
    }

    private boolean hasDigestOf(Login login, WmmpMessage message) {
        return Digests.verify(message, login.timestamp(), login.credentials, Direction.UPLINK, dialect());
    }

    /**
     * Whoever uses a timestamp has the answer to LOGIN, and knows the password. The same bytes once more are then not a
     * repeat, but a terminal that has started anew and counts from 1 again: it needs a timestamp of its own, and its first
     * messages are new ones.
     */
    private void prove(Login login, Peer sender) {
        boolean countsAlready;
        synchronized (this) {
            // a terminal that has logged in once more has forgotten what it was asked, though it counts already
            countsAlready = login == logins.current() && !login.isGivenAgain();
            if (!logins.canProve(login)) {
                return;
            }
            logins = logins.prove(login);
            if (!countsAlready) {
                startAnew();
            }
        }
        forgetAnswers();
        changed();
        proved(login);
        if (!countsAlready) {
            watchAfterLogin();
            platform.publish(Type.ONLINE, terminalId(), sender, null);
        }
    }

    private void startAnew() {
        abandonRequests();
        renewRequest();
    }

    /** The terminal speaks as it did before somebody has logged in: it is there, and has the session again. */
    private synchronized void goOn(Login login) {
        if (login == logins.former()) {
            logins = logins.goBack();
            changed();
            renewRequest();
        }
    }

    private void moveTo(Peer sender) {
        Peer old;
        synchronized (this) {
            old = peer;
            if (sender.equals(old)) {
                return;
            }
            peer = sender.compact();
            changed();
            redirectRequest();
        }
        if (old.bearer() == Bearer.SMS) {
            // from now on there are heartbeats
            watch();
        }
        closeConnection(old);
        platform.publish(Type.MOVED, terminalId(), sender, null);
    }

    /** A terminal has one connection; the one before it may be half open for hours. */
    private static void closeConnection(Peer old) {
        if (old != null && old.bearer() == Bearer.TCP) {
            old.close();
        }
    }

    /**
     * Takes note of a LOGIN that is let in.
     *
     * @param  from     where it came from
     * @param  granted  what enciphers in its session; null for nothing
     * @param  signer   what it was signed with
     * @param  security the least category that the registry asks of the terminal; null for that of the listener
     * @return          what it gets; null where a login over IP has come before one by SMS meanwhile, which counts for more
     */
    final Login logIn(Peer from, SessionCipher granted, Credentials signer, SecurityCategory security) {
        Login login;
        Peer old;
        boolean counts;
        synchronized (this) {
            if (from.bearer() == Bearer.SMS && isOnlineOverIp()) {
                return null;
            }
            boolean provable = signs() && from.bearer() != Bearer.SMS;
            old = peer;
            counts = !provable || state != TerminalState.ONLINE || !old.isOpen();
            login = provable ? logins.unproved(granted, signer, security) : null;
            if (login == null) {
                login = new Login(nextTimestamp(), from, granted, signer, security);
                logins = logins.give(login);
            } else {
                login.giveAgain(from);
            }
            if (counts) {
                count(login, provable && state == TerminalState.ONLINE);
                peer = from;
                expectReport();
                state = TerminalState.ONLINE;
            }
        }
        if (counts) {
            begin(from, old);
        }
        tellWeakness();
        return login;
    }

    private void begin(Peer from, Peer old) {
        if (!from.equals(old)) {
            closeConnection(old);
        }
        watchAfterLogin();
        platform.publish(Type.ONLINE, terminalId(), from, null);
        announceOnline();
    }

    /** Makes a login count; it may be a replay while the terminal is still in the session that it had. */
    private void count(Login login, boolean mayBeStillThere) {
        if (mayBeStillThere) {
            logins = logins.presume(login, peer);
        } else {
            logins = logins.begin(login);
        }
        startAnew();
    }

    /** Takes note of a LOGIN that is refused: its answer is signed with a timestamp of its own. */
    final synchronized Login refuse(Credentials signer) {
        Login refused = new Login(nextTimestamp(), null, null, signer, null);
        logins = logins.refuse(refused);
        return refused;
    }

    private long nextTimestamp() {
        return platform.nextTimestamp(logins.newest());
    }

    private synchronized void tellWeakness() {
        if (!weaknessTold && !signs()) {
            weaknessTold = true;
            LOG.info("Terminal {} runs weak: its dialect {} does not sign data", terminalId(), dialect());
        }
    }

    /** Ends the session where it has not ended before; gives whether it has now. */
    final synchronized boolean end() {
        if (state != TerminalState.ONLINE) {
            return false;
        }
        state = TerminalState.OFFLINE;
        logins = logins.end();
        changed();
        return true;
    }

    /** Gives places that were left with an earlier process another form, in which they can be reached. */
    final synchronized void replacePeers(UnaryOperator<Peer> replacement) {
        Peer before = peer;
        peer = replacement.apply(before);
        logins.replacePeers(old -> old.equals(before) ? peer : replacement.apply(old));
    }

    final void writePlace(DataOutputStream out) throws IOException {
        out.writeBoolean(isOnline());
        SessionForm.write(peer, out);
    }

    /** Takes over what {@link #writePlace} has written. */
    final void readPlace(DataInputStream in) throws IOException {
        state = in.readBoolean() ? TerminalState.ONLINE : TerminalState.OFFLINE;
        peer = SessionForm.readPeer(in);
    }

    final void writeLogins(DataOutputStream out) throws IOException {
        logins.write(dialect(), out);
    }

    /** Takes over what {@link #writeLogins} has written. */
    final void readLogins(DataInputStream in) throws IOException {
        logins = Logins.read(dialect(), in);
    }
}
