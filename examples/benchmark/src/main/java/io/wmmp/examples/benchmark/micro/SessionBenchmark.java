package io.wmmp.examples.benchmark.micro;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import io.wmmp.examples.benchmark.Fleet;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.SessionResources;

/** What finding the session of a terminal and telling copies from new requests cost. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SessionBenchmark {

    @Param({ "1000", "1000000" })
    private int sessions;

    private final Map<TerminalId, Object> byId = new ConcurrentHashMap<>();
    private TerminalId[] ids;
    private final SessionResources resources = new SessionResources(Runnable::run, Runnable::run);
    private final HeartbeatSession session = new HeartbeatSession(resources);
    private final WmmpMessage heartbeat = WmmpMessage.builder(Command.HEART_BEAT).terminalId(Fleet.id(0)).body(new byte[0])
            .digest(new byte[WmmpMessage.DIGEST_LENGTH - 4]).securityFlag(WmmpMessage.FLAG_DIGEST).build();
    private final byte[] frame = heartbeat.toBytes();

    /** Fills what is looked up. */
    @Setup
    public void fill() {
        ids = new TerminalId[sessions];
        for (int i = 0; i < sessions; i++) {
            ids[i] = Fleet.id(i);
            byId.put(ids[i], new Object());
        }
        session.accept(heartbeat, frame, session.peer(), System.nanoTime());
    }

    /** Ends the timer. */
    @TearDown
    public void close() {
        resources.close();
    }

    /** @return the session of any terminal */
    @Benchmark
    public Object lookUp() {
        return byId.get(ids[ThreadLocalRandom.current().nextInt(sessions)]);
    }

    /** @return whether a copy was answered again */
    @Benchmark
    public boolean answerCopy() {
        return session.answeredBefore(frame, session.peer(), System.nanoTime());
    }
}
