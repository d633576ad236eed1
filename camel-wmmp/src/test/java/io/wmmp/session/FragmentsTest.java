package io.wmmp.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.link.Transport;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.Fragment.Operation;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.RequestMeter.Event;
import io.wmmp.session.TestSession.Acted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Fragments as one end takes and gives them; the other end is played by hand. */
class FragmentsTest {

    private static final Patience LONG = new Patience(Duration.ofSeconds(30), 1);
    private static final Patience SHORT = new Patience(Duration.ofMillis(60), 3);
    private static final int MEMORY = 30_000;
    private static final int SIZE = 900;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final SessionResources resources = new SessionResources(executor, executor,
            SessionResources.DEFAULT_DUPLICATE_WINDOW, MEMORY, SessionResources.DEFAULT_MAX_QUEUED);
    private final Transport transport = new Transport(null);
    private final RawSocket other = RawSocket.udp(null);
    private final TestSession session = new TestSession(resources);

    @BeforeEach
    void connect() {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), other.localPort());
        session.peer = transport.connect(Bearer.UDP, remote, session).toCompletableFuture().join();
        session.peer.send(new byte[1]);
        other.receive();
    }

    @AfterEach
    void close() {
        session.close("the test is over");
        session.peer.close();
        transport.close();
        resources.close();
        executor.shutdownNow();
        other.close();
        assertThat(resources.fragmentMemory().used()).isZero();
    }

    /** A body of tags with values that differ from each other. */
    static byte[] tags(int length) {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        int offset = 0;
        while (offset < length) {
            int rest = Math.min(length - offset, 300);
            if (length - offset - rest > 0 && length - offset - rest < Tlv.HEADER_LENGTH) {
                rest -= Tlv.HEADER_LENGTH;
            }
            byte[] tlv = Tlv.of(0x8123, Arrays.copyOfRange(body, offset, offset + rest - Tlv.HEADER_LENGTH)).toBytes();
            System.arraycopy(tlv, 0, body, offset, rest);
            offset += rest;
        }
        return body;
    }

    /** The same as the body of a positive answer. */
    private static byte[] values(int length) {
        byte[] body = new byte[length];
        System.arraycopy(tags(length - 1), 0, body, 1, length - 1);
        return body;
    }

    private static Parts parts(int length) {
        return new Parts(tags(length), SIZE);
    }

    private void arrives(Command command, long number, Fragment fragment) {
        arrives(command, number, WmmpMessage.FLAG_WRAPPED, fragment.toBody());
    }

    private void arrives(Command command, long number, int flag, byte[] body) {
        other.send(WmmpMessage.builder(command).terminalId(TestSession.TERMINAL).sequenceNumber(number).securityFlag(flag)
                .body(body).build().toBytes());
    }

    private WmmpMessage sent() {
        return TestSession.CODEC.decode(other.receive());
    }

    private Fragment sent(Command command, long number) {
        WmmpMessage message = sent();
        assertThat(message.command()).isEqualTo(command);
        assertThat(message.sequenceNumber()).isEqualTo(number);
        assertThat(message.securityFlag()).isEqualTo(WmmpMessage.FLAG_WRAPPED);
        return Fragment.read(message);
    }

    private void assertWanted(long number, int part) {
        assertThat(sent(Command.CONFIG_SET_ACK, number)).isEqualTo(new Fragment(0, 3, part, Operation.NEXT, new byte[0]));
    }

    private void assertNothingSent() {
        assertThat(other.receive(50)).isNull();
    }

    private void heardSoFar() {
        arrives(Command.HEART_BEAT, 999, 0, new byte[0]);
        assertThat(sent().command()).isEqualTo(Command.HEART_BEAT_ACK);
    }

    private long dropped(DropReason reason) {
        return resources.drops().count(reason);
    }

    /** Drops are counted when the other end may have its answer already. */
    private void assertDropped(DropReason reason, int times) {
        await().untilAsserted(() -> assertThat(dropped(reason)).isEqualTo(times));
    }

    private CompletionStage<WmmpMessage> ask(Command command, int length, Patience patience) {
        return session.request(command, tags(length), patience);
    }

    private static <T> T result(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    // ---- requests of the other end

    @Test
    void gathersARequest() throws Exception {
        Parts parts = parts(2000);
        arrives(Command.CONFIG_SET, 5, parts.part(1));
        assertWanted(5, 2);
        assertThat(session.isBusy()).isTrue();
        arrives(Command.CONFIG_SET, 5, parts.part(2));
        assertWanted(5, 3);
        arrives(Command.CONFIG_SET, 5, parts.part(3));
        Acted now = session.next();
        assertThat(now.request().body()).isEqualTo(parts.body());
        assertThat(now.request().sequenceNumber()).isEqualTo(5);
        assertThat(now.request().securityFlag()).isZero();
        assertThat(session.received).contains(now.request());
        now.succeed();
        WmmpMessage answer = sent();
        assertThat(answer.command()).isEqualTo(Command.CONFIG_SET_ACK);
        assertThat(answer.sequenceNumber()).isEqualTo(5);
        assertThat(answer.body()).containsExactly(0);
        await().until(() -> !session.isBusy());
    }

    @Test
    void repeatedPartsGetTheSameAgainAndAreDeliveredOnce() throws Exception {
        Parts parts = parts(2000);
        arrives(Command.CONFIG_SET, 5, parts.part(1));
        assertWanted(5, 2);
        arrives(Command.CONFIG_SET, 5, parts.part(1));
        assertWanted(5, 2);
        arrives(Command.CONFIG_SET, 6, parts.part(1));
        assertWanted(6, 2);
        arrives(Command.CONFIG_SET, 7, parts.part(2));
        assertWanted(7, 3);
        arrives(Command.CONFIG_SET, 8, parts.part(2));
        assertWanted(8, 3);
        // held up by the network
        arrives(Command.CONFIG_SET, 6, parts.part(1));
        heardSoFar();
        assertDropped(DropReason.REPLAYED, 1);
        arrives(Command.CONFIG_SET, 8, parts.part(3));
        Acted now = session.next();
        assertThat(now.request().body()).isEqualTo(parts.body());
        assertThat(now.request().sequenceNumber()).isEqualTo(5);
        arrives(Command.CONFIG_SET, 9, parts.part(3));
        heardSoFar();
        now.succeed();
        assertThat(sent().sequenceNumber()).isEqualTo(9);
        arrives(Command.CONFIG_SET, 9, parts.part(3));
        assertThat(sent().sequenceNumber()).isEqualTo(9);
        arrives(Command.CONFIG_SET, 10, parts.part(3));
        WmmpMessage again = sent();
        assertThat(again.command()).isEqualTo(Command.CONFIG_SET_ACK);
        assertThat(again.sequenceNumber()).isEqualTo(10);
        assertThat(again.body()).containsExactly(0);
        arrives(Command.CONFIG_SET, 7, parts.part(2));
        heardSoFar();
        assertThat(session.acted).isEmpty();
    }

    @Test
    void partsWithEqualDataAreTwoParts() throws Exception {
        byte[] same = Tlv.of(0x8123, new byte[96]).toBytes();
        for (int part = 1; part <= 3; part++) {
            arrives(Command.CONFIG_SET, 1, Fragment.part(0, 3, part, same));
            if (part < 3) {
                assertWanted(1, part + 1);
            }
        }
        assertThat(session.next().request().tlvs()).hasSize(3);
    }

    @Test
    void equalRequestAfterwardsIsANewOne() throws Exception {
        Parts parts = parts(1000);
        for (int number = 1; number <= 2; number++) {
            arrives(Command.CONFIG_SET, number, parts.part(1));
            sent(Command.CONFIG_SET_ACK, number);
            arrives(Command.CONFIG_SET, number, parts.part(2));
            Acted now = session.next();
            assertThat(now.possibleDuplicate()).isEqualTo(number == 2);
            now.succeed();
            assertThat(sent().body()).containsExactly(0);
        }
    }

    @Test
    void silenceLetsTheLastPartBeTriedAgain() throws Exception {
        Parts parts = parts(1000);
        arrives(Command.CONFIG_SET, 1, parts.part(1));
        sent(Command.CONFIG_SET_ACK, 1);
        arrives(Command.CONFIG_SET, 1, parts.part(2));
        session.next().answer().complete(Answer.SILENCE);
        await().until(() -> !session.isBusy());
        arrives(Command.CONFIG_SET, 2, parts.part(2));
        Acted again = session.next();
        assertThat(again.request().body()).isEqualTo(parts.body());
        again.succeed();
        assertThat(sent().sequenceNumber()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({ "0, 4, 2", "0, 2, 2", "1, 3, 2", "0, 3, 3", "0, 3, 0", "0, 3, 9" })
    void wrongPartEndsTheTransfer(int transaction, int total, int part) {
        arrives(Command.CONFIG_SET, 1, parts(2000).part(1));
        assertWanted(1, 2);
        arrives(Command.CONFIG_SET, 2, Fragment.part(transaction, total, part, new byte[10]));
        assertThat(sent(Command.CONFIG_SET_ACK, 2))
                .isEqualTo(new Fragment(transaction, total, part, Operation.COLLECTOR_ABORTS, new byte[0]));
        assertDropped(DropReason.FRAGMENTS_ABORTED, 1);
        assertThat(resources.fragmentMemory().used()).isZero();
        assertThat(session.isBusy()).isFalse();
        arrives(Command.CONFIG_SET, 3, parts(2000).part(2));
        assertThat(sent(Command.CONFIG_SET_ACK, 3).operation()).isEqualTo(Operation.COLLECTOR_ABORTS);
    }

    @Test
    void senderMayAbort() {
        Fragment first = parts(2000).part(1);
        arrives(Command.CONFIG_SET, 1, first);
        assertWanted(1, 2);
        arrives(Command.CONFIG_SET, 1, first.reply(Operation.SENDER_ABORTS, 2));
        await().until(() -> !session.isBusy());
        heardSoFar();
        assertDropped(DropReason.FRAGMENTS_ABORTED, 1);
        assertThat(resources.fragmentMemory().used()).isZero();
    }

    @Test
    void silentSenderIsForgotten() {
        session.patience = SHORT;
        arrives(Command.CONFIG_SET, 1, parts(2000).part(1));
        assertWanted(1, 2);
        assertThat(resources.fragmentMemory().used()).isGreaterThan(SIZE);
        await().until(() -> resources.fragmentMemory().used() == 0);
        assertDropped(DropReason.FRAGMENTS_ABORTED, 1);
        assertThat(session.isBusy()).isFalse();
    }

    @Test
    void senderMayStartAgain() throws Exception {
        arrives(Command.CONFIG_SET, 1, parts(2000).part(1));
        assertWanted(1, 2);
        Parts other = parts(1000);
        arrives(Command.CONFIG_SET, 2, other.part(1));
        assertThat(sent(Command.CONFIG_SET_ACK, 2)).isEqualTo(new Fragment(0, 2, 2, Operation.NEXT, new byte[0]));
        arrives(Command.CONFIG_SET, 2, other.part(2));
        assertThat(session.next().request().body()).isEqualTo(other.body());
    }

    @Test
    void requestsOfThisEndWaitForTheTransfer() throws Exception {
        Parts parts = parts(1000);
        arrives(Command.CONFIG_SET, 1, parts.part(1));
        sent(Command.CONFIG_SET_ACK, 1);
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_TRAP, 10, LONG);
        assertNothingSent();
        arrives(Command.CONFIG_SET, 1, parts.part(2));
        session.next().succeed();
        assertThat(sent().command()).isEqualTo(Command.CONFIG_SET_ACK);
        WmmpMessage trap = sent();
        assertThat(trap.command()).isEqualTo(Command.CONFIG_TRAP);
        arrives(Command.CONFIG_TRAP_ACK, trap.sequenceNumber(), 0, new byte[1]);
        result(asked);
    }

    @Test
    void terminalThatWaitsDropsParts() {
        session.takesWhileWaiting = false;
        ask(Command.CONFIG_TRAP, 10, LONG);
        sent();
        arrives(Command.CONFIG_SET, 1, parts(1000).part(1));
        await().until(() -> dropped(DropReason.BUSY) == 1);
        assertNothingSent();
    }

    @Test
    void messageThatIsTooLongIsRefused() {
        int max = TestSession.CODEC.dialect().fragmentMaxMessage();
        Parts parts = parts(max + 1);
        for (int part = 1; part < parts.total(); part++) {
            arrives(Command.CONFIG_SET, 1, parts.part(part));
            assertThat(sent(Command.CONFIG_SET_ACK, 1).operation()).isEqualTo(Operation.NEXT);
        }
        arrives(Command.CONFIG_SET, 1, parts.part(parts.total()));
        assertThat(sent(Command.CONFIG_SET_ACK, 1).operation()).isEqualTo(Operation.COLLECTOR_ABORTS);
        assertDropped(DropReason.FRAGMENTS_TOO_LONG, 1);
        assertThat(resources.fragmentMemory().used()).isZero();
    }

    @Test
    void memoryOfAllSessionsIsBounded() {
        Map<Integer, TestSession> sessions = new LinkedHashMap<>();
        int fit = MEMORY / (SIZE + Assembly.OVERHEAD);
        WmmpMessage first = WmmpMessage.builder(Command.CONFIG_SET).terminalId(TestSession.TERMINAL).sequenceNumber(1)
                .securityFlag(WmmpMessage.FLAG_WRAPPED).body(parts(2000).part(1).toBody()).build();
        for (int i = 0; i < fit + 5; i++) {
            TestSession flooded = sessions.computeIfAbsent(i, key -> new TestSession(resources));
            flooded.accept(first, first.toBytes(), session.peer);
            assertThat(sent(Command.CONFIG_SET_ACK, 1).operation())
                    .isEqualTo(i < fit ? Operation.NEXT : Operation.COLLECTOR_ABORTS);
        }
        assertDropped(DropReason.FRAGMENTS_TOO_LONG, 5);
        assertThat(resources.fragmentMemory().used()).isLessThanOrEqualTo(MEMORY);
        sessions.values().forEach(flooded -> flooded.close("the flood is over"));
        assertThat(resources.fragmentMemory().used()).isZero();
        arrives(Command.CONFIG_SET, 1, parts(2000).part(1));
        assertWanted(1, 2);
    }

    @Test
    void malformedWholeIsRefused() {
        arrives(Command.CONFIG_SET, 1, Fragment.part(0, 2, 1, new byte[] { 0, 1, 0, 9 }));
        sent(Command.CONFIG_SET_ACK, 1);
        arrives(Command.CONFIG_SET, 1, Fragment.part(0, 2, 2, new byte[] { 0 }));
        assertThat(sent(Command.CONFIG_SET_ACK, 1).operation()).isEqualTo(Operation.COLLECTOR_ABORTS);
        assertDropped(DropReason.MALFORMED, 1);
        assertThat(session.acted).isEmpty();
    }

    @Test
    void commandsThatDoNotAllowFragmentsAndCiphertextsAreDropped() {
        arrives(Command.TRANSPARENT_DATA, 1, parts(2000).part(1));
        arrives(Command.CONFIG_SET, 2, 0xF0, Tlv.of(Tlv.ENCRYPTED_BODY, new byte[16]).toBytes());
        Parts enciphered = new Parts(Tlv.of(Tlv.ENCRYPTED_BODY, new byte[1000]).toBytes(), SIZE);
        arrives(Command.CONFIG_SET, 3, enciphered.part(1));
        sent(Command.CONFIG_SET_ACK, 3);
        arrives(Command.CONFIG_SET, 3, enciphered.part(2));
        heardSoFar();
        assertDropped(DropReason.UNEXPECTED, 1);
        // this session has no key
        assertDropped(DropReason.UNDECIPHERABLE, 2);
        assertThat(session.acted).isEmpty();
    }

    // ---- answers of this end

    private byte[] serve(int length) throws Exception {
        arrives(Command.CONFIG_GET, 1, 0, Tlv.of(0x8123, new byte[0]).toBytes());
        byte[] body = values(length);
        session.next().answer().complete(new Answer(body));
        return body;
    }

    private void want(long number, int total, int part) {
        arrives(Command.CONFIG_GET, number, new Fragment(0, total, part, Operation.NEXT, new byte[0]));
    }

    @Test
    void servesALongAnswerPartByPart() throws Exception {
        Parts parts = new Parts(serve(2000), SIZE);
        assertThat(sent(Command.CONFIG_GET_ACK, 1)).isEqualTo(parts.part(1));
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_TRAP, 10, LONG);
        assertNothingSent();
        want(1, 3, 2);
        assertThat(sent(Command.CONFIG_GET_ACK, 1)).isEqualTo(parts.part(2));
        want(2, 3, 2);
        assertThat(sent(Command.CONFIG_GET_ACK, 2)).isEqualTo(parts.part(2));
        want(3, 3, 3);
        assertThat(sent(Command.CONFIG_GET_ACK, 3)).isEqualTo(parts.part(3));
        // nobody says that the last part has arrived
        WmmpMessage trap = sent();
        assertThat(trap.command()).isEqualTo(Command.CONFIG_TRAP);
        want(4, 3, 3);
        assertThat(sent(Command.CONFIG_GET_ACK, 4)).isEqualTo(parts.part(3));
        want(3, 3, 2);
        heardSoFar();
        assertDropped(DropReason.REPLAYED, 1);
        arrives(Command.CONFIG_TRAP_ACK, trap.sequenceNumber(), 0, new byte[1]);
        result(asked);
    }

    @ParameterizedTest
    @CsvSource({ "4, 2", "2, 2", "3, 3", "3, 4", "3, 0" })
    void wrongWishEndsTheAnswer(int total, int part) throws Exception {
        serve(2000);
        sent(Command.CONFIG_GET_ACK, 1);
        want(2, total, part);
        assertThat(sent(Command.CONFIG_GET_ACK, 2))
                .isEqualTo(new Fragment(0, total, part, Operation.SENDER_ABORTS, new byte[0]));
        assertDropped(DropReason.FRAGMENTS_ABORTED, 1);
        assertThat(session.isBusy()).isFalse();
        want(3, 3, 2);
        assertThat(sent(Command.CONFIG_GET_ACK, 3).operation()).isEqualTo(Operation.SENDER_ABORTS);
    }

    @Test
    void collectorMayAbortOrFallSilent() throws Exception {
        serve(2000);
        Fragment first = sent(Command.CONFIG_GET_ACK, 1);
        assertThat(session.isBusy()).isTrue();
        arrives(Command.CONFIG_GET, 1, first.reply(Operation.COLLECTOR_ABORTS, 1));
        await().until(() -> !session.isBusy());
        session.patience = SHORT;
        arrives(Command.CONFIG_GET, 2, 0, Tlv.of(0x8124, new byte[0]).toBytes());
        session.next().answer().complete(new Answer(values(2000)));
        sent(Command.CONFIG_GET_ACK, 2);
        await().until(() -> !session.isBusy());
        assertDropped(DropReason.FRAGMENTS_ABORTED, 2);
    }

    @Test
    void gathersARequestAndServesItsAnswer() throws Exception {
        Parts request = parts(1000);
        arrives(Command.CONFIG_GET, 1, request.part(1));
        sent(Command.CONFIG_GET_ACK, 1);
        arrives(Command.CONFIG_GET, 1, request.part(2));
        byte[] body = values(1000);
        session.next().answer().complete(new Answer(body));
        Parts answer = new Parts(body, SIZE);
        assertThat(sent(Command.CONFIG_GET_ACK, 1)).isEqualTo(answer.part(1));
        arrives(Command.CONFIG_GET, 2, request.part(2));
        assertThat(sent(Command.CONFIG_GET_ACK, 2)).isEqualTo(answer.part(1));
        want(2, 2, 2);
        assertThat(sent(Command.CONFIG_GET_ACK, 2)).isEqualTo(answer.part(2));
    }

    // ---- requests of this end

    @Test
    void cutsALongRequest() throws Exception {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 2000, LONG);
        Parts parts = parts(2000);
        for (int part = 1; part <= 3; part++) {
            Fragment fragment = sent(Command.CONFIG_SET, 1);
            assertThat(fragment).isEqualTo(parts.part(part));
            if (part < 3) {
                arrives(Command.CONFIG_SET_ACK, 1, fragment.reply(Operation.NEXT, part + 1));
            }
        }
        arrives(Command.CONFIG_SET_ACK, 1, 0, new byte[1]);
        assertThat(result(asked).unsigned("result")).isZero();
        assertThat(resources.requests().count(Event.SENT)).isEqualTo(1);
        assertThat(resources.requests().count(Event.ANSWERED)).isEqualTo(1);
        assertThat(resources.requests().count(Event.REPEATED)).isZero();
    }

    @Test
    void bodyOfTheSizeOfAPartGoesWhole() {
        ask(Command.CONFIG_SET, SIZE, LONG);
        assertThat(sent().isFragment()).isFalse();
    }

    @Test
    void otherCommandsGoWhole() {
        session.request(Command.TRANSPARENT_DATA,
                TestSession.CODEC.writeBody(Command.TRANSPARENT_DATA, Map.of("user_data", new byte[20_000])), LONG);
        assertThat(sent().length()).isGreaterThan(20_000);
    }

    @Test
    void requestThatIsTooLongFailsBeforeAnythingIsSent() {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 10_241, LONG);
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CONFIG_SET of terminal TESTTERM00000001 has a body of 10241 bytes, dialect wmmp-3.0"
                        + " allows 10240 (fragment.max-message)");
        assertNothingSent();
        assertThat(resources.requests().count(Event.NOT_SENT)).isEqualTo(1);
    }

    @Test
    void partsAreRepeatedUnderTheNextNumberAndGivenUp() {
        session.renumbers = true;
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 2000, SHORT);
        Fragment first = sent(Command.CONFIG_SET, 1);
        assertThat(sent(Command.CONFIG_SET, 2)).isEqualTo(first);
        arrives(Command.CONFIG_SET_ACK, 1, first.reply(Operation.NEXT, 2));
        long number = 2;
        Fragment second = sent(Command.CONFIG_SET, number);
        assertThat(second.part()).isEqualTo(2);
        assertThat(sent(Command.CONFIG_SET, 3)).isEqualTo(second);
        assertThat(sent(Command.CONFIG_SET, 4)).isEqualTo(second);
        assertThat(sent(Command.CONFIG_SET, 4)).isEqualTo(second.reply(Operation.SENDER_ABORTS, 2));
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(NoAnswerException.class);
        assertThat(resources.requests().count(Event.UNANSWERED)).isEqualTo(1);
    }

    @Test
    void platformRepeatsPartsAsTheyAre() {
        ask(Command.CONFIG_SET, 2000, SHORT);
        byte[] first = other.receive();
        assertThat(other.receive()).isEqualTo(first);
        assertThat(other.receive()).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({ "0, 4, 2", "0, 2, 2", "1, 3, 2", "0, 3, 3", "0, 3, 0" })
    void wrongWishEndsTheRequest(int transaction, int total, int part) {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 2000, LONG);
        Fragment first = sent(Command.CONFIG_SET, 1);
        arrives(Command.CONFIG_SET_ACK, 1, new Fragment(transaction, total, part, Operation.NEXT, new byte[0]));
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(FragmentsAbortedException.class)
                .hasMessageContaining(
                        "CONFIG_SET of terminal TESTTERM00000001 was broken off: the other end sent Fragment[NEXT");
        assertThat(sent(Command.CONFIG_SET, 1)).isEqualTo(first.reply(Operation.SENDER_ABORTS, 1));
        assertDropped(DropReason.FRAGMENTS_ABORTED, 1);
        assertThat(resources.requests().count(Event.ABANDONED)).isEqualTo(1);
        assertThat(session.isBusy()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "SENDER_ABORTS", "COLLECTOR_ABORTS" })
    void otherEndMayAbortTheRequest(Operation operation) {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 2000, LONG);
        Fragment first = sent(Command.CONFIG_SET, 1);
        arrives(Command.CONFIG_SET_ACK, 1, first.reply(operation, 1));
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(FragmentsAbortedException.class)
                .hasMessageContaining("the other end gave up");
        assertNothingSent();
    }

    @Test
    void lateWishIsNoMistake() throws Exception {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 2000, LONG);
        Fragment first = sent(Command.CONFIG_SET, 1);
        for (int copy = 0; copy < 2; copy++) {
            arrives(Command.CONFIG_SET_ACK, 1, first.reply(Operation.NEXT, 2));
        }
        assertThat(sent(Command.CONFIG_SET, 1).part()).isEqualTo(2);
        arrives(Command.CONFIG_SET_ACK, 1, first.reply(Operation.NEXT, 3));
        assertThat(sent(Command.CONFIG_SET, 1).part()).isEqualTo(3);
        arrives(Command.CONFIG_SET_ACK, 1, first.reply(Operation.NEXT, 2));
        arrives(Command.CONFIG_SET_ACK, 1, 0, new byte[1]);
        result(asked);
        assertDropped(DropReason.LATE_ANSWER, 2);
    }

    @Test
    void earlyRefusalIsTheAnswer() throws Exception {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 2000, LONG);
        sent(Command.CONFIG_SET, 1);
        // who knows no fragments names the tag at fault
        arrives(Command.CONFIG_SET_ACK, 1, 0, new byte[] { 1, 0x40, 0x08, 0, 0 });
        assertThat(result(asked).unsigned("result")).isEqualTo(1);
    }

    @Test
    void earlySuccessIsNone() {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 2000, LONG);
        Fragment first = sent(Command.CONFIG_SET, 1);
        arrives(Command.CONFIG_SET_ACK, 1, 0, new byte[1]);
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(FragmentsAbortedException.class)
                .hasMessageContaining("answered before it had all parts");
        assertThat(sent(Command.CONFIG_SET, 1)).isEqualTo(first.reply(Operation.SENDER_ABORTS, 1));
    }

    @Test
    void newLoginLetsTheRequestBeginAnew() throws Exception {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 1000, LONG);
        Fragment first = sent(Command.CONFIG_SET, 1);
        arrives(Command.CONFIG_SET_ACK, 1, first.reply(Operation.NEXT, 2));
        assertThat(sent(Command.CONFIG_SET, 1).part()).isEqualTo(2);
        session.renewRequest();
        heardSoFar();
        assertThat(sent(Command.CONFIG_SET, 2)).isEqualTo(first);
        arrives(Command.CONFIG_SET_ACK, 1, first.reply(Operation.NEXT, 2));
        arrives(Command.CONFIG_SET_ACK, 2, first.reply(Operation.NEXT, 2));
        assertThat(sent(Command.CONFIG_SET, 2).part()).isEqualTo(2);
        arrives(Command.CONFIG_SET_ACK, 2, 0, new byte[1]);
        result(asked);
        assertDropped(DropReason.LATE_ANSWER, 1);
    }

    // ---- answers of the other end

    @Test
    void gathersAnAnswer() throws Exception {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_GET, 10, LONG);
        sent();
        Parts parts = new Parts(values(2000), SIZE);
        for (int part = 1; part <= 3; part++) {
            arrives(Command.CONFIG_GET_ACK, 1, parts.part(part));
            if (part < 3) {
                assertThat(sent(Command.CONFIG_GET, 1)).isEqualTo(new Fragment(0, 3, part + 1, Operation.NEXT, new byte[0]));
                // a copy of what came before is not answered
                arrives(Command.CONFIG_GET_ACK, 1, parts.part(part));
            }
        }
        assertThat(result(asked).body()).isEqualTo(parts.body());
        assertThat(resources.fragmentMemory().used()).isZero();
        assertDropped(DropReason.LATE_ANSWER, 2);
    }

    @Test
    void wishForAPartIsRepeatedAndGivenUp() {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_GET, 10, SHORT);
        sent();
        Fragment first = new Parts(values(2000), SIZE).part(1);
        arrives(Command.CONFIG_GET_ACK, 1, first);
        WmmpMessage next = sent();
        while (!next.isFragment()) {
            next = sent();
        }
        assertThat(Fragment.read(next)).isEqualTo(first.reply(Operation.NEXT, 2));
        assertThat(sent()).isEqualTo(next);
        assertThat(sent()).isEqualTo(next);
        assertThat(sent(Command.CONFIG_GET, 1)).isEqualTo(first.reply(Operation.COLLECTOR_ABORTS, 1));
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(NoAnswerException.class);
        assertThat(resources.fragmentMemory().used()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "0, 4, 2", "0, 2, 2", "1, 3, 2", "0, 3, 3", "0, 3, 0" })
    void wrongPartEndsTheRequest(int transaction, int total, int part) {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_GET, 10, LONG);
        sent();
        arrives(Command.CONFIG_GET_ACK, 1, new Parts(values(2000), SIZE).part(1));
        sent(Command.CONFIG_GET, 1);
        arrives(Command.CONFIG_GET_ACK, 1, Fragment.part(transaction, total, part, new byte[5]));
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(FragmentsAbortedException.class)
                .hasMessageContaining("out of turn");
        assertThat(sent(Command.CONFIG_GET, 1).operation()).isEqualTo(Operation.COLLECTOR_ABORTS);
        assertThat(resources.fragmentMemory().used()).isZero();
    }

    @Test
    void answerThatIsTooLongOrMalformedEndsTheRequest() {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_GET, 10, LONG);
        sent();
        arrives(Command.CONFIG_GET_ACK, 1, Fragment.part(0, 2, 1, new byte[10_241]));
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(FragmentsAbortedException.class)
                .hasMessageContaining("exceeds the bounds");
        assertDropped(DropReason.FRAGMENTS_TOO_LONG, 1);
        CompletionStage<WmmpMessage> again = ask(Command.CONFIG_GET, 10, LONG);
        sent();
        arrives(Command.CONFIG_GET_ACK, 2, Fragment.part(0, 2, 1, new byte[] { 0, 1 }));
        sent(Command.CONFIG_GET, 2);
        arrives(Command.CONFIG_GET_ACK, 2, Fragment.part(0, 2, 2, new byte[] { 0 }));
        assertThatThrownBy(() -> result(again)).hasCauseInstanceOf(FragmentsAbortedException.class)
                .hasMessageContaining("malformed");
    }

    @Test
    void wholeRequestIsNotAskedForParts() {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_SET, 10, LONG);
        sent();
        arrives(Command.CONFIG_SET_ACK, 1, new Fragment(0, 2, 2, Operation.NEXT, new byte[0]));
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(FragmentsAbortedException.class);
        assertNothingSent();
    }

    @Test
    void closedSessionLetsGoOfEverything() {
        CompletionStage<WmmpMessage> asked = ask(Command.CONFIG_GET, 10, LONG);
        sent();
        arrives(Command.CONFIG_GET_ACK, 1, new Parts(values(2000), SIZE).part(1));
        sent(Command.CONFIG_GET, 1);
        arrives(Command.CONFIG_SET, 1, parts(2000).part(1));
        assertWanted(1, 2);
        session.close("enough");
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(SessionClosedException.class);
        assertThat(resources.fragmentMemory().used()).isZero();
    }
}
