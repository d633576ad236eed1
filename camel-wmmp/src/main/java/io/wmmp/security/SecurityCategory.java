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
     * The category of a message that was sent in clear, by what it carries.
     *
     * @param  message the message
     * @return         {@link #VERIFIED} when it has a digest, otherwise {@link #COMMON}
     */
    public static SecurityCategory of(WmmpMessage message) {
        return message.hasDigest() ? VERIFIED : COMMON;
    }
}
