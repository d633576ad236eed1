package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.routing.Forwarded;
import io.wmmp.platform.routing.Forwarding;
import io.wmmp.platform.routing.Forwarding.Mode;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Business data from one terminal to another, on raw sockets. */
class RoutingTest {

    private static final TerminalId B = TerminalId.of("TESTTERM00000002");
    private static final String A = "TESTTERM00000001";

    private TestPlatform test;
    private FakeTerminal a;
    private FakeTerminal b;

    @BeforeEach
    void start() {
        test = new TestPlatform();
        test.registry.save(record(A, "490154203237518", "EC1"));
        test.registry.save(record(B.toString(), "490154203237526", "EC1"));
    }

    private static TerminalRecord record(String id, String imei, String ecCode) {
        return new TerminalRecord(TerminalId.of(id), TestPlatform.credentials(imei, "001010123456789"), null, ecCode, null);
    }

    @AfterEach
    void stop() {
        close(a);
        close(b);
        test.close();
    }

    private static void close(FakeTerminal terminal) {
        if (terminal != null) {
            terminal.close();
        }
    }

    private void forwarding(Forwarding forwarding) {
        test.listenerOptions = test.listenerOptions.with(forwarding);
    }

    private static Forwarding impatient(Mode mode) {
        return new Forwarding(mode, Duration.ofMillis(300), 2, null, null);
    }

    /** Logs both in; nobody takes data at their listeners. */
    private void connect(Bearer first, Bearer second) {
        InetSocketAddress one = listen(first);
        InetSocketAddress other = first == second ? one : listen(second);
        a = terminal(first, one, TerminalId.of(A), "490154203237518");
        b = terminal(second, other, B, "490154203237526");
    }

    private InetSocketAddress listen(Bearer bearer) {
        return test.listen(bearer, Set.of(Command.CONFIG_REQ), request -> new CompletableFuture<>()).localAddress();
    }

    private static FakeTerminal terminal(Bearer bearer, InetSocketAddress platform, TerminalId id, String imei) {
        FakeTerminal terminal = new FakeTerminal(bearer, platform);
        terminal.id = id;
        terminal.credentials = TestPlatform.credentials(imei, "001010123456789");
        terminal.login();
        return terminal;
    }

    private WmmpMessage dataTo(TerminalId destination) {
        return a.signed(Command.TRANSPARENT_DATA, "destination_serial_number", destination.toString(), "user_data",
                "36.6".getBytes(StandardCharsets.US_ASCII));
    }

    private WmmpMessage received(FakeTerminal terminal) {
        WmmpMessage message = terminal.receive();
        terminal.assertVerifies(message);
        return message;
    }

