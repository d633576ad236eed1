package io.wmmp.camel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on the threads of a pool, a thread taking one after the other as long as there are any. To wake a thread costs more
 * than most routes do, and messages come many at a time. While tasks wait, one more thread is woken after the other, up to
 * the bound, since any task may take long: none waits behind a long one while a thread is free. The queue has no bound of its
 * own. Safe for use by any thread.
 */
final class DrainingExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(DrainingExecutor.class);

    private final Executor pool;
    private final int threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Threads that run tasks, or have been woken to. */
    private final AtomicInteger active = new AtomicInteger();
    /** Whether a thread has been woken that has not begun yet: it will look for tasks. */
    private final AtomicBoolean waking = new AtomicBoolean();

    /**
     * @param pool    whose threads to use
     * @param threads how many of them at one time
     */
    DrainingExecutor(Executor pool, int threads) {
        this.pool = pool;
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        try {
            wake();
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // the latter when no more threads can be had; a thread that is at work may have taken it
            if (tasks.remove(task)) {
                throw e;
            }
        }
    }

    private void wake() {
        while (!tasks.isEmpty() && active.get() < threads && waking.compareAndSet(false, true)) {
            if (enter()) {
                try {
                    pool.execute(this::drain);
                } catch (RejectedExecutionException | OutOfMemoryError e) {
                    active.decrementAndGet();
                    waking.set(false);
                    throw e;
                }
                return;
            }
            // looks once more: the last thread may have left meanwhile
            waking.set(false);
        }
    }

    private boolean enter() {
        int now = active.get();
        while (now < threads) {
            if (active.compareAndSet(now, now + 1)) {
                return true;
            }
            now = active.get();
        }
        return false;
    }

    private void drain() {
        waking.set(false);
        do {
            boolean all = false;
            try {
                runAll();
                all = true;
            } finally {
                active.decrementAndGet();
                if (!all) {
                    // this thread ends with the failure of a task
                    wakeAnother();
                }
            }
        } while (!tasks.isEmpty() && enter());
    }

    private void runAll() {
        Runnable task = tasks.poll();
        if (task != null) {
            wakeAnother();
        }
        while (task != null) {
            task.run();
            task = tasks.poll();
        }
    }

    /** What waits besides need not wait for what this thread has taken. */
    private void wakeAnother() {
        try {
            wake();
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.debug("No further thread for {} tasks: {}", tasks.size(), e.toString());
        }
    }
}
