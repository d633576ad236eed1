package io.wmmp.terminal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.Transport;
import io.wmmp.platform.ListenerOptions;
import io.wmmp.platform.TestPlatform;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.Patience;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.SessionResources;
import io.wmmp.testing.BadNetwork;
import io.wmmp.testing.BadNetwork.Conditions;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Long requests and long answers between a terminal and a platform, both ways. */
class FragmentsBothEndsTest {

    private static final int LENGTH = 5000;
    private static final Patience PATIENCE = new Patience(Duration.ofMillis(120), 200);
    private static final Set<Command> UPLINK = Set.of(Command.CONFIG_TRAP, Command.CONFIG_REQ);
    private static final Set<Command> DOWNLINK = Set.of(Command.CONFIG_SET, Command.CONFIG_GET);

    private static final Credentials CREDENTIALS = new Credentials("490154203237518", "001010123456789",
            TestSecrets.UPLINK_PASSWORD,
            TestSecrets.DOWNLINK_PASSWORD, TestSecrets.baseKey());

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final SessionResources resources = new SessionResources(executor, executor);
    private final Transport transport = new Transport(null);
    private final TestPlatform test = new TestPlatform();
    private final List<WmmpMessage> delivered = new ArrayList<>();
    private final Set<Integer> seen = ConcurrentHashMap.newKeySet();
    private Terminal terminal;
    private BadNetwork network;
    private int fragmentSize;
    private SecurityCategory security = SecurityCategory.VERIFIED;

    @AfterEach
    void close() {
        terminal.stop().toCompletableFuture().join();
        if (network != null) {
            // not before: the terminal logs out through it
            network.close();
        }
        test.close();
        transport.close();
        resources.close();
        executor.shutdownNow();
    }

    /** Answers with a body of its own that is as long as a request. */
    private CompletionStage<Answer> take(ReceivedRequest request) {
        WmmpMessage message = request.message();
        // what the terminal makes of an answer is another matter
        if (message.body().length > 0 && message.tlv(0x4010) == null) {
            synchronized (delivered) {
                delivered.add(message);
            }
            seen.add(Arrays.hashCode(message.body()));
        }
        boolean asks = message.command() == Command.CONFIG_GET || message.command() == Command.CONFIG_REQ;
        return CompletableFuture.completedStage(asks ? new Answer(answerTo(message.body()))
                : Answer.success(request.codec(), message));
    }

    private static byte[] answerTo(byte[] request) {
        byte[] values = body(request.length, Arrays.hashCode(request));
        byte[] answer = new byte[1 + values.length];
        System.arraycopy(values, 0, answer, 1, values.length);
        return answer;
    }

    private static byte[] body(int length, int seed) {
        byte[] value = new byte[length - Tlv.HEADER_LENGTH];
        new Random(seed).nextBytes(value);
        return Tlv.of(0x8123, value).toBytes();
    }