    @ParameterizedTest
    @CsvSource({ "UDP, TCP", "TCP, UDP", "UDP, UDP", "TCP, TCP" })
    void dataGoesOnWithItsSourceInPlaceOfItsDestination(Bearer from, Bearer to) {
        connect(from, to);
        WmmpMessage sent = dataTo(B);
        a.send(sent);
        WmmpMessage got = received(b);
        assertThat(got.command()).isEqualTo(Command.TRANSPARENT_DATA);
        assertThat(got.terminalId()).isEqualTo(B);
        assertThat(HexFormat.of().formatHex(sent.body())).isEqualTo("d872" + "40120010" + hex(B.toString()) + "40070004"
                + hex("36.6"));
        assertThat(HexFormat.of().formatHex(got.body())).isEqualTo("d872" + "40130010" + hex(A) + "40070004" + hex("36.6"));
        b.answer(got, "result", 7);
        WmmpMessage answer = received(a);
        assertThat(answer.command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        assertThat(answer.sequenceNumber()).isEqualTo(sent.sequenceNumber());
        assertThat(answer.unsigned("result")).isEqualTo(7);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void successIsSaidInTheWordsThatTerminalsTakeForIt() {
        connect(Bearer.UDP, Bearer.UDP);
        a.send(dataTo(B));
        b.answer(b.receive(), "result", 5);
        assertThat(received(a).unsigned("result")).isZero();
    }

    @Test
    void routingTagStandsFirstUserDataSecondAndForgedSourcesAreGone() {
        connect(Bearer.UDP, Bearer.UDP);
        String data = "36.6";
        byte[] body = HexFormat.of().parseHex("beef" + "812300021234" + "40130010" + hex("SOMEBODY ELSE 16") + "40150003"
                + hex("EC9") + "40070004" + hex(data) + "40120010" + hex(B.toString()) + "4007000178");
        a.send(a.sign(WmmpMessage.builder(Command.TRANSPARENT_DATA).body(body)));
        assertThat(HexFormat.of().formatHex(b.receive().body())).isEqualTo(
                "beef" + "40130010" + hex(A) + "40070004" + hex(data) + "812300021234" + "4007000178");
    }

    @Test
    void commandsGoTheSameWayAndTheTagsOfTheAnswerComeBack() {
        connect(Bearer.UDP, Bearer.TCP);
        byte[] body = HexFormat.of().parseHex("40120010" + hex(B.toString()) + "40160002abcd" + "400700017a");
        a.send(a.sign(WmmpMessage.builder(Command.TRANSPARENT_CMD).body(body)));
        WmmpMessage got = received(b);
        assertThat(got.command()).isEqualTo(Command.TRANSPARENT_CMD);
        assertThat(got.tlvs().get(0)).isEqualTo(Tlv.of(Tlv.SOURCE_TERMINAL, A.getBytes(StandardCharsets.US_ASCII)));
        assertThat(got.tlvs()).hasSize(3);
        b.answer(got, "result", 9, "0x8123", new byte[] { 1, 2 });
        WmmpMessage answer = received(a);
        assertThat(answer.unsigned("result")).isEqualTo(9);
        assertThat(answer.tlv(0x8123).value()).containsExactly(1, 2);
    }

    @Test
    void onlyThoseOfOneApplicationAndListedPeersMayExchangeData() {
        test.registry.save(record(B.toString(), "490154203237526", "EC2"));
        connect(Bearer.UDP, Bearer.UDP);
        assertThat(a.result(dataTo(B))).isEqualTo(Forwarded.Refusal.REJECTED.result()).isEqualTo(3);
        b.assertNothingReceived();
        // one of the two lists the other; who may send is looked up when a terminal logs in
        test.registry.save(record(B.toString(), "490154203237526", "EC2").withPeers(Set.of(A)));
        b.login();
        a.send(dataTo(B));
        b.answer(b.receive(), "result", 0);
        assertThat(a.receive().unsigned("result")).isZero();
        test.registry.save(record(B.toString(), "490154203237526", "EC2").withPeers(Set.of("EC1")));
        b.login();
        a.send(dataTo(B));
        b.answer(b.receive(), "result", 0);
        assertThat(a.receive().unsigned("result")).isZero();
    }

    @Test
    void terminalsWithoutApplicationMayExchangeNothing() {
        test.registry.save(record(A, "490154203237518", null));
        test.registry.save(record(B.toString(), "490154203237526", null));
        connect(Bearer.UDP, Bearer.UDP);
        assertThat(a.result(dataTo(B))).isEqualTo(3);
    }

    @Test
    void unknownAbsentAndOwnDestinationsAreRefusedWithResults() {
        InetSocketAddress platform = listen(Bearer.UDP);
        a = terminal(Bearer.UDP, platform, TerminalId.of(A), "490154203237518");
        assertThat(a.result(dataTo(B))).as("never logged in").isEqualTo(1);
        assertThat(a.result(dataTo(TerminalId.of("NOBODY")))).as("unknown").isEqualTo(2);
        assertThat(a.result(dataTo(TerminalId.of(A)))).as("itself").isEqualTo(3);
        assertThat(a.result(a.signed(Command.TRANSPARENT_DATA, "0x4012", "longer than a terminal id".getBytes(
                StandardCharsets.US_ASCII), "text", "x"))).as("no id").isEqualTo(2);
        b = terminal(Bearer.UDP, platform, B, "490154203237526");
        b.exchange(b.signed(Command.LOGOUT, "reason", 0));
        await().untilAsserted(() -> assertThat(test.eventTypes()).contains(PlatformEvent.Type.OFFLINE));
        assertThat(a.result(dataTo(B))).as("logged out").isEqualTo(1);
    }

    @Test
    void silentDestinationIsAbsentWhenItsTimeIsOver() {
        forwarding(impatient(Mode.FAR));
        connect(Bearer.UDP, Bearer.UDP);
        assertThat(a.result(dataTo(B))).isEqualTo(1);
        assertThat(b.receive()).isEqualTo(b.receive());
    }

    @Test
    void oneOfTwoThatWaitForEachOtherIsRefusedAtOnce() {
        connect(Bearer.UDP, Bearer.UDP);
        WmmpMessage fromA = dataTo(B);
        a.send(fromA);
        WmmpMessage atB = received(b);
        // B is as real terminals are: it waits for an answer itself and has dropped what it got
        b.send(b.signed(Command.TRANSPARENT_DATA, "destination_serial_number", A, "text", "x"));
        assertThat(received(b).unsigned("result")).isEqualTo(1);
        b.answer(atB, "result", 0);
        assertThat(received(a).unsigned("result")).isZero();
    }

    @Test
    void acceptedDataIsAnsweredBeforeTheFarEndAnswers() {
        forwarding(Forwarding.of(Mode.ACCEPT));
        connect(Bearer.UDP, Bearer.UDP);
        assertThat(a.result(dataTo(B))).isZero();
        assertThat(received(b).command()).isEqualTo(Command.TRANSPARENT_DATA);
        assertThat(a.result(dataTo(TerminalId.of("NOBODY")))).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = { "FAR", "OFF" })
    void handlersGetWhatIsNotForwarded(Mode mode) {
        forwarding(Forwarding.of(mode));
        InetSocketAddress platform = test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA),
                request -> CompletableFuture.completedStage(Answer.of(request.codec(), request.message(), 42,
                        FakeTerminal.map())))
                .localAddress();
        a = terminal(Bearer.UDP, platform, TerminalId.of(A), "490154203237518");
        assertThat(a.result(a.signed(Command.TRANSPARENT_DATA, "destination_ec_code", "EC1", "text", "x"))).isEqualTo(42);
        assertThat(a.result(dataTo(TerminalId.of("NOBODY")))).isEqualTo(42);
        assertThat(a.result(dataTo(B))).isEqualTo(mode == Mode.OFF ? 42 : 1);
    }
}
