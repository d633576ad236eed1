package io.wmmp.platform;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.link.ShortMessage;
import io.wmmp.link.SmsLink;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.ReceivedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The platform by SMS: who is heard, what counts, and that nobody with a forged number disturbs a session over IP. */
class SmsTest {

    private static final String NUMBER = "13800000001";
    private static final String STRANGER = "13899999999";
    private static final TerminalId ID = TestPlatform.TERMINAL.terminalId();

    private final TestPlatform platform = new TestPlatform(new MemoryTerminalRegistry(), true, 100);
    private final BlockingQueue<ShortMessage> sent = new LinkedBlockingQueue<>();
    private final Queue<Throwable> failures = new ArrayDeque<>();
    private final BlockingQueue<ReceivedRequest> requests = new LinkedBlockingQueue<>();
    private SmsLink sms;
    private FakeTerminal udp;
    private long number;

    @BeforeEach
    void listen() {
        platform.registry.save(new TerminalRecord(ID, TestPlatform.CREDENTIALS, NUMBER, null, null));
        udp = new FakeTerminal(Bearer.UDP, platform.listen(Bearer.UDP));
        platform.listen(ListenerAddress.SMS, Set.of(Command.TRANSPARENT_DATA, Command.CONFIG_TRAP), request -> {
            requests.add(request);
            return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
        });
        sms = platform.platform.openSms(ListenerAddress.SMS, new SmsOptions("106571734", "86", List.of("1380000*")),
                this::submit);
    }

    private CompletionStage<Void> submit(ShortMessage message) {
        Throwable failure = failures.poll();
        if (failure != null) {
            return CompletableFuture.failedStage(failure);
        }
        sent.add(message);
        return CompletableFuture.completedStage(null);
    }

    @AfterEach
    void close() {
        udp.close();
        platform.close();
    }

    private WmmpMessage message(Command command, Object... body) {
        return WmmpMessage.builder(command).terminalId(ID).sequenceNumber(++number)
                .body(FakeTerminal.CODEC.writeBody(command, FakeTerminal.map(body))).build();
    }

    private void receive(String from, WmmpMessage message) {
        sms.receive(from, "106571734", new ShortMessage(from, null, message.toBytes()).userData());
    }

    private WmmpMessage answer() throws InterruptedException {
        ShortMessage message = sent.poll(10, TimeUnit.SECONDS);
        assertThat(message).as("a short message").isNotNull();
        assertThat(message.source()).isEqualTo("106571734");
        assertThat(message.destination()).isIn(NUMBER, "+86" + NUMBER);
        WmmpMessage answer = FakeTerminal.CODEC.decode(message.frame());
        assertThat(answer.hasDigest()).isFalse();
        return answer;
    }

    private void logInBySms() throws InterruptedException {
        receive(NUMBER, message(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0));
        assertThat(answer().unsigned("result")).isZero();
    }

    private void assertDropped(DropReason reason, long times) {
        await().untilAsserted(() -> assertThat(platform.platform.dropped(reason)).isEqualTo(times));
        assertThat(sent).isEmpty();
    }

    private TerminalStatus status() {
        return platform.platform.status(ID).toCompletableFuture().join();
    }

    private CompletableFuture<WmmpMessage> requestBySms(Command command, Map<String, ?> body) {
        return platform.platform.requestBySms(ID, command, (codec, terminal) -> codec.writeBody(command, body),
                dialect -> TestPlatform.LONG).toCompletableFuture();
    }

    @Test
    void aTerminalOfModeSmsHasItsWholeSessionByShortMessages() throws Exception {
        logInBySms();
        assertThat(status().state()).isEqualTo(TerminalState.ONLINE);
        assertThat(status().bearer()).isEqualTo(Bearer.SMS);
        receive("+86" + NUMBER, message(Command.TRANSPARENT_DATA, "crc16", 0, "user_data", new byte[] { 7 }));
        assertThat(answer().command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        ReceivedRequest data = requests.take();
        assertThat(data.bearer()).isEqualTo(Bearer.SMS);
        assertThat(data.remoteAddress()).isEqualTo("+86" + NUMBER);

        CompletableFuture<WmmpMessage> set = platform.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 30),
                TestPlatform.LONG);
        WmmpMessage request = answer();
        assertThat(request.command()).isEqualTo(Command.CONFIG_SET);
        assertThat(request.securityFlag()).isZero();
        receive(NUMBER, message(Command.CONFIG_SET_ACK, "result", 0).toBuilder()
                .sequenceNumber(request.sequenceNumber()).build());
        assertThat(set.get(10, TimeUnit.SECONDS).unsigned("result")).isZero();

