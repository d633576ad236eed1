package io.wmmp.security;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;

/**
 * What enciphers and deciphers the messages of one session, from the login that granted its key to the next.
 *
 * @param cipher how it is done
 * @param key    the key of the session
 * @param policy what this end enciphers
 */
public record SessionCipher(BodyCipher cipher, SessionKey key, SecurityPolicy policy) {

    /**
     * Enciphers what the policy wants enciphered.
     *
     * @param  message  a plain message, not yet cut or signed
     * @param  category the least category, that of the request which this answers
     * @return          the message, enciphered where it must be
     */
    public WmmpMessage protect(WmmpMessage message, SecurityCategory category) {
        Command command = message.command();
        if (!BodyCipher.canEncipher(command)) {
            return message;
        }
        SecurityCategory required = policy.required(command);
        return switch (required.compareTo(category) < 0 ? category : required) {
            case COMMON, VERIFIED -> message;
            case ENCRYPTED -> cipher.encipher(message, key, policy.encryptedTags());
            case FULLY_ENCRYPTED -> cipher.encipher(message, key);
        };
    }

    /**
     * Deciphers what is enciphered.
     *
     * @param  message         a verified message
     * @return                 the plain message; the same one when nothing of it was enciphered
     * @throws CipherException when that fails
     */
    public WmmpMessage open(WmmpMessage message) {
        return cipher.decipher(message, key);
    }
}
