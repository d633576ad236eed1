package io.wmmp.terminal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.link.Transport;
import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.LogCapture;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A terminal whose platform the test plays by hand. */
class HandMadePlatformTest {

    private static final WmmpCodec CODEC = new WmmpCodec(TestPlatform.DIALECT);
    private static final long TIMESTAMP = 0x5F5E1000L;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final SessionResources resources = new SessionResources(executor, executor);
    private final Transport transport = new Transport(null);
    private final RawSocket platform = RawSocket.udp(null);
    private final Terminal terminal = new Terminal(TerminalOptions.builder(TestPlatform.TERMINAL.terminalId(),
            TestPlatform.CREDENTIALS, Bearer.UDP,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), platform.localPort()), TestPlatform.DIALECT)
            .patience(new Patience(Duration.ofSeconds(20), 1)).heartbeatInterval(Duration.ofSeconds(60))
            .retryInterval(Duration.ofMillis(50)).build(), resources, transport);
    private long number = 100;

    @BeforeEach
    void bringOnline() {
        terminal.start();
        answer(receive(Command.REGISTER), Map.of("result", 1, "assigned_terminal_id", "TESTTERM00000001"), 0);
        answer(receive(Command.LOGIN), Map.of("result", 0, "timestamp", TIMESTAMP), TIMESTAMP);
        answer(receive(Command.CONFIG_TRAP), Map.of("result", 0), TIMESTAMP);
        await().until(() -> terminal.phase() == TerminalPhase.ONLINE && !terminal.isBusy());
    }

    @AfterEach
    void close() {
        CompletableFuture<Void> stopped = terminal.stop().toCompletableFuture();
        if (!stopped.isDone()) {
            answer(receive(Command.LOGOUT), Map.of(), TIMESTAMP);
        }
        stopped.join();
        transport.close();
        resources.close();
        executor.shutdownNow();
        platform.close();
    }

    private WmmpMessage receive(Command command) {
        WmmpMessage message = CODEC.decode(platform.receive());
        assertThat(message.command()).isEqualTo(command);
        return message;
    }

    private static WmmpMessage signed(WmmpMessage message, long timestamp) {
        return Digests.sign(message, timestamp, TestPlatform.CREDENTIALS, Direction.DOWNLINK);
    }

    private void answer(WmmpMessage request, Map<String, ?> body, long timestamp) {
        Command command = request.command().answer();
        WmmpMessage answer = WmmpMessage.builder(command).terminalId(request.terminalId())
                .sequenceNumber(request.sequenceNumber()).body(CODEC.writeBody(command, body)).build();
        platform.send((command == Command.REGISTER_ACK ? answer : signed(answer, timestamp)).toBytes());
    }

    private WmmpMessage request(Command command, Map<String, ?> body) {
        return WmmpMessage.builder(command).terminalId(terminal.serial()).sequenceNumber(++number)
                .body(CODEC.writeBody(command, body)).build();
    }

    /** Leads to an answer and nothing else. */
    private WmmpMessage configGet() {
        return request(Command.CONFIG_GET, HandMadePlatform.named("heartbeat_interval"));
    }

    private void awaitDropped(DropReason reason, int count) {
        await().untilAsserted(() -> assertThat(resources.drops().count(reason)).isEqualTo(count));
    }

    private WmmpMessage exchange(WmmpMessage request) {
        platform.send(request.toBytes());
        WmmpMessage answer = receive(request.command().answer());
        assertThat(answer.sequenceNumber()).isEqualTo(request.sequenceNumber());
        assertThat(Digests.verify(answer, TIMESTAMP, TestPlatform.CREDENTIALS, Direction.UPLINK, TestPlatform.DIALECT))
                .isTrue();
        return answer;
    }

    @Test
    void requestsNeedAProof() {
        WmmpMessage request = configGet();
        platform.send(request.toBytes());
        awaitDropped(DropReason.MISSING_DIGEST, 1);
        platform.send(signed(request, TIMESTAMP + 1).toBytes());
        awaitDropped(DropReason.BAD_DIGEST, 1);
        platform.send(signed(request.toBuilder().terminalId(TerminalId.of("TESTTERM00000002")).build(), TIMESTAMP).toBytes());
        awaitDropped(DropReason.UNKNOWN_TERMINAL, 1);
        platform.send(signed(request(Command.CONFIG_TRAP, Map.of()), TIMESTAMP).toBytes());
        awaitDropped(DropReason.UNEXPECTED, 1);
        assertThat(exchange(signed(request, TIMESTAMP)).unsigned("result")).isZero();
    }

    @Test
    void repeatsAreAnsweredAgain() {
        WmmpMessage request = signed(configGet(), TIMESTAMP);
        WmmpMessage answer = exchange(request);
        assertThat(exchange(request)).isEqualTo(answer);
    }

    @Test
    void requestsAreDroppedWhileItWaits() {
        CompletableFuture<WmmpMessage> sent = terminal.send(Command.TRANSPARENT_DATA,
                CODEC.writeBody(Command.TRANSPARENT_DATA, Map.of("text", "x")), TestPlatform.LONG).toCompletableFuture();
        WmmpMessage data = receive(Command.TRANSPARENT_DATA);
        WmmpMessage request = signed(configGet(), TIMESTAMP);
        platform.send(request.toBytes());
        awaitDropped(DropReason.BUSY, 1);
        answer(data, Map.of("result", 0), TIMESTAMP);
        await().until(sent::isDone);
        exchange(request);
    }

    @Test
    void lateLoginAnswerChangesNothing() {
        WmmpMessage late = signed(WmmpMessage.builder(Command.LOGIN_ACK).terminalId(terminal.serial()).sequenceNumber(2)
                .body(CODEC.writeBody(Command.LOGIN_ACK, Map.of("result", 0, "timestamp", TIMESTAMP + 5))).build(),
                TIMESTAMP + 5);
        platform.send(late.toBytes());
        awaitDropped(DropReason.LATE_ANSWER, 1);
        exchange(signed(configGet(), TIMESTAMP));
    }

    @Test
    void failingHandlerMeansSilence() {
        terminal.handle(Set.of(Command.REMOTE_CTRL), request -> {
            throw new IllegalStateException("made up");
        });
        platform.send(signed(request(Command.REMOTE_CTRL, Map.of()), TIMESTAMP).toBytes());
        await().until(() -> !terminal.isBusy());
        assertThat(platform.receive(50)).isNull();
        exchange(signed(configGet(), TIMESTAMP));
    }

    @Test
    void slowHandlerIsWaitedFor() {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        terminal.handle(Set.of(Command.DOWNLOAD_INFO), request -> outcome);
        WmmpMessage request = signed(request(Command.DOWNLOAD_INFO, Map.of()), TIMESTAMP);
        platform.send(request.toBytes());
        assertThat(platform.receive(50)).isNull();
        outcome.complete(Answer.success(CODEC, request));
        assertThat(receive(Command.DOWNLOAD_INFO_ACK).unsigned("result")).isEqualTo(1);
    }

    @Test
    void garbageIsDropped() {
        try (LogCapture log = LogCapture.of("io")) {
            Random random = new Random(7);
            byte[] good = signed(configGet(), TIMESTAMP).toBytes();
            for (int i = 0; i < good.length; i++) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) (1 << random.nextInt(8));
                platform.send(bad);
                byte[] noise = new byte[i];
                random.nextBytes(noise);
                platform.send(noise);
                if (i % 8 == 0) {
                    // in between, lest the buffer of the socket overflows
                    exchange(signed(configGet(), TIMESTAMP));
                }
            }
            exchange(signed(configGet(), TIMESTAMP));
            assertThat(log.stackTraces()).isEmpty();
            assertThat(log.messages()).allMatch(line -> line.startsWith("Dropped"));
            assertThat(resources.drops().count(DropReason.MALFORMED)).isPositive();
        }
    }
}
