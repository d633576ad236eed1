package io.wmmp.terminal;

import java.util.Arrays;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.BodyCipher;
import io.wmmp.security.CipherException;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;
import io.wmmp.security.SessionKey;
import io.wmmp.session.DropReason;

/**
 * What protects the messages of a terminal: digests with its secrets and the timestamp of its login, and the session key where
 * the platform has granted one. Short messages have neither. Safe for use by any thread.
 */
final class SessionSecurity {

    private static final String TIMESTAMP = "timestamp";

    private final TerminalOptions options;
    private final TerminalStore store;
    private final TerminalIdentity identity;
    private final SecurityPolicy policy;
    private final BodyCipher bodyCipher;
    private volatile long timestamp;
    private volatile SessionCipher cipher;

    SessionSecurity(TerminalOptions options, TerminalStore store, TerminalIdentity identity) {
        this.options = options;
        this.store = store;
        this.identity = identity;
        this.policy = SecurityPolicy.of(options.dialect()).atLeast(options.security());
        this.bodyCipher = new BodyCipher(options.dialect().cipher());
    }

    /** What its messages must be. */
    SecurityPolicy policy() {
        return policy;
    }

    /** What enciphers in this session; null for nothing. */
    SessionCipher cipher() {
        return cipher;
    }

    /** Whether it asks for a session key: its own policy wants one, or the platform has switched encipherment on. */
    boolean wantsSessionKey() {
        return policy.needsSessionKey() || store.enciphers() && store.canEncipher();
    }

    /** A message as it goes out: under the serial number in use, with the flags that ask for something, and signed. */
    WmmpMessage sign(WmmpMessage.Builder message, Peer to) {
        if (message.command() == Command.REGISTER) {
            return signRegister(message, to);
        }
        message.terminalId(identity.serial());
        boolean login = message.command() == Command.LOGIN;
        if (login) {
            message.securityFlag(wantsSessionKey() ? WmmpMessage.FLAG_ACCESS | WmmpMessage.FLAG_ENCRYPTION
                    : WmmpMessage.FLAG_ACCESS);
        }
        return isBySms(to) ? message.build() : sign(message, login ? 0 : timestamp);
    }

    /** One that wants a serial number asks without, also when it has been given one before. */
    private WmmpMessage signRegister(WmmpMessage.Builder message, Peer to) {
        Registering how = Registering.of(message.terminalId(options.terminalId()).build());
        message.securityFlag(how.securityFlag());
        if (how == Registering.SIM_CHANGED && !isBySms(to)) {
            return sign(message.terminalId(identity.serial()), 0);
        }
        return message.terminalId(how == Registering.ALLOT ? identity.unregisteredId() : options.terminalId()).build();
    }

    private WmmpMessage sign(WmmpMessage.Builder message, long time) {
        return Digests.sign(message, time, identity.credentials(), Direction.UPLINK);
    }

    private static boolean isBySms(Peer peer) {
        return peer != null && peer.bearer() == Bearer.SMS;
    }

    /** Why a message cannot be from the platform, or is not for this terminal; null when it is. */
    DropReason verify(WmmpMessage message, Peer from) {
        if (!identity.isAddressedBy(message.terminalId())) {
            return message.command() == Command.REGISTER_ACK ? null : DropReason.UNKNOWN_TERMINAL;
        }
        if (isBySms(from)) {
            // short messages have no digest, and where one has, nobody checks it
            return null;
        }
        if (message.hasDigest()) {
            long time = message.command() == Command.LOGIN_ACK && message.has(TIMESTAMP) ? message.unsigned(TIMESTAMP)
                    : timestamp;
            return Digests.verify(message, time, identity.credentials(), Direction.DOWNLINK, options.dialect())
                    ? null : DropReason.BAD_DIGEST;
        }
        return options.dialect().requiresDigest(message.command()) ? DropReason.MISSING_DIGEST : null;
    }

    /**
     * Begins with the login that a platform has granted: whatever is sent after it must be signed with its timestamp.
     *
     * @throws CipherException when there is a session key that the base key does not open; then nothing is enciphered
     */
    void loggedIn(WmmpMessage loginAck) {
        timestamp = loginAck.unsigned(TIMESTAMP);
        try {
            cipher = grantedBy(loginAck);
        } catch (CipherException e) {
            cipher = null;
            throw e;
        }
    }

    /** What the session key of a login does; null when there is none. */
    private SessionCipher grantedBy(WmmpMessage loginAck) {
        byte[] baseKey = identity.credentials().baseKey();
        if (baseKey == null) {
            return null;
        }
        try {
            SessionKey key = bodyCipher.open(loginAck, baseKey);
            // a platform that grants one unasked wants everything enciphered
            SecurityPolicy sending = policy.needsSessionKey() ? policy : policy.atLeast(SecurityCategory.FULLY_ENCRYPTED);
            return key == null ? null : new SessionCipher(bodyCipher, key, sending);
        } finally {
            Arrays.fill(baseKey, (byte) 0);
        }
    }
}
