package io.wmmp.platform;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.BodyCipher;
import io.wmmp.security.CipherException;
import io.wmmp.security.Credentials;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeyProof;
import io.wmmp.security.SecretGenerator;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;

/** Decides whether a login is granted a session key. */
final class SessionKeys {

    private static final SecretGenerator GENERATOR = new SecretGenerator();

    private SessionKeys() {
    }

    /**
     * A terminal gets a key when it asks for one or the policy wants one. To a terminal that asks, everything is enciphered
     * whole, since it is not known what else it would take.
     *
     * @param  login           the verified LOGIN
     * @param  credentials     the base key of the terminal is what protects the session key on its way
     * @param  dialect         the cipher
     * @param  policy          what must be enciphered
     * @param  expiry          when the key ends
     * @return                 what enciphers in the new session; null for nothing
     * @throws CipherException when the policy wants a key and the base key is missing, too short, or not that of the terminal
     */
    static SessionCipher grant(WmmpMessage login, Credentials credentials, Dialect dialect, SecurityPolicy policy,
            Expiry expiry) {
        boolean asked = (login.securityFlag() & WmmpMessage.FLAG_ENCRYPTION) != 0;
        if (!asked && !policy.needsSessionKey()) {
            return null;
        }
        String problem = problem(login, credentials, dialect);
        if (problem == null) {
            return new SessionCipher(new BodyCipher(dialect.cipher()), GENERATOR.sessionKey(dialect.cipher(), expiry),
                    asked ? policy.atLeast(SecurityCategory.FULLY_ENCRYPTED) : policy);
        }
        if (policy.needsSessionKey()) {
            throw new CipherException(problem);
        }
        return null;
    }

    private static String problem(WmmpMessage login, Credentials credentials, Dialect dialect) {
        if (!credentials.hasBaseKey()) {
            return "the registry has no base key of the terminal";
        }
        if (credentials.baseKeyLength() < dialect.cipher().keyLength()) {
            return "the base key has " + credentials.baseKeyLength() + " bytes, the cipher needs "
                    + dialect.cipher().keyLength();
        }
        Tlv proof = login.tlv(KeyProof.BASE_KEY.tag());
        return proof == null || KeyProof.BASE_KEY.matches(proof, credentials, KeyProof.NEVER) ? null
                : "the terminal has another base key than the registry";
    }
}
