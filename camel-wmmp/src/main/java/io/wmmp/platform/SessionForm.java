package io.wmmp.platform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.link.FormerPeer;
import io.wmmp.link.Peer;
import io.wmmp.platform.store.StoredSession;
import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.Dialect;
import io.wmmp.security.BodyCipher;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;
import io.wmmp.security.StoredSecrets;

/** The content of a {@link StoredSession}, byte by byte. What is read here is written here. */
final class SessionForm {

    /** The first byte; another form gets another number. */
    private static final int VERSION = 1;
    private static final int NOTHING = -1;
    /** A session has some hundred bytes. */
    private static final int USUAL_SIZE = 512;

    private SessionForm() {
    }

    /** How a session is now. */
    static StoredSession write(TerminalSession session, String listener) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(VERSION);
            out.writeUTF(session.dialect().name());
            out.writeUTF(listener);
            return session.writeTo(out, bytes::toByteArray);
        } catch (IOException e) {
            throw new IllegalStateException("Session of terminal " + session.terminalId() + " cannot be stored", e);
        }
    }

    /** Begins to read a session; what follows is read by the session itself. Null for one of another version. */
    static Header read(StoredSession stored) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(stored.content()));
        return in.readByte() == VERSION ? new Header(in.readUTF(), in.readUTF(), in) : null;
    }

    static void write(Peer peer, DataOutputStream out) throws IOException {
        out.writeByte(peer == null ? NOTHING : peer.bearer().ordinal());
        if (peer != null) {
            out.writeUTF(Objects.toString(peer.address(), ""));
        }
    }

    static Peer readPeer(DataInputStream in) throws IOException {
        int bearer = in.readByte();
        return bearer == NOTHING ? null : new FormerPeer(Bearer.values()[bearer], in.readUTF());
    }

    static void write(SecurityCategory category, DataOutputStream out) throws IOException {
        out.writeByte(category == null ? NOTHING : category.ordinal());
    }

    static SecurityCategory readCategory(DataInputStream in) throws IOException {
        int category = in.readByte();
        return category == NOTHING ? null : SecurityCategory.values()[category];
    }

    /** A policy is that of a dialect made stricter, so its least category says all. */
    static void write(SessionCipher cipher, Dialect dialect, DataOutputStream out) throws IOException {
        write(cipher == null ? null : leastOf(cipher.policy(), dialect), out);
        if (cipher != null) {
            StoredSecrets.write(cipher.key(), out);
        }
    }

    static SessionCipher readCipher(Dialect dialect, DataInputStream in) throws IOException {
        SecurityCategory least = readCategory(in);
        CipherSuite suite = dialect.cipher();
        return least == null ? null : new SessionCipher(new BodyCipher(suite), StoredSecrets.readSessionKey(in),
                SecurityPolicy.of(dialect).atLeast(least));
    }

    private static SecurityCategory leastOf(SecurityPolicy policy, Dialect dialect) {
        for (SecurityCategory category : SecurityCategory.values()) {
            if (SecurityPolicy.of(dialect).atLeast(category).equals(policy)) {
                return category;
            }
        }
        return SecurityCategory.FULLY_ENCRYPTED;
    }

    /**
     * Where and in which dialect a terminal was heard.
     *
     * @param dialect  the name of the dialect
     * @param listener the address of the listener, empty for none
     * @param rest     what follows
     */
    record Header(String dialect, String listener, DataInputStream rest) {
    }
}
