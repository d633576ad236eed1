package io.wmmp.session;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.BodyCipher;
import io.wmmp.security.CipherException;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SessionCipher;

/** Enciphers and deciphers the messages of a session, as far as it has a key and its policy wants it. */
final class Protection {

    private static final Logger LOG = LoggerFactory.getLogger(Protection.class);

    private final Session session;

    Protection(Session session) {
        this.session = session;
    }

    /** A message of the other end in plain. */
    WmmpMessage open(WmmpMessage message, Peer from) {
        if (!BodyCipher.isEnciphered(message)) {
            return message;
        }
        SessionCipher cipher = session.cipher();
        if (cipher == null || from.bearer() == Bearer.SMS || !message.hasDigest()) {
            throw new CipherException(cipher == null ? "the session has no key" : "only what is signed is deciphered");
        }
        return cipher.open(message);
    }

    /** What a message of this session says; itself where that cannot be read. */
    WmmpMessage plainOrSame(WmmpMessage message) {
        SessionCipher cipher = session.cipher();
        try {
            return cipher == null ? message : cipher.open(message);
        } catch (CipherException e) {
            LOG.debug("{} of {}: {}", message.command(), session.terminalId(), e.getMessage());
            return message;
        }
    }

    /** A message of this end before it is cut and signed: enciphered as the policy wants, and like the request it answers. */
    WmmpMessage.Builder protect(Command command, long number, byte[] body, SecurityCategory category, Peer to) {
        WmmpMessage.Builder message = WmmpMessage.builder(command).terminalId(session.serial()).sequenceNumber(number)
                .body(body);
        if (to != null && to.bearer() == Bearer.SMS) {
            return message;
        }
        SessionCipher cipher = session.cipher();
        if (cipher != null) {
            WmmpMessage plain = message.build();
            WmmpMessage enciphered = cipher.protect(plain, category);
            if (enciphered == plain) {
                return message;
            }
            session.inPlain(Traffic.Direction.SENT, plain);
            return enciphered.toBuilder();
        }
        if (session.policy().required(command).compareTo(SecurityCategory.ENCRYPTED) >= 0) {
            throw new CipherException(
                    command + " of terminal " + session.serial() + " must be enciphered, and the session has no key");
        }
        return message;
    }
}
