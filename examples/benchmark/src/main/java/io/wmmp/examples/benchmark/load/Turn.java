package io.wmmp.examples.benchmark.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/**
 * Terminals that ask one after the other: with a fixed number of requests under way, where each answer lets the next terminal
 * ask, or at a steady pace. What is not answered within a second is asked again, and counted. Runs on the thread of the load generator.
 */
final class Turn {

    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final long SWEEP_MILLIS = 100;
    private static final long PACE_MILLIS = 1;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;
    private static final int NOBODY = -1;
    /** A server that answers nothing for so long is broken. */
    private static final long DEAD_NANOS = 30_000_000_000L;

    private final LoadGenerator generator;
    private final Dialogue dialogue;
    private final int first;
    private final int end;
    private final long nanos;
    private final double perSecond;
    /** Slots of the window whose next request waits for its time. */
    private final Deque<Integer> free = new ArrayDeque<>();
    /** The terminals whose requests are under way, by slot of the window. */
    private final int[] asking;
    private final long[] askedAt;
    /** When the request was sent last; its latency counts from the first time. */
    private final long[] sentAt;
    private final short[] slotOf;
    private final Histogram latency = new Histogram(LONGEST_NANOS, DIGITS);
    private final CompletableFuture<Measurement> result = new CompletableFuture<>();
    private ScheduledFuture<?> sweeper;
    private ScheduledFuture<?> pacer;
    private int next;
    private int underWay;
    private long begin;
    private long lastAnswer;
    private long repeated;
    private long asked;

    /**
     * @param time      how long to ask; null for each terminal once
     * @param perSecond how many requests in a second; 0 for one with each answer
     */
    Turn(LoadGenerator generator, Dialogue dialogue, int first, int end, int window, Duration time, double perSecond) {
        this.generator = generator;
        this.dialogue = dialogue;
        this.first = first;
        this.end = end;
        this.nanos = time == null ? 0 : time.toNanos();
        this.perSecond = perSecond;
        this.asking = new int[Math.min(window, end - first)];
        this.askedAt = new long[asking.length];
        this.sentAt = new long[asking.length];
        this.slotOf = new short[end - first];
        this.next = first;
        Arrays.fill(slotOf, (short) NOBODY);
    }

    Measurement run() {
        EventLoop loop = generator.group().next();
        loop.execute(() -> {
            begin = System.nanoTime();
            lastAnswer = begin;
            sweeper = loop.scheduleAtFixedRate(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
            for (int slot = 0; slot < asking.length; slot++) {
                freed(slot);
            }
            if (perSecond > 0) {
                pacer = loop.scheduleAtFixedRate(this::keepPace, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
            }
            generator.flushAll();
        });
        return result.join();
    }

    private void freed(int slot) {
        if (perSecond > 0) {
            asking[slot] = NOBODY;
            free.add(slot);
        } else {
            fill(slot);
        }
    }

    /** Asks as often as it is time for. */
    private void keepPace() {
        long due = isOver() ? 0 : (long) ((System.nanoTime() - begin) * perSecond / NANOS_PER_SECOND);
        while (asked < due && !free.isEmpty()) {
            asked++;
            fill(free.remove());
        }
        generator.flushAll();
        if (isOver() && underWay == 0) {
            finish();
        }
    }

    private void fill(int slot) {
        int terminal = isOver() ? NOBODY : choose();
        asking[slot] = terminal;
        if (terminal != NOBODY) {
            slotOf[terminal - first] = (short) slot;
            underWay++;
            askedAt[slot] = System.nanoTime();
            ask(slot, terminal);
        }
    }

    private boolean isOver() {
        return nanos > 0 && System.nanoTime() - begin >= nanos;
    }

    /** The next terminal that has nothing under way; there are more terminals than slots. */
    private int choose() {
        for (int tried = first; tried < end; tried++) {
            if (next == end) {
                if (nanos == 0) {
                    return NOBODY;
                }
                next = first;
            }
            int terminal = next++;
            if (slotOf[terminal - first] == NOBODY) {
                return terminal;
            }
        }
        return NOBODY;
    }

    private void ask(int slot, int terminal) {
        Channel channel = generator.channelOf(terminal);
        ByteBuf request = channel.alloc().directBuffer();
        dialogue.request(terminal, request);
        sentAt[slot] = System.nanoTime();
        channel.write(request, channel.voidPromise());
        generator.flush(terminal);
    }

    void answered(ByteBuf answer) {
        int terminal = dialogue.terminalOf(answer);
        if (terminal < first || terminal >= end || slotOf[terminal - first] == NOBODY || result.isDone()) {
            return;
        }
        int slot = slotOf[terminal - first];
        lastAnswer = System.nanoTime();
        latency.recordValue(Math.min(LONGEST_NANOS, lastAnswer - askedAt[slot]));
        slotOf[terminal - first] = NOBODY;
        underWay--;
        freed(slot);
        if (underWay == 0 && perSecond == 0) {
            finish();
        }
    }

    private void finish() {
        stop();
        result.complete(new Measurement(latency.getTotalCount(), (lastAnswer - begin) / 1e9, latency, repeated));
    }

    private void stop() {
        sweeper.cancel(false);
        if (pacer != null) {
            pacer.cancel(false);
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        if (now - lastAnswer > DEAD_NANOS) {
            stop();
            result.completeExceptionally(new IllegalStateException("No answer for " + DEAD_NANOS / 1_000_000_000L + " s"));
            return;
        }
        for (int slot = 0; slot < asking.length; slot++) {
            if (asking[slot] != NOBODY && slotOf[asking[slot] - first] == slot && now - sentAt[slot] > PATIENCE_NANOS) {
                repeated++;
                ask(slot, asking[slot]);
            }
        }
        generator.flushAll();
    }
}
