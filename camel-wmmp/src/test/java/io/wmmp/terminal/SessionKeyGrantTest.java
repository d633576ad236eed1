package io.wmmp.terminal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.link.Transport;
import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.CipherSuite.Algorithm;
import io.wmmp.protocol.CipherSuite.Mode;
import io.wmmp.protocol.CipherSuite.Padding;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
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
import io.wmmp.session.Patience;
import io.wmmp.session.SessionResources;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** A terminal that wants its messages enciphered, and a platform that the test plays by hand. */
class SessionKeyGrantTest {

    private static final WmmpCodec CODEC = new WmmpCodec(TestPlatform.DIALECT);
    private static final BodyCipher CIPHER = new BodyCipher(TestPlatform.DIALECT.cipher());
    private static final byte[] BASE_KEY = TestSecrets.baseKey();
    private static final Credentials CREDENTIALS = new Credentials("490154203237518", "001010123456789",
            TestSecrets.UPLINK_PASSWORD,
            TestSecrets.DOWNLINK_PASSWORD, BASE_KEY);
    private static final SessionKey KEY = new SessionKey("0123456789abcdefFGHIPQRS".getBytes(StandardCharsets.US_ASCII),
            Expiry.NEVER);
    private static final long TIMESTAMP = 0x5F5E1000L;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final SessionResources resources = new SessionResources(executor, executor);
    private final Transport transport = new Transport(null);
    private RawSocket platform = RawSocket.udp(null);
    private final Terminal terminal = terminal(Bearer.UDP, platform.localPort(), TestPlatform.DIALECT,
            SecurityCategory.FULLY_ENCRYPTED);

