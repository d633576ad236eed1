package io.wmmp.examples.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

/** Sends the terminals out at a steady rate and measures how long each takes until it is logged in. For one thread. */
final class LoginStorm {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int DIGITS = 3;

    private final List<SimulatedTerminal> terminals;
    private final Pacer pacer;
    private final List<SimulatedTerminal> waiting = new ArrayList<>();
    private final Histogram micros = new Histogram(DIGITS);
    private final long begun;
    private int started;
    private long lastStarted;
    private long lastLook;
    private long over;

    LoginStorm(List<SimulatedTerminal> terminals, double perSecond, long nanoTime) {
        this.terminals = terminals;
        this.pacer = new Pacer(perSecond);
        this.begun = nanoTime;
        this.over = nanoTime;
    }

    void tick(long nanoTime) {
        for (int due = pacer.due(nanoTime); due > 0 && started < terminals.size(); due--) {
            SimulatedTerminal next = terminals.get(started++);
            waiting.add(next);
            next.start(nanoTime);
            lastStarted = nanoTime;
        }
        if (nanoTime - lastLook >= LOOK_NANOS && !waiting.isEmpty()) {
            lastLook = nanoTime;
            waiting.removeIf(terminal -> {
                if (terminal.isOnline()) {
                    micros.recordValue(TimeUnit.NANOSECONDS.toMicros(nanoTime - terminal.begun()));
                    over = nanoTime;
                    return true;
                }
                return false;
            });
        }
    }

    /** Whether all have been logged in, or the last one has had as long for it as is allowed. */
    boolean isOver(long nanoTime, long limitNanos) {
        return started == terminals.size() && (waiting.isEmpty() || nanoTime - lastStarted > limitNanos);
    }

    /** What has become of it by now. */
    Summary.Login summary() {
        String trouble = waiting.isEmpty() ? null : waiting.get(0).terminal().trouble();
        return new Summary.Login(started, started - waiting.size(), TimeUnit.NANOSECONDS.toMillis(over - begun) / 1000.0,
                Latency.of(micros), trouble);
    }
}
