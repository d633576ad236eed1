package io.wmmp.session;

/** A request could not be sent, or its answer not be awaited, because the session has ended. */
public final class SessionClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /**
     * @param message which session ended and why
     */
    public SessionClosedException(String message) {
        this(message, false);
    }

    SessionClosedException(String message, boolean retryable) {
        super(message, null, false, false);
        this.retryable = retryable;
    }

    /** @return whether the request never went out, so that it may be sent in the next session without being doubled */
    public boolean isRetryable() {
        return retryable;
    }
}
