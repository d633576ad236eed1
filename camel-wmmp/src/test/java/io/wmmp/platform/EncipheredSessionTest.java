package io.wmmp.platform;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.CipherSuite.Algorithm;
import io.wmmp.protocol.CipherSuite.Mode;
import io.wmmp.protocol.CipherSuite.Padding;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.BodyCipher;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeyProof;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SessionKey;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** A platform grants session keys, takes what is enciphered with them, and survives what is not. */
class EncipheredSessionTest {

    private static final byte[] BASE_KEY = TestSecrets.baseKey();
    private static final Credentials WITH_BASE_KEY = new Credentials("490154203237518", "001010123456789",
            TestSecrets.UPLINK_PASSWORD,
            TestSecrets.DOWNLINK_PASSWORD, BASE_KEY);
    private static final BodyCipher CIPHER = new BodyCipher(TestPlatform.DIALECT.cipher());
    private static final Object[] DATA = { "destination_ec_code", "", "user_data", "36.6".getBytes(StandardCharsets.US_ASCII) };

    private final TestPlatform test = new TestPlatform();
    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private FakeTerminal terminal;
    private SessionKey key;

    @BeforeEach
    void provision() {
        test.registry.save(new TerminalRecord(TestPlatform.TERMINAL.terminalId(), WITH_BASE_KEY, null, null, null));
    }

    @AfterEach
    void close() {
        if (terminal != null) {
            terminal.close();
        }
        test.close();
    }

    private void listen(Bearer bearer, SecurityCategory security) {
        test.listenerOptions = new ListenerOptions(TestPlatform.DIALECT, security, null, 0, 0);
        terminal = new FakeTerminal(bearer, test.listen(bearer, Set.of(Command.TRANSPARENT_DATA), request -> {
            received.add(request);
            return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
        }).localAddress());
        terminal.credentials = WITH_BASE_KEY;
    }

    private WmmpMessage loginMessage(byte[] proof) {
        WmmpMessage plain = terminal.unsigned(Command.LOGIN, "software_version", "1.00", "sync_crc32", 0, "base_key_md5", proof)
                .toBuilder().securityFlag(0xC0).build();
        return Digests.sign(plain, 0, terminal.credentials, Direction.UPLINK);
    }

    /** Logs in as a terminal does that wants a session key. */
    private void login() {
        WmmpMessage answer = terminal.exchange(loginMessage(KeyProof.BASE_KEY.of(WITH_BASE_KEY, KeyProof.NEVER)));
        assertThat(answer.unsigned("result")).isZero();
        terminal.timestamp = answer.unsigned("timestamp");
        terminal.assertVerifies(answer);
        key = CIPHER.open(answer, BASE_KEY);
        assertThat(key).isNotNull();
        assertThat(key.bytes()).hasSize(24);
    }

    private WmmpMessage signed(WmmpMessage message) {
        return Digests.sign(message, terminal.timestamp, terminal.credentials, Direction.UPLINK);
    }

    private WmmpMessage data() {
        return terminal.unsigned(Command.TRANSPARENT_DATA, DATA);
    }

    private void assertTaken(WmmpMessage message, SecurityCategory category) {
        int before = received.size();
        WmmpMessage answer = terminal.exchange(signed(message));
        terminal.assertVerifies(answer);
        assertThat(SecurityCategory.of(answer)).isEqualTo(SecurityCategory.FULLY_ENCRYPTED);
        assertThat(CIPHER.decipher(answer, key).unsigned("result")).isZero();
        assertThat(received).hasSize(before + 1);
        ReceivedRequest request = received.get(before);
        assertThat(request.category()).isEqualTo(category);
        assertThat(request.message().tlv(Tlv.USER_DATA).value()).asString().isEqualTo("36.6");
    }

