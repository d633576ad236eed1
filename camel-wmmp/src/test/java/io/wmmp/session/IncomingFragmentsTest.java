package io.wmmp.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.Fragment.Operation;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.TestSession.Acted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests of the other end that come in fragments, and answers to it that go so. */
class IncomingFragmentsTest extends FragmentsFixture {

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
            flooded.accept(first, first.toBytes(), session.peer, System.nanoTime());
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
}
