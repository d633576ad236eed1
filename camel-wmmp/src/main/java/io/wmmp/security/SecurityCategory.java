package io.wmmp.security;

import io.wmmp.protocol.WmmpMessage;

/** The four ways in which WMMP protects a message (protocol reference, sections 2, 5 and 6). */
public enum SecurityCategory {
    /** Neither digest nor encipherment; the only category that SMS carries. */
    COMMON,
    /** With a digest that proves the sender. */
    VERIFIED,
    /** With a digest, some values enciphered inside a plain body. */
    ENCRYPTED,
    /** With a digest, the body enciphered whole. */
    FULLY_ENCRYPTED;

    /**
     * The category of a message as it arrived, before anything of it is deciphered. Without a digest it is {@link #COMMON},
     * whatever is enciphered: nothing says who sent it.
     *
     * @param  message the message
     * @return         the category, by what it carries
     */
    public static SecurityCategory of(WmmpMessage message) {
        if (!message.hasDigest()) {
            return COMMON;
        }
        if (BodyCipher.isWhole(message)) {
            return FULLY_ENCRYPTED;
        }
        return BodyCipher.isEnciphered(message) ? ENCRYPTED : VERIFIED;
    }
}
