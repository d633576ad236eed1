package io.wmmp.security;

/**
 * Something cannot be deciphered, or not be enciphered with the key that there is. The message says why as far as that can
 * be known, and never holds a key or plaintext. It carries no stack trace: ciphertext comes from the network, at any rate
 * that a peer chooses.
 */
public final class CipherException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param problem what is wrong, without secrets
     */
    public CipherException(String problem) {
        super(problem, null, false, false);
    }
}
