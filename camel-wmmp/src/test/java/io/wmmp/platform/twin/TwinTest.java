package io.wmmp.platform.twin;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.platform.FakeTerminal;
import io.wmmp.platform.PlatformOptions;
import io.wmmp.platform.TestPlatform;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.queue.CommandTerms;
import io.wmmp.platform.queue.CommandTicket;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What the platform knows of the configuration of a terminal, and has it changed to. */
class TwinTest {

    private static final TerminalId ID = TestPlatform.TERMINAL.terminalId();

    private final PlatformStore store = PlatformStore.inMemory();
    private TestPlatform test;
    private FakeTerminal terminal;

    private void start(UnaryOperator<PlatformOptions.Builder> options) {
        test = new TestPlatform(new MemoryTerminalRegistry(), builder -> options.apply(builder.store(store)));
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
    }

    private void start() {
        start(builder -> builder);
    }

    @AfterEach
    void close() {
        terminal.close();
        test.close();
    }

    private TwinStatus twin() {
        return test.platform.twins().find(ID).toCompletableFuture().join();
    }

    private TwinStatus desire(Object... values) {
        return test.platform.twins().desire(ID, FakeTerminal.map(values), false).toCompletableFuture().join();
    }

    private void trap(Object... values) {
        terminal.report(values);
    }

    private WmmpBody receive(Command command) {
        WmmpMessage request = terminal.receive();
        assertThat(request.command()).isEqualTo(command);
        terminal.assertVerifies(request);
        return FakeTerminal.CODEC.readBody(request);
    }

    @Test
    void whatATerminalReportsIsKnown() {
        start();
        terminal.login();
        assertThat(twin().reported()).isEmpty();
        trap("heartbeat_interval", 45, "m2m_apn", "CMIOT", "0x8123", new byte[] { 1, 2 });
        TwinStatus twin = twin();
        assertThat(twin.reported()).containsEntry("heartbeat_interval", 45).containsEntry("m2m_apn", "CMIOT")
                .containsEntry("0x8123", new byte[] { 1, 2 });
        assertThat(twin.reportedAt()).containsOnlyKeys("m2m_apn", "heartbeat_interval", "0x8123");
        assertThat(twin.inSync()).isTrue();
        trap("heartbeat_interval", 60);
        assertThat(twin().reported()).containsEntry("heartbeat_interval", 60).containsEntry("m2m_apn", "CMIOT");
    }

    @Test
    void whatIsSecretOrNoConfigurationIsNotKept() {
        start();
        terminal.login();
        trap("gprs_password", "secret", "uplink_password", "secret12", "config_result", new byte[5], "m2m_apn", "CMIOT");
        assertThat(twin().reported()).containsOnlyKeys("m2m_apn");
    }

