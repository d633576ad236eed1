package io.wmmp.camel.dataformat;

import io.wmmp.protocol.WmmpMessage;

/** A message whose digest is missing or wrong, where the data format asks for one: nothing says who has sent it. */
public final class InvalidDigestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient WmmpMessage wmmpMessage;

    InvalidDigestException(WmmpMessage message, String problem) {
        super(message + " " + problem);
        this.wmmpMessage = message;
    }

    /** @return the message as it came; null where this exception has been serialized */
    public WmmpMessage wmmpMessage() {
        return wmmpMessage;
    }
}
