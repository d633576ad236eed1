package io.wmmp.session;

import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.Fragment.Operation;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.RequestMeter.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Requests of this end that go in fragments, and answers to it that come so. */
class OutgoingFragmentsTest extends FragmentsFixture {

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
