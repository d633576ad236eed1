package io.wmmp.platform;

import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.ShortMessage;
import io.wmmp.link.SmsLink;
import io.wmmp.platform.admission.LoginAdmission;
import io.wmmp.platform.admission.Registration;
import io.wmmp.platform.admission.RegistryAdmission;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.KeySet;
import io.wmmp.session.DropReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Keys for terminals that register without: by short message, to the number that the registry has. */
class KeyDeliveryTest {

    private static final TerminalId ID = TestPlatform.TERMINAL.terminalId();
    private static final String NUMBER = "13800000001";
    private static final KeyRules GENERATING = new KeyRules(true, null, null);
    private static final Credentials WITHOUT = new Credentials("490154203237518", "001010123456789", null, null, null);

    private final BlockingQueue<ShortMessage> sent = new LinkedBlockingQueue<>();
    private TestPlatform test;
    private FakeTerminal terminal;
    private SmsLink sms;

    @AfterEach
    void close() {
        terminal.close();
        test.close();
    }

    private void start(Credentials credentials, UnaryOperator<PlatformOptions.Builder> options) {
        test = new TestPlatform(new MemoryTerminalRegistry(), options);
        test.registry.save(new TerminalRecord(ID, credentials, NUMBER, null, null));
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
        test.listen(ListenerAddress.SMS, Set.of(Command.TRANSPARENT_DATA), request -> new CompletableFuture<>());
        sms = test.platform.openSms(ListenerAddress.SMS, new SmsOptions("106571734", "86", List.of("1390000*")), message -> {
            sent.add(message);
            return CompletableFuture.completedStage(null);
        });
    }

    private long register(int operation) {
        return terminal.exchange(terminal.registerMessage(operation, null)).unsigned("result");
    }

    private WmmpMessage delivery(String number) throws InterruptedException {
        ShortMessage message = sent.poll(10, TimeUnit.SECONDS);
        assertThat(message).as("a short message").isNotNull();
        assertThat(message.destination()).isEqualTo(number);
        WmmpMessage delivery = FakeTerminal.CODEC.decode(message.frame());
        assertThat(delivery.command()).isEqualTo(Command.SECURITY_CONFIG);
        assertThat(delivery.unsigned("operation")).isZero();
        return delivery;
    }

    private static Credentials keys(WmmpMessage delivery) {
        return KeySet.of(WITHOUT).changedBy(delivery.tlvs(), TestPlatform.DIALECT).credentials();
    }

    private void confirm(String number, WmmpMessage delivery, int result) {
        WmmpMessage answer = WmmpMessage.builder(Command.SECURITY_CONFIG_ACK).terminalId(delivery.terminalId())
                .sequenceNumber(delivery.sequenceNumber()).body(new byte[] { (byte) result }).build();
        sms.receive(number, "106571734", new ShortMessage(number, null, answer.toBytes()).userData());
    }

