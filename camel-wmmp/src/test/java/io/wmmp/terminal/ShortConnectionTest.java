package io.wmmp.terminal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** A terminal that logs in only for what it has to send. */
class ShortConnectionTest {

    private final HandMadePlatform platform = new HandMadePlatform();

    @AfterEach
    void close() {
        platform.close();
    }

    private CompletableFuture<WmmpMessage> send(Terminal terminal) {
        return terminal.send(Command.TRANSPARENT_DATA,
                HandMadePlatform.CODEC.writeBody(Command.TRANSPARENT_DATA, Map.of("text", "36.6")), TestPlatform.LONG)
                .toCompletableFuture();
    }

    private void takeLogout() {
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isZero();
        platform.answer(logout, Map.of());
    }

    private Terminal idle() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS).shortConnection(true)
                .heartbeatInterval(Duration.ofSeconds(1)).idleTimeout(Duration.ofSeconds(2)));
        // no heartbeat comes before
        takeLogout();
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.IDLE);
        return terminal;
    }

    @Test
    void logsOutWhenItHasNothingToSendAndInWhenItHas() {
        Terminal terminal = idle();
        CompletableFuture<WmmpMessage> sent = send(terminal);
        platform.acceptLogin();
        platform.answer(platform.receive(Command.TRANSPARENT_DATA), Map.of("result", 0));
        assertThat(sent).succeedsWithin(Duration.ofSeconds(5));
        takeLogout();
        HandMadePlatform.awaitPhase(terminal, TerminalPhase.IDLE);
    }

    @Test
    void whatIsGivenToItWhileItLogsOutBringsItBack() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS).shortConnection(true)
                .idleTimeout(Duration.ofSeconds(1)));
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        CompletableFuture<WmmpMessage> sent = send(terminal);
        platform.answer(logout, Map.of());
        platform.acceptLogin();
        platform.answer(platform.receive(Command.TRANSPARENT_DATA), Map.of("result", 0));
        assertThat(sent).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void wakeUpByShortMessageLogsIn() {
        Terminal terminal = idle();
        platform.sendShortMessage(terminal, Command.REMOTE_CTRL, Map.of("remote_command", 3));
        platform.receiveShortMessage(Command.REMOTE_CTRL_ACK);
        platform.acceptLogin();
    }

    @Test
    void platformChangesTheMode() {
        Terminal terminal = platform.bringOnline(platform.options(TestPlatform.CREDENTIALS)
                .heartbeatInterval(Duration.ofSeconds(1)).idleTimeout(Duration.ofSeconds(2)));
        for (int mode : new int[] { 2, 3, 4, 5 }) {
            WmmpMessage refusal = platform.exchange(terminal, Command.CONFIG_SET,
                    Map.of("0x4002", new byte[] { (byte) mode }));
            assertThat(refusal.unsigned("result")).as("another bearer, or none").isEqualTo(1);
            assertThat(refusal.tlv(0x4002)).isNotNull();
        }
        platform.answer(platform.receive(Command.HEART_BEAT), Map.of());
        platform.set(terminal, Map.of("connection_mode", "udp_short"));
        takeLogout();
    }
}
