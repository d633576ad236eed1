package io.wmmp.jdbc;

/** What the store of a platform was asked for could not be done. Nothing of it has happened. */
public class StoreException extends RuntimeException {

    /**
     * @param message what could not be done, and why
     * @param cause   what the database said, or null
     */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
