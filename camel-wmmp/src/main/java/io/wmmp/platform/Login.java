package io.wmmp.platform;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Dialect;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;
import io.wmmp.security.StoredSecrets;

/**
 * What a LOGIN has got: equal only to itself. It is also the {@link Logins} of a session in which it is proved and no other
 * means anything, as in nearly all sessions at nearly all times. Safe for use by any thread.
 */
final class Login implements Logins {

    private static final SecurityCategory[] CATEGORIES = SecurityCategory.values();
    private static final int NO_CATEGORY = -1;

    /** Seconds, 32 bits without sign as on the wire: nearly every session has one of these, so its fields are small. */
    private final int timestamp;
    /** What enciphers in its session; null for nothing. */
    final SessionCipher cipher;
    /** What the LOGIN was signed with, and its session is, whatever the registry says since. */
    final Credentials credentials;
    /** The least category that the registry asked of the terminal then, by its place among all. */
    private final byte security;
    /** Where it came from last; when it has been proved and another counts, where its terminal was heard last. */
    private volatile Peer peer;
    private volatile boolean givenAgain;
    /** Whether it is durable, so that it may be told to its terminal. */
    private volatile boolean stored;

    Login(long timestamp, Peer peer, SessionCipher cipher, Credentials credentials, SecurityCategory security) {
        this.timestamp = (int) timestamp;
        this.peer = peer;
        this.cipher = cipher;
        this.credentials = credentials;
        this.security = (byte) (security == null ? NO_CATEGORY : security.ordinal());
    }

    @Override
    public Login current() {
        return this;
    }

    @Override
    public Login proved() {
        return this;
    }

    @Override
    public List<Login> unproved() {
        return List.of();
    }

    @Override
    public Login refused() {
        return null;
    }

    @Override
    public long newest() {
        return timestamp();
    }

    /** In seconds since 1970, different from that of any other login of the terminal. */
    long timestamp() {
        return Integer.toUnsignedLong(timestamp);
    }

    /** The least category that the registry asked of the terminal then; null for that of the listener. */
    SecurityCategory security() {
        return security == NO_CATEGORY ? null : CATEGORIES[security];
    }

    Peer peer() {
        return peer;
    }

    void writeItself(Dialect dialect, DataOutputStream out) throws IOException {
        out.writeLong(timestamp());
        StoredSecrets.write(credentials, out);
        SessionForm.write(cipher, dialect, out);
        SessionForm.write(security(), out);
        SessionForm.write(peer, out);
        out.writeBoolean(givenAgain);
    }

    static Login readOne(Dialect dialect, DataInputStream in) throws IOException {
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

    /** Takes note that it counts. */
    void counts() {
        givenAgain = false;
    }

    /** Whether there was another LOGIN since the one that counts. */
    boolean isGivenAgain() {
        return givenAgain;
    }

    /** By SMS nothing is signed: what came so cannot be proved by what comes otherwise. A key that has ended is no use. */
    boolean isOfKind(SessionCipher other, Credentials signer) {
        boolean ended = cipher != null && cipher.key().expiry().isPast(Instant.now());
        return !ended && peer.bearer() != Bearer.SMS && credentials.equals(signer)
                && Objects.equals(policyOf(cipher), policyOf(other));
    }

    private static SecurityPolicy policyOf(SessionCipher cipher) {
        return cipher == null ? null : cipher.policy();
    }
}
