package io.wmmp.terminal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecretGenerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A terminal whose process may end at any moment. */
class StateKeeperTest {

    private static final KeySet FRESH = KeySet.generate(TestPlatform.CREDENTIALS, new SecretGenerator(), TestPlatform.DIALECT,
            Expiry.NEVER);

    private final HandMadePlatform platform = new HandMadePlatform();
    private final Disk disk = new Disk();

    /** Keeps the last state, or fails. */
    private static final class Disk implements TerminalStateStore {

        private volatile byte[] state;
        private volatile boolean full;

        @Override
        public byte[] load() {
            return state == null ? null : state.clone();
        }

        @Override
        public CompletionStage<Void> save(byte[] given) {
            if (full) {
                return CompletableFuture.failedStage(new IllegalStateException("the disk is full"));
            }
            state = given.clone();
            return CompletableFuture.completedStage(null);
        }
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private Terminal start() {
        return platform.start(platform.options(TestPlatform.CREDENTIALS), disk);
    }

    private Terminal bringOnline() {
        Terminal terminal = start();
        platform.answer(platform.receive(Command.REGISTER), Map.of("result", 1, "assigned_terminal_id", "TESTTERM00000001"));
        platform.logIn(terminal);
        return terminal;
    }

    private static Map<String, Object> keys() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("operation", 0);
        body.putAll(FRESH.toBody(HandMadePlatform.CODEC));
        return body;
    }

    @Test
    void keysThatWereAcknowledgedAreUsedInTheNextLife() {
        Terminal terminal = bringOnline();
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, keys()).unsigned("result")).isZero();
        platform.receive(Command.LOGOUT);
        terminal.stopNow();

        platform.credentials = FRESH.credentials();
        platform.logIn(start());
    }

    @Test
    void thoseBeforeThemComeBackWhenThePlatformDoesNotTakeThem() {
        Terminal terminal = bringOnline();
        platform.exchange(terminal, Command.SECURITY_CONFIG, keys());
        platform.receive(Command.LOGOUT);
        terminal.stopNow();

        Terminal next = start();
        platform.refuseLoginUnder(FRESH.credentials(), 6);
        WmmpMessage register = platform.receive(Command.REGISTER);
        platform.answer(register, Map.of("result", 9));
        platform.logIn(next);
    }

    @Test
    void whatCannotBeKeptIsNotAcknowledged() {
        Terminal terminal = bringOnline();
        disk.full = true;
        assertThat(platform.exchange(terminal, Command.SECURITY_CONFIG, keys()).unsigned("result")).isEqualTo(1);
        platform.assertNothingReceived();
        assertThat(platform.exchange(terminal, Command.CONFIG_SET, Map.of("heartbeat_interval", 45)).unsigned("result"))
                .isZero();
        WmmpMessage report = platform.receive(Command.CONFIG_TRAP);
        assertThat(report.tlv(0x4010).value()).as("not applied").startsWith(2);
        assertThat(report.tlv(0x4017)).isNull();
        platform.answer(report, Map.of("result", 0));
        await().until(() -> !terminal.isBusy());
        assertThat(heartbeatInterval(terminal)).isEqualTo("60");
        disk.full = false;
        platform.set(terminal, Map.of("heartbeat_interval", 46));
        terminal.stopNow();
        Terminal next = start();
        platform.logIn(next);
        assertThat(heartbeatInterval(next)).isEqualTo("46");
    }

    private String heartbeatInterval(Terminal terminal) {
        return String.valueOf(HandMadePlatform.CODEC.readBody(platform.exchange(terminal, Command.CONFIG_GET,
                HandMadePlatform.named("heartbeat_interval"))).get("heartbeat_interval"));
    }

    @Test
    void whatCannotBeReadIsRefused() {
        bringOnline();
        disk.state = new byte[] { 9, 0, 0 };
        assertThatThrownBy(this::start).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("version 9");
        disk.state = new byte[] { 1, 0, 9 };
        assertThatThrownBy(this::start).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("begins anew");
    }
}
