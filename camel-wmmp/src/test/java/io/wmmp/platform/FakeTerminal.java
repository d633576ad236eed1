package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.KeyProof;

import static org.assertj.core.api.Assertions.assertThat;

/** A terminal that the test drives by hand. */
public final class FakeTerminal implements AutoCloseable {

    public static final WmmpCodec CODEC = new WmmpCodec(TestPlatform.DIALECT);

    public final RawSocket socket;
    public final InetSocketAddress platform;
    public TerminalId id = TestPlatform.TERMINAL.terminalId();
    public Credentials credentials = TestPlatform.CREDENTIALS;
    public long timestamp;
    long number;

    public FakeTerminal(Bearer bearer, InetSocketAddress platform) {
        this.platform = platform;
        socket = RawSocket.of(bearer, platform);
    }

    /** The same terminal behind another address. */
    public FakeTerminal(FakeTerminal other, Bearer bearer, InetSocketAddress platform) {
        this(bearer, platform);
        id = other.id;
        credentials = other.credentials;
        timestamp = other.timestamp;
        number = other.number;
    }

    public static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    public WmmpMessage unsigned(Command command, Object... body) {
        return WmmpMessage.builder(command).terminalId(id).sequenceNumber(++number)
                .body(CODEC.writeBody(command, map(body))).build();
    }

    public WmmpMessage signed(Command command, Object... body) {
        return Digests.sign(unsigned(command, body), command == Command.LOGIN ? 0 : timestamp, credentials, Direction.UPLINK);
    }

    /** Numbers and signs what is not made of a map. */
    public WmmpMessage sign(WmmpMessage.Builder message) {
        return Digests.sign(message.terminalId(id).sequenceNumber(++number).build(), timestamp, credentials, Direction.UPLINK);
    }

    public WmmpMessage loginMessage() {
        return signed(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0);
    }

    public WmmpMessage registerMessage(int operation, Credentials proof) {
        Map<String, Object> body = map("operation", operation, "imei", credentials.imei(), "imsi", credentials.imsi());
        if (proof != null) {
            for (KeyProof key : new KeyProof[] { KeyProof.UPLINK_PASSWORD, KeyProof.DOWNLINK_PASSWORD, KeyProof.BASE_KEY }) {
                byte[] value = key.of(proof, KeyProof.NEVER);
                if (value != null) {
                    body.put(CODEC.nameOf(key.tag()), value);
                }
            }
        }
        return WmmpMessage.builder(Command.REGISTER).terminalId(id).sequenceNumber(++number)
                .body(CODEC.writeBody(Command.REGISTER, body)).build();
    }

    public void send(WmmpMessage message) {
        socket.send(message.toBytes());
    }

    public WmmpMessage receive() {
        return CODEC.decode(socket.receive());
    }

    /** Sends a request and gives the next message that comes, which must be its answer. */
    public WmmpMessage exchange(WmmpMessage request) {
        send(request);
        WmmpMessage answer = receive();
        assertThat(answer.command()).isEqualTo(request.command().answer());
        assertThat(answer.sequenceNumber()).isEqualTo(request.sequenceNumber());
        return answer;
    }

    public WmmpMessage login() {
        WmmpMessage answer = exchange(loginMessage());
        assertThat(answer.unsigned("result")).isZero();
        timestamp = answer.unsigned("timestamp");
        assertVerifies(answer);
        return answer;
    }

    /** What a terminal does first. */
    public void loginAndReport() {
        login();
        report();
    }

    /** Reports after a login, and drops requests of the platform until that is answered, as real terminals do. */
    public void report(Object... values) {
        WmmpMessage report = signed(Command.CONFIG_TRAP, values);
        send(report);
        WmmpMessage answer = receive();
        while (answer.command() != Command.CONFIG_TRAP_ACK) {
            answer = receive();
        }
        assertThat(answer.sequenceNumber()).isEqualTo(report.sequenceNumber());
        assertThat(answer.unsigned("result")).isZero();
    }

    public void heartbeat() {
        assertVerifies(exchange(unsigned(Command.HEART_BEAT)));
    }

    public long result(WmmpMessage request) {
        WmmpMessage answer = exchange(request);
        assertVerifies(answer);
        return answer.unsigned("result");
    }

    public void assertVerifies(WmmpMessage message) {
        assertThat(Digests.verify(message, timestamp, credentials, Direction.DOWNLINK, TestPlatform.DIALECT)).isTrue();
    }

    /** Answers a request of the platform. */
    public void answer(WmmpMessage request, Object... body) {
        Command command = request.command().answer();
        send(Digests.sign(WmmpMessage.builder(command).terminalId(id).sequenceNumber(request.sequenceNumber())
                .body(CODEC.writeBody(command, map(body))).build(), timestamp, credentials, Direction.UPLINK));
    }

    public void assertNothingReceived() {
        assertThat(socket.receive(50)).isNull();
    }

    @Override
    public void close() {
        socket.close();
    }
}