    @Test
    void whatATerminalAnswersAndAcceptsIsKnown() {
        start();
        terminal.loginAndReport();
        test.request(Command.CONFIG_GET, FakeTerminal.map("m2m_apn", null), TestPlatform.LONG);
        WmmpBody get = receive(Command.CONFIG_GET);
        terminal.answer(get.message(), "result", 0, "m2m_apn", "CMIOT");
        await().until(() -> "CMIOT".equals(twin().reported().get("m2m_apn")));
        test.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 45), TestPlatform.LONG);
        WmmpBody set = receive(Command.CONFIG_SET);
        assertThat(twin().reported()).doesNotContainKey("heartbeat_interval");
        terminal.answer(set.message(), "result", 0);
        await().until(() -> Integer.valueOf(45).equals(twin().reported().get("heartbeat_interval")));
    }

    @Test
    void whatATerminalRefusesIsNotKnown() throws Exception {
        start();
        terminal.loginAndReport();
        var asked = test.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 45), TestPlatform.LONG);
        terminal.answer(receive(Command.CONFIG_SET).message(), "result", 1, "faulty", List.of("heartbeat_interval"));
        asked.join();
        assertThat(twin().reported()).isEmpty();
    }

    @Test
    void whatATerminalShallHaveIsSentWhenItSpeaks() {
        start();
        TwinStatus twin = desire("heartbeat_interval", 45, "m2m_apn", "CMIOT");
        assertThat(twin.desired()).containsEntry("heartbeat_interval", 45).containsEntry("m2m_apn", "CMIOT");
        assertThat(twin.inSync()).isFalse();
        assertThat(test.platform.twins().pending()).isEqualTo(1);
        terminal.login();
        trap("m2m_apn", "CMIOT");
        WmmpBody set = receive(Command.CONFIG_SET);
        assertThat(set).containsOnly(Map.entry("heartbeat_interval", 45));
        terminal.answer(set.message(), "result", 0);
        await().until(() -> test.events(Type.TWIN_IN_SYNC).size() == 1);
        assertThat(twin().inSync()).isTrue();
        assertThat(test.platform.twins().pending()).isZero();
        terminal.heartbeat();
        terminal.assertNothingReceived();
    }

    @Test
    void aLoginWithoutReportIsEnough() {
        start();
        desire("heartbeat_interval", 45);
        terminal.login();
        terminal.answer(receive(Command.CONFIG_SET).message(), "result", 0);
        await().until(() -> twin().inSync());
    }

    @Test
    void aTerminalThatIsThereIsToldAtOnce() {
        start();
        terminal.loginAndReport();
        desire("heartbeat_interval", 45);
        terminal.answer(receive(Command.CONFIG_SET).message(), "result", 0);
        await().until(() -> twin().inSync());
        Map<String, Object> none = new HashMap<>();
        none.put("heartbeat_interval", null);
        assertThat(test.platform.twins().desire(ID, none, false).toCompletableFuture().join().desired()).isEmpty();
        terminal.assertNothingReceived();
    }

    @Test
    void aTerminalThatTellsAnotherValueIsToldAnew() {
        start();
        terminal.loginAndReport();
        desire("heartbeat_interval", 45);
        terminal.answer(receive(Command.CONFIG_SET).message(), "result", 0);
        await().until(() -> twin().inSync());
        terminal.send(terminal.signed(Command.CONFIG_TRAP, "heartbeat_interval", 90));
        assertThat(terminal.receive().command()).isEqualTo(Command.CONFIG_TRAP_ACK);
        assertThat(receive(Command.CONFIG_SET)).containsEntry("heartbeat_interval", 45);
    }

    @Test
    void whatATerminalRefusesIsMarkedAndTheRestIsSent() {
        start();
        terminal.loginAndReport();
        desire("heartbeat_interval", 45, "m2m_apn", "CMIOT");
        WmmpBody set = receive(Command.CONFIG_SET);
        assertThat(set).containsOnlyKeys("m2m_apn", "heartbeat_interval");
        terminal.answer(set.message(), "result", 1, "faulty", List.of("m2m_apn"));
        WmmpBody rest = receive(Command.CONFIG_SET);
        assertThat(rest).containsOnlyKeys("heartbeat_interval");
        terminal.answer(rest.message(), "result", 0);
        await().until(() -> test.platform.twins().pending() == 0);
        assertThat(twin().refused()).containsExactly("m2m_apn");
        assertThat(twin().inSync()).isFalse();
        assertThat(test.events(Type.TWIN_REFUSED)).hasSize(1);
        assertThat(test.events(Type.TWIN_REFUSED).get(0).details()).containsEntry("tags", List.of("m2m_apn"));
        terminal.heartbeat();
        terminal.assertNothingReceived();
        desire("m2m_apn", "CMNET");
        terminal.answer(receive(Command.CONFIG_SET).message(), "result", 0);
        await().until(() -> twin().inSync());
    }

    @Test
    void aValueThatIsTakenAndNotKeptIsGivenUp() {
        start();
        terminal.loginAndReport();
        desire("heartbeat_interval", 1);
        for (int i = 0; i < Twin.MAX_ACCEPTED; i++) {
            terminal.answer(receive(Command.CONFIG_SET).message(), "result", 0);
            await().until(() -> twin().inSync());
            terminal.send(terminal.signed(Command.CONFIG_TRAP, "heartbeat_interval", 10));
            assertThat(terminal.receive().command()).isEqualTo(Command.CONFIG_TRAP_ACK);
        }
        await().until(() -> twin().refused().contains("heartbeat_interval"));
        terminal.heartbeat();
        terminal.assertNothingReceived();
    }

    @Test
    void aPlatformThatIsStartedAnewGoesOn() {
        start();
        desire("heartbeat_interval", 45);
        terminal.close();
        test.close();
        start();
        assertThat(test.platform.twins().pending()).isEqualTo(1);
        terminal.loginAndReport();
        assertThat(receive(Command.CONFIG_SET)).containsEntry("heartbeat_interval", 45);
    }

    private static long crc32(Object... values) {
        CRC32 crc = new CRC32();
        for (int i = 0; i < values.length; i += 2) {
            crc.update(FakeTerminal.CODEC.writeTlv((String) values[i], values[i + 1]).toBytes());
        }
        return crc.getValue();
    }

    private long login(long crc32) {
        WmmpMessage answer = terminal.exchange(terminal.signed(Command.LOGIN, "software_version", "1.00", "sync_crc32", crc32));
        terminal.timestamp = answer.unsigned("timestamp");
        terminal.assertVerifies(answer);
        return answer.unsigned("result");
    }

    @Test
    void theChecksumOfALoginIsThatOfTheKnownValues() {
        start();
        assertThat(login(0)).as("keeps nothing alike").isZero();
        trap();
        long known = crc32("heartbeat_interval", 45, "m2m_apn", "CMIOT");
        assertThat(login(known)).as("nothing is known").isZero();
        trap("sync_tag_list", List.of(0x0011, 0x0002));
        assertThat(login(known)).as("the values are not known").isEqualTo(1);
        trap("sync_tag_list", List.of(0x0011, 0x0002), "m2m_apn", "CMIOT", "heartbeat_interval", 45);
        assertThat(login(known)).isZero();
        trap();
        assertThat(login(crc32("heartbeat_interval", 46, "m2m_apn", "CMIOT"))).isEqualTo(1);
        trap("sync_tag_list", List.of(0x0011), "heartbeat_interval", 46);
        assertThat(login(crc32("heartbeat_interval", 46))).isZero();
    }

    @Test
    void aTerminalThatAsksGetsWhatItShallHaveOrElseHas() {
        start();
        terminal.login();
        trap("m2m_apn", "CMIOT", "heartbeat_interval", 90);
        WmmpMessage unknown = terminal.exchange(terminal.signed(Command.CONFIG_REQ, "m2m_apn", null, "dns_address", null));
        assertThat(FakeTerminal.CODEC.readBody(unknown)).containsEntry("result", 1).containsEntry("faulty",
                List.of("dns_address"));
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        await().until(() -> test.platform.status(TestPlatform.TERMINAL).state() == TerminalState.OFFLINE);
        desire("dns_address", "192.0.2.1");
        terminal.login();
        terminal.send(terminal.signed(Command.CONFIG_REQ, "m2m_apn", null, "dns_address", null));
        WmmpMessage known = terminal.receive();
        while (known.command() != Command.CONFIG_REQ_ACK) {
            // a second after the login it is told without asking
            known = terminal.receive();
        }
        assertThat(FakeTerminal.CODEC.readBody(known)).containsEntry("result", 0).containsEntry("m2m_apn", "CMIOT")
                .containsEntry("dns_address", "192.0.2.1");
        await().until(() -> twin().inSync());
    }

    private byte[] executed(int status, long number) {
        return ByteBuffer.allocate(5).put((byte) status).putInt((int) number).array();
    }

    @Test
    void aReportOfACommandNamesIt() {
        start();
        terminal.loginAndReport();
        CommandTicket ticket = test.platform.commands().submit(ID, Command.CONFIG_SET, (codec, record) -> codec.writeBody(
                Command.CONFIG_SET, FakeTerminal.map("heartbeat_interval", 45, "m2m_apn", "CMIOT")),
                CommandTerms.of(dialect -> TestPlatform.LONG, false)).toCompletableFuture().join();
        WmmpBody set = receive(Command.CONFIG_SET);
        terminal.answer(set.message(), "result", 0);
        trap("config_result", executed(0, set.message().sequenceNumber()), "config_crc32",
                crc32("m2m_apn", "CMIOT", "heartbeat_interval", 45));
        await().until(() -> test.events(Type.COMMAND_EXECUTED).size() == 1);
        assertThat(test.events(Type.COMMAND_EXECUTED).get(0).details()).containsEntry("commandId", ticket.id())
                .containsEntry("command", "CONFIG_SET").containsEntry("sequenceNumber", set.message().sequenceNumber())
                .containsEntry("status", 0).containsEntry("crc32Matches", true);
        assertThat(twin().reported()).containsEntry("heartbeat_interval", 45);
    }

    @Test
    void aCommandThatIsNotCarriedOutIsNoConfiguration() {
        start();
        terminal.loginAndReport();
        desire("heartbeat_interval", 45);
        WmmpBody set = receive(Command.CONFIG_SET);
        terminal.answer(set.message(), "result", 0);
        await().until(() -> twin().inSync());
        trap("config_result", executed(2, set.message().sequenceNumber()), "config_crc32", 7);
        await().until(() -> test.events(Type.TWIN_REFUSED).size() == 1);
        assertThat(test.events(Type.COMMAND_EXECUTED).get(0).details()).containsEntry("status", 2)
                .containsEntry("crc32Matches", false).doesNotContainKey("commandId");
        assertThat(twin().reported()).doesNotContainKey("heartbeat_interval");
        assertThat(twin().refused()).containsExactly("heartbeat_interval");
        terminal.heartbeat();
        terminal.assertNothingReceived();
    }

    @Test
    void aTwinHasItsBounds() {
        start(builder -> builder.maxTwinTags(2));
        terminal.login();
        trap("m2m_apn", "CMIOT", "heartbeat_interval", 90, "dns_address", "192.0.2.1");
        assertThat(twin().reported()).hasSize(2);
        assertThat(test.platform.twins().ignored()).isEqualTo(1);
        trap("0x8123", new byte[2000]);
        assertThat(test.platform.twins().ignored()).isEqualTo(2);
        assertThatThrownBy(() -> desire("m2m_apn", "A", "heartbeat_interval", 1, "dns_address", "B"))
                .hasCauseInstanceOf(InvalidFieldException.class).hasMessageContaining("maxTwinTags");
        assertThat(twin().desired()).isEmpty();
    }

    @Test
    void whatCannotBeDesiredIsRefusedByName() {
        start();
        for (String key : Arrays.asList("uplink_password", "gprs_password", "config_result", "nonsense", "message_digest")) {
            assertThatThrownBy(() -> desire(key, "x")).isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(InvalidFieldException.class).hasMessageContaining(key);
        }
        assertThatThrownBy(() -> desire("heartbeat_interval", "soon")).hasMessageContaining("heartbeat_interval");
        assertThatThrownBy(() -> test.platform.twins().find(TerminalId.of("TESTTERM00000009")).toCompletableFuture().join())
                .hasCauseInstanceOf(UnknownTerminalException.class);
        assertThat(test.platform.twins().pending()).isZero();
    }

    @Test
    void whatIsStoredIsReadAgain() {
        start();
        terminal.login();
        trap("m2m_apn", "CMIOT", "0x8123", new byte[0]);
        desire("heartbeat_interval", 45);
        Twin twin = store.twins().find(ID).toCompletableFuture().join();
        Twin again = Twin.of(ID, twin.toBytes());
        assertThat(again.toBytes()).isEqualTo(twin.toBytes());
        assertThat(again.isPending()).isTrue();
        assertThatThrownBy(() -> Twin.of(ID, new byte[] { 9 })).hasMessageContaining("unknown version 9");
        assertThatThrownBy(() -> Twin.of(ID, new byte[] { 1, 0 })).hasMessageContaining("cannot be read");
    }
}
