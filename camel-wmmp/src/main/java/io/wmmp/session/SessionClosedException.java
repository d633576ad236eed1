package io.wmmp.session;

/** A request could not be sent, or its answer not be awaited, because the session has ended. */
public final class SessionClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message which session ended and why
     */
    public SessionClosedException(String message) {
        super(message, null, false, false);
    }
}
