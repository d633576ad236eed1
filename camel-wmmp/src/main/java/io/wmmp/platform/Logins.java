package io.wmmp.platform;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Dialect;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;
import io.wmmp.security.StoredSecrets;

/**
 * The logins of one terminal that still mean something. A LOGIN may be a replay until a message comes that is signed with
 * its timestamp, which proves it. So nothing that was given out is taken back before one of the logins is proved: not the
 * timestamps of others that are not proved either, nor that of the session before, when a login counts without proof.
 * Changes are guarded by the session; what is read is safe for any thread.
 */
final class Logins {

    /** Logins that may wait for their proof. One for each kind of session key and each set of secrets. */
    static final int MAX_UNPROVED = 4;

    private volatile Login current;
    /** The login of the session that was proved last; the current one, or one that may turn out to be still in use. */
    private volatile Login proved;
    private volatile List<Login> unproved = List.of();
    /** The last LOGIN that was refused: its answer is signed under a timestamp of its own. */
    private volatile Login refused;
    private volatile long newest;

    /** What the session goes by: what the platform sends is signed with its timestamp. Null before there is one. */
    Login current() {
        return current;
    }

    /** The latest timestamp that was given out. */
    long newest() {
        return newest;
    }

    /** The login that a message was signed under, or null. */
    Login under(Predicate<Login> signed) {
        Login now = current;
        Login last = proved;
        if (now != null && signed.test(now)) {
            return now;
        }
        if (last != null && last != now && signed.test(last)) {
            return last;
        }
        return unproved.stream().filter(login -> login != now && signed.test(login)).findFirst().orElse(null);
    }

    /**
     * What another LOGIN gets that wants the same kind of key and was signed with the same secrets: the timestamp and the key
     * of one that is not proved yet, whichever peer that came from. Whoever knows the password proves it; nobody can make it void by logging in once more.
     */
    Login unproved(SessionCipher granted, Credentials signer, SecurityCategory security) {
        return unproved.stream().filter(login -> login.security == security && login.isOfKind(granted, signer)).findFirst()
                .orElse(null);
    }

    /** Takes a login with a timestamp of its own. */
    Login give(long timestamp, Peer from, SessionCipher granted, Credentials signer, SecurityCategory security) {
        Login login = new Login(timestamp, from, granted, signer, security);
        List<Login> all = new ArrayList<>(unproved);
        if (all.size() == MAX_UNPROVED) {
            all.remove(0);
        }
        all.add(login);
        unproved = List.copyOf(all);
        newest = timestamp;
        return login;
    }

    /** Takes note of a LOGIN that is refused. */
    Login refuse(long timestamp, Credentials signer) {
        newest = timestamp;
        refused = new Login(timestamp, null, null, signer, null);
        return refused;
    }

    /** Makes a login count that nobody has proved; the proved session, last heard at a place, may still be in use. */
    void presume(Login login, Peer lastHeardAt) {
        if (proved != null && proved == current) {
            proved.isAt(lastHeardAt);
        }
        login.givenAgain = false;
        current = login;
    }

    /** Makes a login the only one that counts. Nothing of an earlier session is valid any more. */
    void begin(Login login) {
        login.givenAgain = false;
        current = login;
        proved = null;
        unproved = List.of(login);
    }

    /** Takes the proof of a login; false when it was proved before, or is void meanwhile. */
    boolean prove(Login login) {
        if (!unproved.contains(login)) {
            return false;
        }
        current = login;
        proved = login;
        unproved = List.of();
        return true;
    }

    /** Goes back to the proved session, which is in use after all; false when it is the current one. */
    boolean goBack() {
        if (proved == null || proved == current) {
            return false;
        }
        current = proved;
        return true;
    }

    /** The session has ended: none of its logins can be proved any more. Its last message may be repeated. */
    void end() {
        proved = null;
        unproved = List.of();
    }

    /** The proved session, while a login counts that is not proved; otherwise null. */
    Login former() {
        Login last = proved;
        return last == current ? null : last;
    }

    /** Whether a login that is not proved yet came from there. */
    boolean isExpectedAt(Peer peer) {
        return unproved.stream().anyMatch(login -> login.peer.equals(peer));
    }

    /** The login that got a timestamp; the current one where that is void meanwhile. */
    Login withTimestamp(long timestamp) {
        Login last = refused;
        return last != null && last.timestamp == timestamp ? last
                : unproved.stream().filter(login -> login.timestamp == timestamp).findFirst().orElse(current);
    }

