package io.wmmp.jdbc;

/**
 * How much of a database the store of a platform takes. Immutable.
 *
 * @param connections how many connections it uses at a time, each by a thread of its own; 1 or more
 * @param maxWaiting  how many requests may wait for one of these; further ones fail. 1 or more
 */
public record JdbcOptions(int connections, int maxWaiting) {

    /** 8 connections, 10000 requests that wait. */
    public static final JdbcOptions DEFAULTS = new JdbcOptions(8, 10_000);

    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public JdbcOptions {
        if (connections < 1 || maxWaiting < 1) {
            throw new IllegalArgumentException("A store needs a connection and room for a request, not " + connections
                    + " and " + maxWaiting);
        }
    }
}
