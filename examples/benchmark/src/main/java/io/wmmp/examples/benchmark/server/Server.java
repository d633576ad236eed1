package io.wmmp.examples.benchmark.server;

/** One of those that are compared, listening at a port of the loopback address. */
@FunctionalInterface
public interface Server extends AutoCloseable {

    /** Ends it. */
    @Override
    void close();
}