    /** The login that the terminal knows which is at a place other than that of the session. */
    Login at(Peer peer) {
        Login there = null;
        for (Login login : unproved) {
            there = login.peer.equals(peer) ? login : there;
        }
        if (there != null) {
            return there;
        }
        Login former = former();
        return former != null && former.peer.equals(peer) ? former : current;
    }

    /** Gives those that are at a place that was left with an earlier process another one. */
    void replacePeers(UnaryOperator<Peer> replacement) {
        all().forEach(login -> login.isAt(replacement.apply(login.peer)));
    }

    private List<Login> all() {
        List<Login> all = new ArrayList<>(unproved);
        Stream.of(current, proved).filter(login -> login != null && !all.contains(login)).forEach(all::add);
        return all.stream().distinct().toList();
    }

    /** Writes what a session needs to go on; under the monitor of the session. */
    void write(Dialect dialect, DataOutputStream out) throws IOException {
        List<Login> all = all();
        out.writeLong(newest);
        out.writeByte(all.size());
        for (Login login : all) {
            login.write(dialect, out);
        }
        out.writeByte(all.indexOf(current));
        out.writeByte(all.indexOf(proved));
        out.writeByte(unproved.size());
        for (Login login : unproved) {
            out.writeByte(all.indexOf(login));
        }
    }

    /** Takes over what {@link #write} has written. */
    void read(Dialect dialect, DataInputStream in) throws IOException {
        newest = in.readLong();
        List<Login> all = new ArrayList<>();
        for (int count = in.readByte(); count > 0; count--) {
            all.add(Login.read(dialect, in));
        }
        current = at(in.readByte(), all);
        proved = at(in.readByte(), all);
        List<Login> waiting = new ArrayList<>();
        for (int count = in.readByte(); count > 0; count--) {
            waiting.add(all.get(in.readByte()));
        }
        unproved = List.copyOf(waiting);
    }

    private static Login at(int index, List<Login> all) {
        return index < 0 ? null : all.get(index);
    }

    /** What a LOGIN has got: equal only to itself. */
    static final class Login {

        final long timestamp;
        /** What enciphers in its session; null for nothing. */
        final SessionCipher cipher;
        /** What the LOGIN was signed with, and its session is, whatever the registry says since. */
        final Credentials credentials;
        /** The least category that the registry asked of the terminal then; null for that of the listener. */
        final SecurityCategory security;
        /** Where it came from last; when it has been proved and another counts, where its terminal was heard last. */
        private volatile Peer peer;
        private volatile boolean givenAgain;
        /** Whether it is durable, so that it may be told to its terminal. */
        private volatile boolean stored;

        private Login(
                long timestamp, Peer peer, SessionCipher cipher, Credentials credentials, SecurityCategory security) {
            this.timestamp = timestamp;
            this.peer = peer;
            this.cipher = cipher;
            this.credentials = credentials;
            this.security = security;
        }

        Peer peer() {
            return peer;
        }

        private void write(Dialect dialect, DataOutputStream out) throws IOException {
            out.writeLong(timestamp);
            StoredSecrets.write(credentials, out);
            SessionForm.write(cipher, dialect, out);
            SessionForm.write(security, out);
            SessionForm.write(peer, out);
            out.writeBoolean(givenAgain);
        }

        private static Login read(Dialect dialect, DataInputStream in) throws IOException {
            long timestamp = in.readLong();
            Credentials credentials = StoredSecrets.readCredentials(in);
            SessionCipher cipher = SessionForm.readCipher(dialect, in);
            SecurityCategory security = SessionForm.readCategory(in);
            Login login = new Login(timestamp, SessionForm.readPeer(in), cipher, credentials, security);
            login.givenAgain = in.readBoolean();
            login.stored = true;
            return login;
        }

        boolean isStored() {
            return stored;
        }

        void hasBeenStored() {
            stored = true;
        }

        /** Takes note that its terminal is there. */
        void isAt(Peer place) {
            peer = place;
        }

        /** Takes note that another LOGIN has got the same, and does not count by itself. */
        void giveAgain(Peer from) {
            peer = from;
            givenAgain = true;
        }

        /** Whether there was another LOGIN since the one that counts. */
        boolean isGivenAgain() {
            return givenAgain;
        }

        /** By SMS nothing is signed: what came so cannot be proved by what comes otherwise. A key that has ended is no use. */
        private boolean isOfKind(SessionCipher other, Credentials signer) {
            boolean ended = cipher != null && cipher.key().expiry().isPast(Instant.now());
            return !ended && peer.bearer() != Bearer.SMS && credentials.equals(signer)
                    && Objects.equals(policyOf(cipher), policyOf(other));
        }

        private static SecurityPolicy policyOf(SessionCipher cipher) {
            return cipher == null ? null : cipher.policy();
        }
    }
}