    private void online(Bearer bearer, InetSocketAddress platform) {
        terminal = new Terminal(TerminalOptions.builder(TestPlatform.TERMINAL.terminalId(), CREDENTIALS, bearer,
                platform, TestPlatform.DIALECT).patience(PATIENCE).heartbeatInterval(Duration.ofSeconds(60))
                .retryInterval(Duration.ofMillis(100)).fragmentSize(fragmentSize).security(security).build(), resources,
                transport);
        terminal.handle(DOWNLINK, this::take);
        terminal.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> terminal.phase() == TerminalPhase.ONLINE && !terminal.isBusy());
    }

    private InetSocketAddress listen(Bearer bearer) {
        test.registry.save(new TerminalRecord(TestPlatform.TERMINAL.terminalId(), CREDENTIALS, null, null, null));
        test.listenerOptions = new ListenerOptions(TestPlatform.DIALECT, security, null, 0, fragmentSize);
        return test.listen(bearer, UPLINK, this::take).localAddress();
    }

    private void exchangeEverything(int round) throws Exception {
        for (Command command : List.of(Command.CONFIG_SET, Command.CONFIG_GET, Command.CONFIG_TRAP, Command.CONFIG_REQ)) {
            byte[] body = body(LENGTH, 31 * round + command.id());
            CompletionStage<WmmpMessage> asked = DOWNLINK.contains(command)
                    ? test.platform.request(TestPlatform.TERMINAL.terminalId(), command, (codec, terminal) -> body,
                            dialect -> PATIENCE)
                    : terminal.send(command, body, PATIENCE);
            WmmpMessage answer = asked.toCompletableFuture().get(60, TimeUnit.SECONDS);
            boolean asks = command == Command.CONFIG_GET || command == Command.CONFIG_REQ;
            assertThat(answer.body()).isEqualTo(asks ? answerTo(body) : new byte[1]);
            assertThat(answer.hasDigest()).isTrue();
            synchronized (delivered) {
                assertThat(delivered).as("%s of round %d", command, round).hasSize(1);
                assertThat(delivered.get(0).body()).isEqualTo(body);
                assertThat(delivered.get(0).hasDigest()).isTrue();
                delivered.clear();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void everyCommandBothWays(Bearer bearer) throws Exception {
        online(bearer, listen(bearer));
        exchangeEverything(0);
        await().untilAsserted(() -> assertThat(test.platform.fragmentMemoryUsed()).isZero());
        assertThat(resources.fragmentMemory().used()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "UDP, ENCRYPTED", "TCP, ENCRYPTED", "UDP, FULLY_ENCRYPTED", "TCP, FULLY_ENCRYPTED" })
    void everyCommandBothWaysEnciphered(Bearer bearer, SecurityCategory category) throws Exception {
        security = category;
        online(bearer, listen(bearer));
        exchangeEverything(0);
        await().untilAsserted(() -> assertThat(test.platform.fragmentMemoryUsed()).isZero());
        assertThat(test.platform.dropped(DropReason.UNDECIPHERABLE)).isZero();
        assertThat(test.platform.dropped(DropReason.NOT_ENCIPHERED)).isZero();
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void partsAreAsLongAsTheOptionSays(Bearer bearer) throws Exception {
        fragmentSize = 128;
        online(bearer, listen(bearer));
        exchangeEverything(0);
    }

    @ParameterizedTest
    @EnumSource(value = SecurityCategory.class, names = { "VERIFIED", "FULLY_ENCRYPTED" })
    void nothingIsLostOrDoubledOverABadNetwork(SecurityCategory category) throws Exception {
        fragmentSize = 800;
        security = category;
        network = new BadNetwork(listen(Bearer.UDP), new Conditions(20, 0.2, 0.1, 0.2, 30));
        online(Bearer.UDP, network.address());
        exchangeEverything(0);
        assertThat(seen).hasSize(4);
        assertThat(test.platform.dropped(DropReason.FRAGMENTS_ABORTED)).isZero();
        assertThat(resources.drops().count(DropReason.FRAGMENTS_ABORTED)).isZero();
    }

    @Test
    void crossingRequestsBothArrive() throws Exception {
        online(Bearer.UDP, listen(Bearer.UDP));
        byte[] down = body(LENGTH, 1);
        byte[] up = body(LENGTH, 2);
        CompletionStage<WmmpMessage> trap = terminal.send(Command.CONFIG_TRAP, up, PATIENCE);
        CompletionStage<WmmpMessage> set = test.platform.request(TestPlatform.TERMINAL.terminalId(), Command.CONFIG_SET,
                (codec, record) -> down, dialect -> PATIENCE);
        assertThat(trap.toCompletableFuture().get(60, TimeUnit.SECONDS).unsigned("result")).isZero();
        assertThat(set.toCompletableFuture().get(60, TimeUnit.SECONDS).unsigned("result")).isZero();
        synchronized (delivered) {
            assertThat(delivered).extracting(WmmpMessage::command)
                    .containsExactlyInAnyOrder(Command.CONFIG_TRAP, Command.CONFIG_SET);
        }
    }
}
