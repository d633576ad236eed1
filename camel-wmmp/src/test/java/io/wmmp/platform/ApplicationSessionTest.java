package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.registry.MemoryApplicationRegistry;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Direction;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.DropReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the platform does with applications and with who pretends to be one, on raw sockets. */
class ApplicationSessionTest {

    private static final String PASSWORD = "the password of EC1";
    private static final String ID = TestPlatform.TERMINAL.terminalId().toString();

    private final MemoryApplicationRegistry applications = new MemoryApplicationRegistry();
    private TestPlatform test;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() {
        applications.save(new ApplicationRecord("EC1", PASSWORD));
        test = new TestPlatform(new MemoryTerminalRegistry(), options -> options.applications(applications));
        test.registry.save(new TerminalRecord(TestPlatform.TERMINAL.terminalId(), TestPlatform.CREDENTIALS, null, "EC1", null));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        test.close();
    }

    private InetSocketAddress listen(Bearer bearer) {
        return test.listen(bearer, Set.of(Command.CONFIG_REQ), request -> new CompletableFuture<>()).localAddress();
    }

    private FakeApplication application(Bearer bearer, InetSocketAddress platform) {
        FakeApplication application = new FakeApplication(bearer, platform, "EC1", PASSWORD);
        open.add(application);
        return application;
    }