    private void assertDropped(WmmpMessage message, DropReason reason) {
        long before = test.platform.dropped(reason);
        int taken = received.size();
        terminal.send(message);
        await().untilAsserted(() -> assertThat(test.platform.dropped(reason)).isEqualTo(before + 1));
        assertThat(received).hasSize(taken);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void terminalThatAsksGetsAKeyAndEverythingEnciphered(Bearer bearer) throws Exception {
        listen(bearer, SecurityCategory.VERIFIED);
        login();

        assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);
        assertTaken(CIPHER.encipher(data(), key, Set.of(0x4007)), SecurityCategory.ENCRYPTED);
        assertTaken(data(), SecurityCategory.VERIFIED);

        CompletableFuture<WmmpMessage> asked = test.request(Command.CONFIG_SET, Map.of("heartbeat_interval", 45),
                TestPlatform.LONG);
        WmmpMessage request = terminal.receive();
        terminal.assertVerifies(request);
        assertThat(request.securityFlag()).isEqualTo(0xF0);
        assertThat(CIPHER.decipher(request, key).body()).isEqualTo(
                FakeTerminal.CODEC.writeBody(Command.CONFIG_SET, Map.of("heartbeat_interval", 45)));
        WmmpMessage answer = WmmpMessage.builder(Command.CONFIG_SET_ACK).terminalId(terminal.id)
                .sequenceNumber(request.sequenceNumber()).body(new byte[1]).build();
        terminal.send(signed(CIPHER.encipher(answer, key)));
        assertThat(asked.get().unsigned("result")).isZero();
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void whatCannotBeDecipheredIsCountedAndTheSessionGoesOn(Bearer bearer) {
        listen(bearer, SecurityCategory.VERIFIED);
        login();
        SessionKey other = new SessionKey("another key of 24 bytes.".getBytes(StandardCharsets.US_ASCII), Expiry.NEVER);
        BodyCipher otherMode = new BodyCipher(new CipherSuite(Algorithm.AES, Mode.GCM, Padding.NONE, 16));
        byte[] whole = CIPHER.encipher(data(), key).tlv(Tlv.ENCRYPTED_BODY).value();
        WmmpMessage cut = data().toBuilder().securityFlag(0xF0)
                .body(Tlv.of(Tlv.ENCRYPTED_BODY, Arrays.copyOf(whole, whole.length - 3)).toBytes()).build();

        assertDropped(signed(CIPHER.encipher(data(), other)), DropReason.UNDECIPHERABLE);
        assertDropped(signed(CIPHER.encipher(data(), other, Set.of(0x4007))), DropReason.UNDECIPHERABLE);
        assertDropped(signed(otherMode.encipher(data(), key)), DropReason.UNDECIPHERABLE);
        assertDropped(signed(cut), DropReason.UNDECIPHERABLE);
        // verified first, deciphered then
        assertDropped(CIPHER.encipher(data(), key), DropReason.MISSING_DIGEST);
        assertDropped(CIPHER.encipher(terminal.unsigned(Command.HEART_BEAT), key), DropReason.UNDECIPHERABLE);

        assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void whatADialectLetsGoUnsignedIsCommon(Bearer bearer) {
        test.registry.save(new TerminalRecord(TestPlatform.TERMINAL.terminalId(), WITH_BASE_KEY, null, null, "j2me"));
        listen(bearer, SecurityCategory.VERIFIED);
        terminal.login();

        assertThat(terminal.result(data())).isZero();
        assertThat(received.get(0).category()).isEqualTo(SecurityCategory.COMMON);
    }

    @Test
    void withoutAKeyNothingIsDeciphered() {
        listen(Bearer.UDP, SecurityCategory.VERIFIED);
        terminal.login();
        key = new SessionKey(BASE_KEY, Expiry.NEVER);

        assertDropped(signed(CIPHER.encipher(data(), key)), DropReason.UNDECIPHERABLE);
        assertThat(terminal.result(signed(data()))).isZero();
    }

    @Test
    void policyIsEnforcedAgainstDowngrades() {
        listen(Bearer.UDP, SecurityCategory.FULLY_ENCRYPTED);
        login();

        assertDropped(signed(data()), DropReason.NOT_ENCIPHERED);
        assertDropped(signed(CIPHER.encipher(data(), key, Set.of(0x4007))), DropReason.NOT_ENCIPHERED);
        assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);
        terminal.heartbeat();
    }

    @Test
    void aTerminalMayBeAskedForMoreThanItsListenerAsks() {
        test.registry.save(new TerminalRecord(TestPlatform.TERMINAL.terminalId(), WITH_BASE_KEY, null, null, null)
                .withSecurity(SecurityCategory.FULLY_ENCRYPTED));
        listen(Bearer.UDP, SecurityCategory.VERIFIED);
        login();

        assertDropped(signed(data()), DropReason.NOT_ENCIPHERED);
        assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);
        assertThat(test.platform.status(TestPlatform.TERMINAL).security()).isEqualTo(SecurityCategory.FULLY_ENCRYPTED);
        test.registry.save(TestPlatform.TERMINAL.withSecurity(SecurityCategory.ENCRYPTED));
        assertThat(terminal.exchange(terminal.loginMessage()).unsigned("result")).as("without a base key").isEqualTo(2);
    }

    @Test
    void aTerminalCannotBeAskedForLessThanItsListenerAsks() {
        test.registry.save(new TerminalRecord(TestPlatform.TERMINAL.terminalId(), WITH_BASE_KEY, null, null, null)
                .withSecurity(SecurityCategory.COMMON));
        listen(Bearer.UDP, SecurityCategory.FULLY_ENCRYPTED);
        login();

        assertDropped(signed(data()), DropReason.NOT_ENCIPHERED);
        assertDropped(data(), DropReason.MISSING_DIGEST);
    }

