package io.wmmp.camel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** That no task is lost, none waits without need, and threads are woken for many tasks rather than for each. */
class DrainingExecutorTest {

    private static final int THREADS = 4;

    private static final ClassLoader LOADER = new ClassLoader(DrainingExecutorTest.class.getClassLoader()) {};

    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private void awaitRelease() {
        try {
            release.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void everyTaskIsRunOnceWhoeverBringsIt() throws InterruptedException {
        int each = 20_000;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger tooMany = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        DrainingExecutor executor = new DrainingExecutor(pool, THREADS, LOADER);
        Thread[] senders = new Thread[3];
        for (int i = 0; i < senders.length; i++) {
            senders[i] = new Thread(() -> {
                for (int n = 0; n < each; n++) {
                    executor.execute(() -> {
                        if (running.incrementAndGet() > THREADS) {
                            tooMany.incrementAndGet();
                        }
                        running.decrementAndGet();
                        done.incrementAndGet();
                    });
                }
            });
            senders[i].start();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        await().until(() -> done.get() == senders.length * each);
        assertThat(tooMany).hasValue(0);
    }

    @Test
    void longTasksHoldNobodyUpWhileAThreadIsFree() {
        DrainingExecutor executor = new DrainingExecutor(pool, THREADS, LOADER);
        AtomicInteger blocked = new AtomicInteger();
        AtomicInteger passed = new AtomicInteger();
        for (int i = 0; i < THREADS - 1; i++) {
            executor.execute(() -> {
                blocked.incrementAndGet();
                awaitRelease();
            });
            executor.execute(passed::incrementAndGet);
        }
        await().until(() -> blocked.get() == THREADS - 1 && passed.get() == THREADS - 1);
        release.countDown();
    }

    @Test
    void tasksSeeTheirApplicationWhoeverHasWokenTheThread() {
        DrainingExecutor executor = new DrainingExecutor(pool, THREADS, LOADER);
        Queue<ClassLoader> seen = new ConcurrentLinkedQueue<>();
        executor.execute(() -> {
            seen.add(Thread.currentThread().getContextClassLoader());
            awaitRelease();
        });
        await().until(() -> seen.size() == 1);
        // help comes from a thread of the JVM
        executor.execute(() -> seen.add(Thread.currentThread().getContextClassLoader()));
        await().until(() -> seen.size() == 2);
        release.countDown();
        assertThat(seen).containsOnly(LOADER);
    }

    @Test
    void aShortTaskAmongLongOnesLeavesNoneBehind() {
        Queue<Runnable> woken = new ConcurrentLinkedQueue<>();
        AtomicInteger threads = new AtomicInteger();
        AtomicInteger blocked = new AtomicInteger();
        AtomicInteger passed = new AtomicInteger();
        // each thread comes when those before it have begun to wait, as one may that takes long to wake
        DrainingExecutor executor = new DrainingExecutor(thread -> {
            woken.add(thread);
            threads.incrementAndGet();
        }, THREADS, LOADER);
        executor.execute(() -> {
            blocked.incrementAndGet();
            awaitRelease();
        });
        pool.execute(woken.remove());
        await().until(() -> blocked.get() == 1);
        executor.execute(passed::incrementAndGet);
        for (int i = 0; i < 2; i++) {
            executor.execute(() -> {
                blocked.incrementAndGet();
                awaitRelease();
            });
        }
        executor.execute(passed::incrementAndGet);
        for (int i = 2; i <= THREADS; i++) {
            int thread = i;
            await().until(() -> threads.get() == thread);
            pool.execute(woken.remove());
            await().until(() -> blocked.get() == Math.min(thread, 3));
        }
        await().until(() -> passed.get() == 2);
        release.countDown();
    }

    @Test
    void whatComesWhileAllThreadsAreBusyIsRunLater() {
        DrainingExecutor executor = new DrainingExecutor(pool, 1, LOADER);
        AtomicInteger passed = new AtomicInteger();
        executor.execute(this::awaitRelease);
        for (int i = 0; i < 100; i++) {
            executor.execute(passed::incrementAndGet);
        }
        assertThat(passed).hasValue(0);
        release.countDown();
        await().until(() -> passed.get() == 100);
    }

    @Test
    void aThreadIsWokenOnceForManyTasks() {
        Queue<Runnable> woken = new ConcurrentLinkedQueue<>();
        AtomicInteger done = new AtomicInteger();
        DrainingExecutor executor = new DrainingExecutor(woken::add, THREADS, LOADER);
        for (int i = 0; i < 100; i++) {
            executor.execute(done::incrementAndGet);
        }
        assertThat(woken).hasSize(1);
        woken.remove().run();
        assertThat(done).hasValue(100);
    }

    @Test
    void aTaskThatFailsTakesNoThreadAway() {
        DrainingExecutor executor = new DrainingExecutor(pool, 1, LOADER);
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            executor.execute(() -> {
                done.incrementAndGet();
                throw new IllegalStateException("on purpose");
            });
        }
        executor.execute(done::incrementAndGet);
        await().dontCatchUncaughtExceptions().until(() -> done.get() == 11);
    }

    @Test
    void aPoolThatHasEndedTakesNothing() {
        DrainingExecutor executor = new DrainingExecutor(pool, THREADS, LOADER);
        pool.shutdown();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> executor.execute(() -> {
        }));
    }
}
