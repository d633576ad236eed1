package io.wmmp.session;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.wmmp.link.WarningLimit;

/** What all sessions of one end share: the timer wheel, the executor on which callers go on, the counters. */
public final class SessionResources implements AutoCloseable {

    /** The answers remembered for a session where no other number is given. */
    public static final int DEFAULT_DUPLICATE_WINDOW = 4;

    /** The requests of this end that may wait in one session where no other number is given; real terminals hold as many. */
    public static final int DEFAULT_MAX_QUEUED = 50;

    private static final int TICK_MILLIS = 10;

    private final Timer timer = new HashedWheelTimer(new DefaultThreadFactory("wmmp-timer", true), TICK_MILLIS,
            TimeUnit.MILLISECONDS);
    private final Executor executor;
    private final Executor callbackExecutor;
    private final int duplicateWindow;
    private final int maxQueued;
    private final Counters counters = new Counters();
    private final WarningLimit failures = new WarningLimit();
    private final FragmentMemory fragmentMemory;
    private final IncomingRequests incoming = new IncomingRequests(this);
    private final OutgoingRequests outgoing = new OutgoingRequests(this);
    private final OutgoingFragments fragments = new OutgoingFragments(this);

    /**
     * With the usual bounds. Two executors, because handlers may wait for answers: were answers completed on the threads of
     * the handlers, enough waiting handlers would wait forever.
     *
     * @param executor         where handlers of requests run; never the thread of a caller
     * @param callbackExecutor where those go on who wait for an answer; another one
     */
    public SessionResources(Executor executor, Executor callbackExecutor) {
        this(executor, callbackExecutor, DEFAULT_DUPLICATE_WINDOW, FragmentMemory.DEFAULT_MAX, DEFAULT_MAX_QUEUED);
    }

    /**
     * As {@link #SessionResources(Executor, Executor)}, with bounds of its own.
     *
     * @param  executor                 where handlers of requests run
     * @param  callbackExecutor         where those go on who wait for an answer
     * @param  duplicateWindow          how many answers each session remembers for copies of their requests
     * @param  maxFragmentMemory        the bytes that may be held, in all, of bodies of which parts are still missing
     * @param  maxQueued                how many requests of this end may wait for their turn in one session
     * @throws IllegalArgumentException when not even one answer would be remembered or one request could wait, or the memory is negative
     */
    public SessionResources(Executor executor, Executor callbackExecutor, int duplicateWindow, long maxFragmentMemory,
            int maxQueued) {
        if (duplicateWindow < 1) {
            throw new IllegalArgumentException("duplicateWindow must be at least 1");
        }
        if (maxQueued < 1) {
            throw new IllegalArgumentException("maxQueuedCommands must be at least 1");
        }
        this.duplicateWindow = duplicateWindow;
        this.maxQueued = maxQueued;
        this.executor = executor;
        this.callbackExecutor = callbackExecutor;
        this.fragmentMemory = new FragmentMemory(maxFragmentMemory);
    }

    /** @return one wheel for all timers; its thread must not be held up */
    public Timer timer() {
        return timer;
    }

    /** @return where handlers of requests run */
    public Executor executor() {
        return executor;
    }

    /**
     * Lets somebody go on who waits, on the executor for callbacks. When that is full or has ended, this thread runs it: late is better than never.
     *
     * @param task what to run
     */
    public void execute(Runnable task) {
        try {
            callbackExecutor.execute(task);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // the latter when no more threads can be had
            task.run();
        }
    }

    /** @return how many answers each session remembers */
    public int duplicateWindow() {
        return duplicateWindow;
    }

    /** @return how many requests of this end may wait for their turn in one session */
    public int maxQueued() {
        return maxQueued;
    }

    /** @return what is counted */
    public Counters counters() {
        return counters;
    }

    /** @return the counters of what was dropped */
    public Drops drops() {
        return counters.drops();
    }

    /** @return the counters of what became of the requests of this end */
    public RequestMeter requests() {
        return counters.requests();
    }

    /** @return what becomes of the requests of the other end */
    IncomingRequests incoming() {
        return incoming;
    }

    /** @return what becomes of the requests of this end */
    OutgoingRequests outgoing() {
        return outgoing;
    }

    /** @return the same, as far as they go in fragments */
    OutgoingFragments fragments() {
        return fragments;
    }

    /** @return how often to warn of requests or answers that could not be dealt with */
    WarningLimit failures() {
        return failures;
    }

    /** Counts that a connection is not read for a while because too much is under way. */
    public void countHeldBack() {
        counters.countHeldBack();
    }

    /** @return how often a connection was not read for a while because too much was under way */
    public long heldBack() {
        return counters.heldBack();
    }

    /** @return the bound on what is held of fragments */
    public FragmentMemory fragmentMemory() {
        return fragmentMemory;
    }

    /** @return a clock for measuring, in nanoseconds */
    public long nanoTime() {
        return System.nanoTime();
    }

    /** Stops the timers. */
    @Override
    public void close() {
        timer.stop();
    }
}
