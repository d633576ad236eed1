package io.wmmp.examples.benchmark.micro;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import io.wmmp.examples.benchmark.Fleet;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Tag;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;

/** What the pure functions cost: reading and writing messages, the dictionary, the digests. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageBenchmark {

    private static final int USER_DATA = 6;
    private static final int TIMESTAMP = 1_700_000_000;
    private static final int HEARTBEAT_INTERVAL = 0x0011;

    private final WmmpCodec codec = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
    private final Credentials credentials = Fleet.credentials(0);
    private final WmmpMessage data = signed(Command.TRANSPARENT_DATA, Map.of(WmmpCodec.USER_DATA, new byte[USER_DATA]));
    private final WmmpMessage answer = WmmpMessage.builder(Command.TRANSPARENT_DATA_ACK).terminalId(Fleet.id(0))
            .body(new byte[1]).build();
    private final byte[] dataBytes = data.toBytes();
    private final byte[] heartbeatBytes = signed(Command.HEART_BEAT, Map.of()).toBytes();
    private final Map<String, Object> settings = settings();
    private final WmmpMessage configuration = signed(Command.CONFIG_SET, settings);

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("heartbeat_interval", 90);
        settings.put("app_apn", "CMNET");
        return settings;
    }

    private WmmpMessage signed(Command command, Map<String, Object> body) {
        return Digests.sign(WmmpMessage.builder(command).terminalId(Fleet.id(0)).body(codec.writeBody(command, body)).build(),
                TIMESTAMP, credentials, Direction.UPLINK);
    }

    /** @return a heartbeat, checked */
    @Benchmark
    public WmmpMessage readHeartbeat() {
        return codec.wrap(heartbeatBytes);
    }

    /** @return business data, checked */
    @Benchmark
    public WmmpMessage readData() {
        return codec.wrap(dataBytes);
    }

    /** @return the body of a configuration as a map */
    @Benchmark
    public WmmpBody readBody() {
        return codec.readBody(configuration);
    }

    /** @return the body of a configuration as bytes */
    @Benchmark
    public byte[] writeBody() {
        return codec.writeBody(Command.CONFIG_SET, settings);
    }

    /** @return an answer, signed */
    @Benchmark
    public WmmpMessage sign() {
        return Digests.sign(answer, TIMESTAMP, credentials, Direction.DOWNLINK);
    }

    /** @return whether business data is signed */
    @Benchmark
    public boolean verify() {
        return Digests.verify(data, TIMESTAMP, credentials, Direction.UPLINK, codec.dialect());
    }

    /** @return the tag of a name */
    @Benchmark
    public Tag tagByName() {
        return codec.dialect().tags().byName("heartbeat_interval");
    }

    /** @return the tag of a number */
    @Benchmark
    public Tag tagByNumber() {
        return codec.dialect().tags().byNumber(HEARTBEAT_INTERVAL);
    }
}