    @Test
    void whatIsAskedOfATerminalThatIsLoggedInCountsFromItsNextLogin() {
        listen(Bearer.UDP, SecurityCategory.VERIFIED);
        terminal.login();
        assertThat(terminal.result(signed(data()))).isZero();
        test.registry.update(terminal.id, record -> record.withSecurity(SecurityCategory.FULLY_ENCRYPTED));
        assertThat(terminal.result(signed(data()))).as("it has no key yet").isZero();

        login();
        assertDropped(signed(data()), DropReason.NOT_ENCIPHERED);
        assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);
    }

    @Test
    void singleValuesAreEnoughWhereThePolicySaysSo() {
        listen(Bearer.UDP, SecurityCategory.ENCRYPTED);
        login();

        assertDropped(signed(data()), DropReason.NOT_ENCIPHERED);
        assertTaken(CIPHER.encipher(data(), key, Set.of(0x4007)), SecurityCategory.ENCRYPTED);
    }

    @Test
    void loginIsRefusedWhereAKeyIsWantedAndNoneCanBeGranted() {
        listen(Bearer.UDP, SecurityCategory.FULLY_ENCRYPTED);
        assertThat(terminal.exchange(loginMessage(new byte[16])).unsigned("result")).isEqualTo(2);

        test.registry.save(TestPlatform.TERMINAL);
        assertThat(terminal.exchange(terminal.loginMessage()).unsigned("result")).isEqualTo(2);
    }

    @Test
    void terminalWithAnotherBaseKeyGetsNoneUnlessThePolicyWantsOne() {
        listen(Bearer.UDP, SecurityCategory.VERIFIED);
        WmmpMessage answer = terminal.exchange(loginMessage(new byte[16]));

        assertThat(answer.unsigned("result")).isZero();
        assertThat(CIPHER.open(answer, BASE_KEY)).isNull();
    }

    @Test
    void smsCarriesTheCommonCategoryOnly() {
        ListenerOptions strict = new ListenerOptions(TestPlatform.DIALECT, SecurityCategory.ENCRYPTED, null, 0, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> test.platform.consume(ListenerAddress.SMS, strict,
                Set.of(Command.TRANSPARENT_DATA), request -> new CompletableFuture<>()))
                .withMessageContaining("SMS carries the common category only");
    }

    @Test
    void eachLoginHasAKeyOfItsOwn() {
        listen(Bearer.UDP, SecurityCategory.FULLY_ENCRYPTED);
        login();
        SessionKey first = key;
        assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);
        login();

        assertThat(key).isNotEqualTo(first);
        assertDropped(signed(CIPHER.encipher(data(), first)), DropReason.UNDECIPHERABLE);
        assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);
    }

    @Test
    void eachSendOfALoginHasTheSameKey() {
        listen(Bearer.UDP, SecurityCategory.FULLY_ENCRYPTED);
        login();
        SessionKey first = key;
        login();
        assertThat(key).as("of a login that counts and is not proved").isEqualTo(first);
        assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);

        login();
        SessionKey second = key;
        assertThat(second).isNotEqualTo(first);
        login();
        assertThat(key).as("of a login that does not count yet").isEqualTo(second);
        assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);
    }

    @Test
    void replayedLoginFromBeforeThereWasAKeyDoesNotTakeItAway() {
        listen(Bearer.UDP, SecurityCategory.VERIFIED);
        terminal.login();
        WmmpMessage old = terminal.loginMessage();
        assertThat(terminal.result(signed(data()))).isZero();
        received.clear();

        try (FakeTerminal replayer = new FakeTerminal(terminal, Bearer.UDP, terminal.platform)) {
            replayer.exchange(old);
            login();
            replayer.exchange(replayer.loginMessage());
            assertTaken(CIPHER.encipher(data(), key), SecurityCategory.FULLY_ENCRYPTED);
        }
    }

    @Test
    void repeatUnderAnotherNumberIsKnownThoughItsCiphertextDiffers() {
        CompletableFuture<Answer> outcome = new CompletableFuture<>();
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA), request -> {
            received.add(request);
            return outcome;
        }).localAddress());
        terminal.credentials = WITH_BASE_KEY;
        login();
        terminal.send(signed(CIPHER.encipher(data(), key)));
        await().until(() -> received.size() == 1);
        WmmpMessage repeat = signed(CIPHER.encipher(data(), key, Set.of(0x4007, 0x4014)));
        terminal.send(repeat);
        terminal.heartbeat();
        outcome.complete(Answer.success(FakeTerminal.CODEC, data()));

        assertThat(terminal.receive().sequenceNumber()).isEqualTo(repeat.sequenceNumber());
        assertThat(received).hasSize(1);
    }
}
