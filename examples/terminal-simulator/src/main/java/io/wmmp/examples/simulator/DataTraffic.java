package io.wmmp.examples.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;

/**
 * Makes the terminals, in turn, send data messages at a steady rate, and measures how long the answers take: from the moment
 * at which a terminal has the message until it has the answer, repeats included. Each message differs from all others: it
 * begins with the serial number, a space and the number of the message. Ticks belong to one thread, the counters to all.
 */
final class DataTraffic {

    private static final int DIGITS = 3;
    private static final byte PADDING = '.';

    private final List<SimulatedTerminal> terminals;
    private final WmmpCodec codec;
    private final Patience patience;
    private final int size;
    private final long limit;
    private final Pacer pacer;
    private final Recorder micros = new Recorder(DIGITS);
    private final Histogram allMicros = new Histogram(DIGITS);
    private final LongAdder answered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile long sent;
    private volatile long skipped;
    private int turn;

    DataTraffic(List<SimulatedTerminal> terminals, SimulationOptions options) {
        this.terminals = terminals;
        this.codec = new WmmpCodec(options.dialect());
        this.patience = options.patience();
        this.size = options.dataSize();
        this.limit = options.messages() == 0 ? Long.MAX_VALUE : options.messages();
        this.pacer = new Pacer(options.dataRate());
    }

    /** Sends what is due. What nobody can send, because all are offline or wait for an answer, is not made up for. */
    void tick(long nanoTime) {
        for (int due = pacer.due(nanoTime); due > 0 && !isComplete(); due--) {
            SimulatedTerminal free = nextFree();
            if (free == null) {
                skipped += due;
                return;
            }
            sent++;
            send(free);
        }
    }

    private SimulatedTerminal nextFree() {
        for (int tried = 0; tried < terminals.size(); tried++) {
            SimulatedTerminal candidate = terminals.get(turn);
            turn = (turn + 1) % terminals.size();
            if (candidate.isFree()) {
                return candidate;
            }
        }
        return null;
    }

    private void send(SimulatedTerminal terminal) {
        byte[] data = Arrays.copyOf((terminal.terminal().terminalId() + " " + terminal.next())
                .getBytes(StandardCharsets.US_ASCII), size);
        for (int i = 0; i < size; i++) {
            data[i] = data[i] == 0 ? PADDING : data[i];
        }
        byte[] body = codec.writeBody(Command.TRANSPARENT_DATA, Map.of("user_data", data));
        long begun = System.nanoTime();
        terminal.terminal().send(Command.TRANSPARENT_DATA, body, patience).whenComplete((answer, failure) -> {
            terminal.done();
            if (failure == null) {
                micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
            }
            count(answer, failure);
        });
    }

    private void count(WmmpMessage answer, Throwable failure) {
        if (failure != null) {
            lost.increment();
            return;
        }
        answered.increment();
        if (!codec.dialect().isSuccess(Command.TRANSPARENT_DATA_ACK, (int) answer.unsigned(WmmpCodec.RESULT))) {
            refused.increment();
        }
    }

    /** Whether as many have been sent as shall be. */
    boolean isComplete() {
        return sent >= limit;
    }

    /** Messages given to terminals. */
    long sent() {
        return sent;
    }

    /** Messages that were due when no terminal was free. */
    long skipped() {
        return skipped;
    }

    /** Messages that were answered, whatever the result. */
    long answered() {
        return answered.sum();
    }

    /** Messages whose answer has a result that does not mean success. */
    long refused() {
        return refused.sum();
    }

    /** Messages that a terminal has given up. */
    long lost() {
        return lost.sum();
    }

    /** Messages whose answer is still waited for. */
    long open() {
        return sent - answered() - lost();
    }

    /** How long the answers took that came since the last call. For the thread of the ticks. */
    Latency recentLatency() {
        Histogram recent = micros.getIntervalHistogram();
        allMicros.add(recent);
        return Latency.of(recent);
    }

    /** How long all answers took. For the thread of the ticks. */
    Latency latency() {
        recentLatency();
        return Latency.of(allMicros);
    }
}