    private TerminalRecord record() {
        return test.registry.find(ID).toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 4 })
    void aTerminalWithoutKeysIsSentNewOnes(int operation) throws Exception {
        start(WITHOUT, options -> options.keyRules(GENERATING));
        assertThat(register(operation)).isZero();
        WmmpMessage delivery = delivery(NUMBER);
        assertThat(delivery.length()).as("as in the field").isEqualTo(105);
        assertThat(delivery.securityFlag()).isEqualTo(0x80);
        confirm(NUMBER, delivery, 0);
        terminal.credentials = keys(delivery);
        terminal.login();
        assertThat(record().credentials().hasPasswords()).as("not before they are proved").isFalse();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        await().untilAsserted(() -> assertThat(record().credentials()).isEqualTo(terminal.credentials));
    }

    @Test
    void theKeysOfTheRegistryAreSentWhereThePlatformMakesNone() throws Exception {
        start(TestPlatform.CREDENTIALS, options -> options);
        assertThat(register(1)).isZero();
        assertThat(keys(delivery(NUMBER)).uplinkPassword()).isEqualTo(TestPlatform.CREDENTIALS.uplinkPassword());
        assertThat(record().pendingKeys()).isNull();
    }

    @Test
    void whoRegistersAgainAndAgainIsSentTheSameKeysOneAtATime() throws Exception {
        start(TestPlatform.CREDENTIALS, options -> options.keyRules(GENERATING));
        assertThat(register(4)).isZero();
        WmmpMessage first = delivery(NUMBER);
        assertThat(register(4)).isZero();
        assertThat(sent.poll(100, TimeUnit.MILLISECONDS)).as("the first is not confirmed yet").isNull();
        confirm(NUMBER, first, 0);
        await().untilAsserted(() -> {
            assertThat(register(4)).isZero();
            assertThat(sent).isNotEmpty();
        });
        assertThat(keys(delivery(NUMBER))).isEqualTo(keys(first));
        assertThat(record().credentials()).as("a forged REGISTER locks nobody out").isEqualTo(TestPlatform.CREDENTIALS);
        terminal.login();
    }

    @Test
    void whereShortMessagesDoNotArriveTheOldKeysGoOn() throws Exception {
        start(TestPlatform.CREDENTIALS, options -> options.keyRules(GENERATING));
        assertThat(register(0)).isZero();
        confirm(NUMBER, delivery(NUMBER), 2);
        await().untilAsserted(() -> assertThat(register(0)).isEqualTo(Registration.LOG_IN));
        terminal.login();
    }

    @Test
    void withoutAWayOrWithProofsNothingIsSent() {
        start(TestPlatform.CREDENTIALS, options -> options.keyRules(GENERATING));
        assertThat(terminal.exchange(terminal.registerMessage(3, TestPlatform.CREDENTIALS)).unsigned("result"))
                .isEqualTo(Registration.LOG_IN);
        test.registry.save(new TerminalRecord(ID, TestPlatform.CREDENTIALS, null, null, null));
        assertThat(register(1)).isEqualTo(Registration.LOG_IN);
        assertThat(sent).isEmpty();
        assertThat(record().pendingKeys()).isNull();
    }

    @Test
    void aNewcomerOfAnAllowedNumberGetsKeysOfItsOwn() throws Exception {
        MemoryTerminalRegistry[] used = new MemoryTerminalRegistry[1];
        start(TestPlatform.CREDENTIALS, options -> options.keyRules(GENERATING));
        close();
        used[0] = test.registry;
        test = new TestPlatform(used[0],
                options -> options.keyRules(GENERATING).admission(RegistryAdmission.openForKeys(used[0])));
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
        test.listen(ListenerAddress.SMS, Set.of(Command.TRANSPARENT_DATA), request -> new CompletableFuture<>());
        sms = test.platform.openSms(ListenerAddress.SMS, new SmsOptions("106571734", "86", List.of("1390000*")), message -> {
            sent.add(message);
            return CompletableFuture.completedStage(null);
        });
        terminal.id = TerminalId.of("FACTORY000000000");
        terminal.credentials = new Credentials("490154203237526", "001010123456790", null, null, null);
        sms.receive("13900001234", "106571734", new ShortMessage("13900001234", null,
                terminal.registerMessage(0, null).toBytes()).userData());
        WmmpMessage answer = FakeTerminal.CODEC.decode(sent.poll(10, TimeUnit.SECONDS).frame());
        assertThat(answer.unsigned("result")).isZero();
        WmmpMessage delivery = delivery("13900001234");
        Credentials fresh = keys(delivery);
        terminal.id = delivery.terminalId();
        terminal.credentials = new Credentials("490154203237526", "001010123456790", fresh.uplinkPassword(),
                fresh.downlinkPassword(), fresh.baseKey());
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
    }

    @Test
    void aNewSimIsProvedWithTheOldOne() {
        start(TestPlatform.CREDENTIALS, options -> options);
        Credentials old = terminal.credentials;
        Credentials changed = TestPlatform.credentials(old.imei(), "001010123456777");
        terminal.credentials = changed;
        WmmpMessage unsigned = terminal.registerMessage(2, null);
        assertThat(terminal.exchange(unsigned).unsigned("result")).isEqualTo(Registration.WRONG_MAPPING);
        WmmpMessage wrong = Digests.sign(terminal.registerMessage(2, null), 0, changed,
                Direction.UPLINK);
        assertThat(terminal.exchange(wrong).unsigned("result")).as("signed with the new one").isEqualTo(
                Registration.WRONG_MAPPING);
        WmmpMessage right = Digests.sign(terminal.registerMessage(2, null), 0, old,
                Direction.UPLINK);
        assertThat(terminal.exchange(right).unsigned("result")).isEqualTo(Registration.LOG_IN);
        assertThat(record().credentials()).isEqualTo(changed);
        assertThat(record().msisdn()).as("keys must not go to the old SIM").isNull();
        assertThat(terminal.exchange(Digests.sign(terminal.registerMessage(2, null), 0, old,
                Direction.UPLINK)).unsigned("result")).as("its answer was lost").isEqualTo(1);
        terminal.login();
    }

    @Test
    void aTerminalThatIsBoundToItsSimKeepsIt() {
        start(TestPlatform.CREDENTIALS, options -> options);
        test.registry.save(TestPlatform.TERMINAL.withSimLock(true));
        terminal.credentials = TestPlatform.credentials(TestPlatform.CREDENTIALS.imei(), "001010123456777");
        WmmpMessage register = Digests.sign(terminal.registerMessage(2, null), 0, TestPlatform.CREDENTIALS,
                Direction.UPLINK);
        assertThat(terminal.exchange(register).unsigned("result")).isEqualTo(Registration.WRONG_MAPPING);
        assertThat(record()).isEqualTo(TestPlatform.TERMINAL.withSimLock(true));
    }

    @Test
    void whoMayLogInIsDecidedByAnAdmission() {
        int[] result = { 7 };
        start(TestPlatform.CREDENTIALS, options -> options.loginAdmission(request -> {
            assertThat(request.terminal().terminalId()).isEqualTo(ID);
            assertThat(request.address()).startsWith("127.0.0.1:");
            return CompletableFuture.completedStage(result[0]);
        }));
        WmmpMessage refusal = terminal.exchange(terminal.loginMessage());
        assertThat(refusal.unsigned("result")).isEqualTo(7);
        terminal.timestamp = refusal.unsigned("timestamp");
        terminal.assertVerifies(refusal);
        result[0] = -1;
        terminal.send(terminal.loginMessage());
        terminal.assertNothingReceived();
        result[0] = LoginAdmission.ADMITTED;
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        assertThat(test.platform.dropped(DropReason.BAD_DIGEST)).isZero();
    }
}
