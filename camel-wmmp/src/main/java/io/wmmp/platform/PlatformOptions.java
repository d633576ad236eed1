package io.wmmp.platform;

import java.util.Objects;
import java.util.concurrent.Executor;

import io.netty.channel.EventLoopGroup;

/**
 * What a platform is made of.
 *
 * @param registry     the terminals that it knows
 * @param admission    who may register
 * @param executor     where handlers run; never the thread of a caller
 * @param callbackExecutor where callers go on who wait for an answer, and observers; not the executor of the handlers, which
 *                     may all be waiting for such an answer
 * @param workerGroup  event loops to share, or null for own ones
 * @param maxExchanges how many requests of terminals may be with handlers at one time; above that they get no answer, and
 *                     the terminals repeat them
 */
public record PlatformOptions(TerminalRegistry registry, Admission admission, Executor executor, Executor callbackExecutor,
        EventLoopGroup workerGroup, int maxExchanges) {

    /** The bound on requests with handlers where none is given. */
    public static final int DEFAULT_MAX_EXCHANGES = 10_000;

    /**
     * @throws IllegalArgumentException when no exchange would be allowed
     */
    public PlatformOptions {
        Objects.requireNonNull(registry, "registry");
        Objects.requireNonNull(admission, "admission");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(callbackExecutor, "callbackExecutor");
        if (maxExchanges < 1) {
            throw new IllegalArgumentException("maxExchanges must be at least 1");
        }
    }
}