    /** Starts a terminal that meets the platform over a bearer. */
    private Terminal start(Bearer bearer, Dialect dialect, SecurityCategory security) throws IOException {
        if (bearer == Bearer.UDP) {
            Terminal started = terminal(bearer, platform.localPort(), dialect, security);
            started.start();
            return started;
        }
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(RawSocket.TIMEOUT_MILLIS * 2);
            Terminal started = terminal(bearer, server.getLocalPort(), dialect, security);
            started.start();
            platform.close();
            platform = RawSocket.tcp(server.accept());
            return started;
        }
    }

    private Terminal terminal(Bearer bearer, int port, Dialect dialect, SecurityCategory security) {
        return new Terminal(TerminalOptions.builder(TestPlatform.TERMINAL.terminalId(), CREDENTIALS, bearer,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), dialect)
                .patience(new Patience(Duration.ofSeconds(20), 1)).heartbeatInterval(Duration.ofSeconds(60))
                .retryInterval(Duration.ofMillis(50)).registered(true).security(security).build(), resources, transport);
    }

    @AfterEach
    void close() {
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

    private void send(WmmpMessage message) {
        platform.send(Digests.sign(message, TIMESTAMP, CREDENTIALS, Direction.DOWNLINK).toBytes());
    }

    private WmmpMessage answer(WmmpMessage request, Map<String, ?> body) {
        Command command = request.command().answer();
        return WmmpMessage.builder(command).terminalId(request.terminalId()).sequenceNumber(request.sequenceNumber())
                .body(CODEC.writeBody(command, body)).build();
    }

    private void grant(WmmpMessage login, Tlv envelope) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("result", 0, "timestamp", TIMESTAMP));
        if (envelope != null) {
            body.put("session_key_envelope", envelope.value());
        }
        send(answer(login, body));
    }

    private static Tlv sealed(byte[] baseKey) {
        return CIPHER.seal(KEY, baseKey, TestPlatform.TERMINAL.terminalId());
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void whatADialectLetsGoUnsignedIsCommon(Bearer bearer) throws IOException {
        Terminal lax = start(bearer, Dialect.load("j2me"), SecurityCategory.VERIFIED);
        BlockingQueue<SecurityCategory> categories = new LinkedBlockingQueue<>();
        lax.handle(Set.of(Command.TRANSPARENT_CMD), request -> {
            categories.add(request.category());
            return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
        });
        grant(receive(Command.LOGIN), null);
        send(answer(receive(Command.CONFIG_TRAP), Map.of("result", 0)));
        await().until(() -> lax.phase() == TerminalPhase.ONLINE && !lax.isBusy());
        WmmpMessage request = WmmpMessage.builder(Command.TRANSPARENT_CMD).terminalId(lax.serial()).sequenceNumber(7).build();
        platform.send(request.toBytes());
        assertThat(receive(Command.TRANSPARENT_CMD_ACK).unsigned("result")).isZero();
        send(request.toBuilder().sequenceNumber(8).body(CODEC.writeBody(Command.TRANSPARENT_CMD, Map.of("0x8123", new byte[1])))
                .build());
        receive(Command.TRANSPARENT_CMD_ACK);

        assertThat(categories).containsExactly(SecurityCategory.COMMON, SecurityCategory.VERIFIED);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void whatCannotBeDecipheredIsCountedAndTheSessionGoesOn(Bearer bearer) throws IOException {
        Terminal strict = start(bearer, TestPlatform.DIALECT, SecurityCategory.FULLY_ENCRYPTED);
        grant(receive(Command.LOGIN), sealed(BASE_KEY));
        send(CIPHER.encipher(answer(receive(Command.CONFIG_TRAP), Map.of("result", 0)), KEY));
        await().until(() -> strict.phase() == TerminalPhase.ONLINE && !strict.isBusy());
        SessionKey otherKey = new SessionKey("another key of 24 bytes.".getBytes(StandardCharsets.US_ASCII), Expiry.NEVER);
        BodyCipher otherMode = new BodyCipher(new CipherSuite(Algorithm.AES, Mode.GCM, Padding.NONE, 16));
        WmmpMessage plain = WmmpMessage.builder(Command.CONFIG_SET).terminalId(strict.serial()).sequenceNumber(7)
                .body(CODEC.writeBody(Command.CONFIG_SET, Map.of("heartbeat_interval", 45))).build();
        byte[] whole = CIPHER.encipher(plain, KEY).tlv(Tlv.ENCRYPTED_BODY).value();
        WmmpMessage cut = plain.toBuilder().securityFlag(0xF0)
                .body(Tlv.of(Tlv.ENCRYPTED_BODY, Arrays.copyOf(whole, whole.length - 3)).toBytes()).build();

        assertDropped(CIPHER.encipher(plain, otherKey), DropReason.UNDECIPHERABLE, 1);
        assertDropped(CIPHER.encipher(plain, otherKey, Set.of(0x0011)), DropReason.UNDECIPHERABLE, 2);
        assertDropped(otherMode.encipher(plain, KEY), DropReason.UNDECIPHERABLE, 3);
        assertDropped(cut, DropReason.UNDECIPHERABLE, 4);
        assertDropped(plain, DropReason.NOT_ENCIPHERED, 1);
        platform.send(CIPHER.encipher(plain, KEY).toBytes());
        await().untilAsserted(() -> assertThat(resources.drops().count(DropReason.MISSING_DIGEST)).isEqualTo(1));

        send(CIPHER.encipher(plain, KEY));
        assertThat(CIPHER.decipher(receive(Command.CONFIG_SET_ACK), KEY).unsigned("result")).isZero();
    }

    private void assertDropped(WmmpMessage message, DropReason reason, long count) {
        send(message);
        await().untilAsserted(() -> assertThat(resources.drops().count(reason)).isEqualTo(count));
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
        assertThatIllegalArgumentException().isThrownBy(() -> TerminalOptions.builder(TestPlatform.TERMINAL.terminalId(),
                CREDENTIALS, Bearer.SMS, anywhere, TestPlatform.DIALECT).security(SecurityCategory.FULLY_ENCRYPTED).build())
                .withMessageContaining("SMS carries the common category only");
        assertThatIllegalArgumentException().isThrownBy(() -> TerminalOptions.builder(TestPlatform.TERMINAL.terminalId(),
                TestPlatform.CREDENTIALS, Bearer.UDP, anywhere, TestPlatform.DIALECT).security(SecurityCategory.ENCRYPTED)
                .build()).withMessageContaining("baseSecretKey");
    }

    @Test
    void terminalComesOnlineWithAKeyAlone() {
        terminal.start();
        WmmpMessage login = receive(Command.LOGIN);
        assertThat(login.securityFlag()).isEqualTo(0xE0);
        assertThat(KeyProof.BASE_KEY.matches(login.tlv(KeyProof.BASE_KEY.tag()), CREDENTIALS, KeyProof.NEVER)).isTrue();

        grant(login, null);
        WmmpMessage second = receive(Command.LOGIN);
        assertThat(terminal.trouble()).isNotNull();
        grant(second, sealed("another base key of 24..".getBytes(StandardCharsets.US_ASCII)));
        WmmpMessage third = receive(Command.LOGIN);
        assertThat(resources.drops().count(DropReason.UNDECIPHERABLE)).isEqualTo(1);
        grant(third, sealed(BASE_KEY));

        WmmpMessage trap = receive(Command.CONFIG_TRAP);
        assertThat(trap.securityFlag()).isEqualTo(0xF0);
        assertThat(SecurityCategory.of(trap)).isEqualTo(SecurityCategory.FULLY_ENCRYPTED);
        assertThat(CIPHER.decipher(trap, KEY).body()).isEmpty();
        send(CIPHER.encipher(answer(trap, Map.of("result", 0)), KEY));
        await().until(() -> terminal.phase() == TerminalPhase.ONLINE && !terminal.isBusy());

        WmmpMessage plain = WmmpMessage.builder(Command.CONFIG_SET).terminalId(terminal.serial()).sequenceNumber(7)
                .body(CODEC.writeBody(Command.CONFIG_SET, Map.of("heartbeat_interval", 45))).build();
        send(plain);
        await().untilAsserted(() -> assertThat(resources.drops().count(DropReason.NOT_ENCIPHERED)).isEqualTo(1));
        send(CIPHER.encipher(plain.toBuilder().sequenceNumber(8).build(), KEY));
        WmmpMessage answer = receive(Command.CONFIG_SET_ACK);
        assertThat(answer.sequenceNumber()).isEqualTo(8);
        assertThat(CIPHER.decipher(answer, KEY).unsigned("result")).isZero();
    }
}