        receive(NUMBER, message(Command.LOGOUT, "reason", 0));
        assertThat(answer().command()).isEqualTo(Command.LOGOUT_ACK);
        await().untilAsserted(() -> assertThat(status().state()).isEqualTo(TerminalState.OFFLINE));
    }

    @Test
    void thereAreNoHeartbeatsAndNothingBeforeTheLogin() throws Exception {
        receive(NUMBER, message(Command.TRANSPARENT_DATA, "crc16", 0, "user_data", new byte[] { 7 }));
        assertDropped(DropReason.NOT_LOGGED_IN, 1);
        logInBySms();
        receive(NUMBER, message(Command.HEART_BEAT));
        assertDropped(DropReason.UNEXPECTED, 1);
    }

    @Test
    void onlyTheNumberOfTheTerminalIsHeard() {
        receive(STRANGER, message(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0));
        assertDropped(DropReason.FOREIGN_ADDRESS, 1);
        receive(NUMBER, message(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0).toBuilder()
                .terminalId(TerminalId.of("TESTTERM00000009")).build());
        assertDropped(DropReason.UNKNOWN_TERMINAL, 1);
        receive("BANK", message(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0));
        sms.receive(NUMBER, null, "Hello".getBytes());
        assertDropped(DropReason.MALFORMED, 2);
        platform.registry.save(new TerminalRecord(ID, TestPlatform.CREDENTIALS, null, null, null));
        receive(NUMBER, message(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0));
        assertDropped(DropReason.FOREIGN_ADDRESS, 2);
    }

    @Test
    void aKnownTerminalRegistersFromItsNumberAndANewOneFromAnAllowedOne() throws Exception {
        receive(STRANGER, register(TestPlatform.CREDENTIALS));
        assertDropped(DropReason.FOREIGN_ADDRESS, 1);
        receive(NUMBER, register(TestPlatform.CREDENTIALS));
        assertThat(answer().bytes("assigned_terminal_id")).isEqualTo(ID.toString().getBytes());
        assertThat(answer().command()).as("its keys").isEqualTo(Command.SECURITY_CONFIG);

        Credentials newcomer = TestPlatform.credentials("490154203237599", "001010123456799");
        receive(STRANGER, register(newcomer));
        assertDropped(DropReason.UNKNOWN_TERMINAL, 1);
        receive("13800007777", register(newcomer));
        ShortMessage admitted = sent.poll(10, TimeUnit.SECONDS);
        assertThat(admitted.destination()).isEqualTo("13800007777");
        TerminalId allotted = TerminalId.of(new String(
                FakeTerminal.CODEC.decode(admitted.frame()).bytes("assigned_terminal_id")));
        assertThat(platform.registry.find(allotted).toCompletableFuture().join().msisdn()).isEqualTo("13800007777");
    }

    private WmmpMessage register(Credentials identity) {
        return message(Command.REGISTER, "operation", 0, "imei", identity.imei(), "imsi", identity.imsi()).toBuilder()
                .terminalId(TerminalId.of("TESTTERM00000000")).build();
    }

    @Test
    void whoForgesTheNumberDoesNotDisturbASessionOverIp() throws Exception {
        udp.login();
        udp.result(udp.signed(Command.CONFIG_TRAP));
        TerminalStatus before = status();
        receive(NUMBER, message(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0));
        receive(NUMBER, message(Command.LOGOUT, "reason", 0));
        receive(NUMBER, message(Command.TRANSPARENT_DATA, "crc16", 0, "user_data", new byte[] { 7 }));
        assertDropped(DropReason.UNEXPECTED, 3);

        CompletableFuture<WmmpMessage> set = platform.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 30),
                TestPlatform.LONG);
        WmmpMessage request = udp.receive();
        receive(NUMBER, message(Command.CONFIG_SET_ACK, "result", 1, "faulty", List.of()).toBuilder()
                .sequenceNumber(request.sequenceNumber()).build());
        assertDropped(DropReason.LATE_ANSWER, 1);
        udp.answer(request, "result", 0);
        assertThat(set.get(10, TimeUnit.SECONDS).unsigned("result")).isZero();
        assertThat(status().state()).isEqualTo(TerminalState.ONLINE);
        assertThat(status().remoteAddress()).isEqualTo(before.remoteAddress());
    }

    @Test
    void anAlarmBySmsIsAnsweredBySmsAndLeavesTheSessionWhereItIs() throws Exception {
        udp.login();
        udp.result(udp.signed(Command.CONFIG_TRAP));
        String address = status().remoteAddress();
        receive(NUMBER, message(Command.CONFIG_TRAP, "alarm_status", 1));
        assertThat(answer().command()).isEqualTo(Command.CONFIG_TRAP_ACK);
        assertThat(requests.take().bearer()).isEqualTo(Bearer.SMS);
        assertThat(status().remoteAddress()).isEqualTo(address);
        assertThat(udp.result(udp.signed(Command.CONFIG_TRAP))).isZero();
        assertThat(requests).as("what comes by UDP is for the routes of the UDP listener").isEmpty();
    }

    @Test
    void aTerminalThatHasNoSessionSendsItsAlarmAndIsWoken() throws Exception {
        receive(NUMBER, message(Command.CONFIG_TRAP, "alarm_status", 1));
        assertThat(answer().command()).isEqualTo(Command.CONFIG_TRAP_ACK);
        CompletableFuture<WmmpMessage> wake = requestBySms(Command.REMOTE_CTRL, Map.of("remote_command", 3));
        WmmpMessage request = answer();
        assertThat(request.securityFlag()).isZero();
        // the login may be faster than the answer: nothing is sent again for it
        udp.login();
        udp.result(udp.signed(Command.CONFIG_TRAP));
        assertThat(sent).isEmpty();
        receive(NUMBER, message(Command.REMOTE_CTRL_ACK, "result", 0).toBuilder()
                .sequenceNumber(request.sequenceNumber()).build());
        assertThat(wake.get(10, TimeUnit.SECONDS).unsigned("result")).isZero();
        assertThat(status().bearer()).isEqualTo(Bearer.UDP);
    }

    @Test
    void keysTravelWithTheFlagOfRealPlatforms() throws Exception {
        requestBySms(Command.SECURITY_CONFIG, Map.of("operation", 0, "uplink_password", "NEWUPLNK"));
        WmmpMessage request = answer();
        assertThat(request.securityFlag()).isEqualTo(0x80);
    }

    @Test
    void aLoginOverIpTakesTheSessionBackFromSms() throws Exception {
        logInBySms();
        udp.login();
        assertThat(status().bearer()).as("not before it is proved").isEqualTo(Bearer.SMS);
        udp.result(udp.signed(Command.CONFIG_TRAP));
        assertThat(status().bearer()).isEqualTo(Bearer.UDP);
    }

    @Test
    void aRequestIsSentOnceAndOneThatIsTooLongNotAtAll() throws Exception {
        logInBySms();
        CompletableFuture<WmmpMessage> get = platform.request(Command.CONFIG_GET, Map.of("heartbeat_interval", ""),
                TestPlatform.SHORT);
        assertThatThrownBy(() -> get.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(NoAnswerException.class)
                .hasMessageContaining("1");
        assertThat(sent).hasSize(1);
        CompletableFuture<WmmpMessage> data = platform.request(Command.TRANSPARENT_DATA,
                Map.of("crc16", 0, "user_data", new byte[120]), TestPlatform.SHORT);
        assertThatThrownBy(() -> data.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long for sms:" + NUMBER + ", which takes 128");
        assertThat(sent).hasSize(1);
    }

    @Test
    void whatTheCenterDoesNotTakeIsCounted() throws Exception {
        failures.add(new IllegalStateException("not bound"));
        receive(NUMBER, message(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0));
        assertDropped(DropReason.UNSENT, 1);
    }

    @Test
    void withoutAWayOrANumberARequestFailsAtOnce() {
        platform.registry.save(new TerminalRecord(ID, TestPlatform.CREDENTIALS, null, null, null));
        assertThatThrownBy(() -> requestBySms(Command.REMOTE_CTRL, Map.of("remote_command", 3)).get(10, TimeUnit.SECONDS))
                .hasMessageContaining("msisdn");
        platform.platform.closeSms(sms);
        assertThatThrownBy(() -> requestBySms(Command.REMOTE_CTRL, Map.of("remote_command", 3)).get(10, TimeUnit.SECONDS))
                .hasMessageContaining("smsTo");
    }
}
