package io.wmmp.camel;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on the threads of a pool, a thread taking one after the other as long as there are any. To wake a thread costs more
 * than most routes do, and messages come many at a time. So while tasks are short, one thread takes them all. Once one takes
 * long, further threads are woken, one after the other up to the bound, so that none waits behind a long one while a
 * thread is free; where the first that is long blocks its thread, help comes within twice {@link #HELP_MILLIS}. The queue has no bound
 * of its own. Safe for use by any thread.
 */
final class DrainingExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(DrainingExecutor.class);

    /** How long a task has to be the next one before another thread is woken for it. */
    static final long HELP_MILLIS = 5;
    /** How often a thread without tasks lets others run; together that costs less than to sleep and be woken. */
    private static final int CHANCES = 4;
    /** More than it costs to wake a thread, several times. */
    private static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final Executor pool;
    private final int threads;
    private final ClassLoader classLoader;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Threads that run tasks, or have been woken to. */
    private final AtomicInteger active = new AtomicInteger();
    /** Whether a thread has been woken that has not begun yet: it will look for tasks. */
    private final AtomicBoolean waking = new AtomicBoolean();
    /** Whether help is on its way, should it be needed. */
    private final AtomicBoolean helpCalled = new AtomicBoolean();
    private final Executor later;
    /** Whether tasks of late have taken long. */
    private volatile boolean tasksAreLong;

    /**
     * @param pool        whose threads to use
     * @param threads     how many of them at one time
     * @param classLoader what tasks find as the context class loader of their thread; a thread by itself has that of whoever made
     *                    the pool start it, which may be one that all applications of this JVM share
     */
    DrainingExecutor(Executor pool, int threads, ClassLoader classLoader) {
        this.pool = pool;
        this.threads = threads;
        this.classLoader = classLoader;
        this.later = CompletableFuture.delayedExecutor(HELP_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        try {
            if (active.get() == 0 || tasksAreLong) {
                wake();
            } else {
                callHelp();
            }
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

    /** Has somebody look after a while whether the task that is next still is: all threads at work may be busy with long ones. */
    private void callHelp() {
        Runnable first = helpCalled.get() ? null : tasks.peek();
        if (first != null && helpCalled.compareAndSet(false, true)) {
            try {
                later.execute(() -> help(first));
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                helpCalled.set(false);
                throw e;
            }
        }
    }

    private void help(Runnable first) {
        helpCalled.set(false);
        if (tasks.peek() == first) {
            tasksAreLong = true;
            wakeAnother();
        } else {
            callHelp();
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
        Thread.currentThread().setContextClassLoader(classLoader);
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
        long begun = System.nanoTime();
        Runnable task = tasks.poll();
        while (task != null) {
            lookAfterTheOthers();
            task.run();
            long ended = System.nanoTime();
            boolean longTask = ended - begun > LONG_NANOS;
            if (tasksAreLong != longTask) {
                tasksAreLong = longTask;
            }
            begun = ended;
            task = tasks.poll();
            if (task == null) {
                task = letOthersBringSome();
                // what others have done meanwhile is no part of a task
                begun = System.nanoTime();
            }
        }
    }

    /** The next task, for which whoever brings tasks gets chances before this thread goes to sleep; null for none. */
    private Runnable letOthersBringSome() {
        Runnable task = null;
        for (int i = 0; i < CHANCES && task == null; i++) {
            Thread.yield();
            task = tasks.poll();
        }
        return task;
    }

    /** What waits besides need not wait for what this thread has taken, which may be the first one that is long. */
    private void lookAfterTheOthers() {
        if (tasksAreLong) {
            wakeAnother();
            return;
        }
        try {
            callHelp();
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.debug("No help for {} tasks: {}", tasks.size(), e.toString());
        }
    }

    private void wakeAnother() {
        try {
            wake();
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.debug("No further thread for {} tasks: {}", tasks.size(), e.toString());
        }
    }
}