    private FakeTerminal terminal(Bearer bearer, InetSocketAddress platform) {
        FakeTerminal terminal = new FakeTerminal(bearer, platform);
        open.add(terminal);
        terminal.login();
        return terminal;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void routingTagsAreSwappedInTheOrderOfTheWire(Bearer bearer) {
        InetSocketAddress platform = listen(bearer);
        FakeTerminal terminal = terminal(bearer, platform);
        FakeApplication application = application(bearer, platform);
        application.login();
        application.prove();

        byte[] down = HexFormat.of().parseHex("beef" + "40070002" + hex("hi") + "40120010" + hex(ID));
        WmmpMessage sent = WmmpMessage.builder(Command.TRANSPARENT_DATA).terminalId(application.ecCode)
                .sequenceNumber(++application.number).body(down).build();
        application.send(application.key.sign(sent, application.timestamp, Direction.UPLINK));
        WmmpMessage got = terminal.receive();
        terminal.assertVerifies(got);
        assertThat(HexFormat.of().formatHex(got.body())).isEqualTo("beef" + "40150003" + hex("EC1") + "40070002" + hex("hi"));
        terminal.answer(got, "result", 9);
        assertThat(application.receive().unsigned("result")).isEqualTo(9);

        terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "destination_ec_code", "", "text", "36.6"));
        got = application.receive();
        assertThat(HexFormat.of().formatHex(got.toBytes(), 12, 28)).isEqualTo(hex("EC1") + "00".repeat(13));
        assertThat(HexFormat.of().formatHex(got.body())).isEqualTo("d872" + "40130010" + hex(ID) + "40070004" + hex("36.6"));
        application.answer(got, "result", 7);
        WmmpMessage answer = terminal.receive();
        terminal.assertVerifies(answer);
        assertThat(answer.unsigned("result")).isEqualTo(7);
    }

    /** Whoever has recorded a LOGIN may send it again, from anywhere. */
    @Test
    void replayedLoginGetsNoDataAndEndsNoSession() {
        InetSocketAddress platform = listen(Bearer.UDP);
        FakeApplication application = application(Bearer.UDP, platform);
        WmmpMessage login = application.signed(Command.LOGIN);
        application.timestamp = application.exchange(login).unsigned("timestamp");
        FakeTerminal terminal = terminal(Bearer.UDP, platform);
        FakeApplication replayer = application(Bearer.UDP, platform);
        WmmpMessage toReplayer = replayer.exchange(login);
        assertThat(toReplayer.unsigned("timestamp")).isNotEqualTo(application.timestamp);
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "destination_ec_code", "EC1", "text", "x")))
                .as("nobody has proved a login").isEqualTo(1);
        application.prove();
        terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "destination_ec_code", "EC1", "text", "secret"));
        application.answer(application.receive(), "result", 0);
        assertThat(terminal.receive().unsigned("result")).isZero();
        replayer.assertNothingReceived();
        // what was signed for one connection is nothing over another
        replayer.send(application.signed(Command.HEART_BEAT));
        await().until(() -> test.platform.dropped(DropReason.BAD_DIGEST) == 1);
        // and the same LOGIN over the connection itself changes nothing either
        application.exchange(login);
        application.prove();
    }

    @Test
    void whatIsUnsignedWrongOrUnknownGetsNothing() {
        InetSocketAddress platform = listen(Bearer.UDP);
        FakeApplication application = application(Bearer.UDP, platform);
        application.send(application.unsigned(Command.LOGIN));
        await().until(() -> test.platform.dropped(DropReason.MISSING_DIGEST) == 1);
        FakeApplication wrong = new FakeApplication(Bearer.UDP, platform, "EC1", "wrong");
        open.add(wrong);
        wrong.send(wrong.signed(Command.LOGIN));
        await().until(() -> test.platform.dropped(DropReason.BAD_DIGEST) == 1);
        FakeApplication stranger = new FakeApplication(Bearer.UDP, platform, "EC9", PASSWORD);
        open.add(stranger);
        stranger.send(stranger.signed(Command.LOGIN));
        await().until(() -> test.platform.dropped(DropReason.UNKNOWN_TERMINAL) == 1);
        application.login();
        application.send(application.unsigned(Command.HEART_BEAT));
        await().until(() -> test.platform.dropped(DropReason.MISSING_DIGEST) == 2);
        application.prove();
        application.send(application.signed(Command.CONFIG_TRAP));
        await().until(() -> test.platform.dropped(DropReason.UNEXPECTED) == 1);
        // digests of the platform are none of the application
        WmmpMessage heartbeat = application.unsigned(Command.HEART_BEAT);
        application.send(application.key.sign(heartbeat, application.timestamp, Direction.DOWNLINK));
        await().until(() -> test.platform.dropped(DropReason.BAD_DIGEST) == 2);
        wrong.assertNothingReceived();
        stranger.assertNothingReceived();
        application.assertNothingReceived();
    }

    @Test
    void oldDataIsNotForwardedAgain() {
        InetSocketAddress platform = listen(Bearer.UDP);
        FakeTerminal terminal = terminal(Bearer.UDP, platform);
        FakeApplication application = application(Bearer.UDP, platform);
        application.login();
        application.prove();
        WmmpMessage old = application.signed(Command.TRANSPARENT_DATA, "destination_serial_number", ID, "text", "0");
        for (int i = 0; i <= test.platform.resources().duplicateWindow(); i++) {
            application.send(i == 0 ? old
                    : application.signed(Command.TRANSPARENT_DATA, "destination_serial_number", ID, "text", "" + i));
            terminal.answer(terminal.receive(), "result", 0);
            application.receive();
        }
        application.send(old);
        await().until(() -> test.platform.dropped(DropReason.REPLAYED) == 1);
        terminal.assertNothingReceived();
    }

    @Test
    void silentApplicationIsGone() {
        test.listenerOptions = new ListenerOptions(TestPlatform.DIALECT, SecurityCategory.VERIFIED, Duration.ofMillis(200), 3,
                0);
        InetSocketAddress platform = listen(Bearer.UDP);
        FakeApplication application = application(Bearer.UDP, platform);
        application.login();
        application.prove();
        WmmpMessage farewell = application.receive();
        assertThat(farewell.command()).isEqualTo(Command.LOGOUT);
        assertThat(farewell.unsigned("reason")).isEqualTo(8);
        application.send(application.signed(Command.HEART_BEAT));
        await().until(() -> test.platform.dropped(DropReason.NOT_LOGGED_IN) == 1);
    }

    @Test
    void logoutEndsTheConnectionAndTheNextOneServes() {
        InetSocketAddress platform = listen(Bearer.TCP);
        FakeTerminal terminal = terminal(Bearer.TCP, platform);
        FakeApplication first = application(Bearer.TCP, platform);
        FakeApplication second = application(Bearer.TCP, platform);
        first.login();
        first.prove();
        second.login();
        second.prove();
        first.exchange(first.signed(Command.LOGOUT, "reason", 0));
        terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "destination_ec_code", "EC1", "text", "x"));
        second.answer(second.receive(), "result", 7);
        assertThat(terminal.receive().unsigned("result")).isEqualTo(7);
    }

    @Test
    void unprovedLoginsMakeRoomAndProvedOnesDoNot() {
        InetSocketAddress platform = listen(Bearer.UDP);
        for (int i = 0; i <= ApplicationDesk.MAX_CONNECTIONS; i++) {
            application(Bearer.UDP, platform).login();
        }
        for (int i = 0; i < ApplicationDesk.MAX_CONNECTIONS; i++) {
            FakeApplication proved = application(Bearer.UDP, platform);
            proved.login();
            proved.prove();
        }
        FakeApplication late = application(Bearer.UDP, platform);
        late.send(late.signed(Command.LOGIN));
        await().until(() -> test.platform.dropped(DropReason.TOO_MANY_SESSIONS) == 1);
    }

    @Test
    void applicationWithoutTlsIsNotServedWhereDataMustBeEnciphered() {
        test.listenerOptions = new ListenerOptions(TestPlatform.DIALECT, SecurityCategory.FULLY_ENCRYPTED, null, 3, 0);
        FakeApplication application = application(Bearer.UDP, listen(Bearer.UDP));
        application.send(application.signed(Command.LOGIN));
        await().until(() -> test.platform.dropped(DropReason.NOT_ENCIPHERED) == 1);
    }

    @Test
    void recordsShowNoPasswords() {
        assertThat(new ApplicationRecord("EC1", PASSWORD).toString()).doesNotContain(PASSWORD);
    }
}
