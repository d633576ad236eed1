package io.wmmp.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerMemoryTest {

    private static final Dialect DIALECT = Dialect.load(Dialect.DEFAULT);
    private static final long REPEAT_NANOS = DIALECT.repeatTime().toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final int SIZE = 4;

    private final AnswerMemory memory = new Memory();

    private static final class Memory extends AnswerMemory {

        @Override
        TerminalId serial() {
            return TestSession.TERMINAL;
        }
    }

    private static byte[] frame(int number) {
        return WmmpMessage.builder(Command.LOGOUT_ACK).terminalId(TestSession.TERMINAL).sequenceNumber(number)
                .digest(new byte[16]).securityFlag(WmmpMessage.FLAG_DIGEST).build().frame();
    }

    private static Incoming incoming(int number) {
        return new Incoming(WmmpMessage.builder(Command.LOGOUT).body(new byte[1]).terminalId(TestSession.TERMINAL).build(),
                SecurityCategory.VERIFIED, number, number, number * 10L, null, false);
    }

    @Test
    void theLastFewAreRemembered() {
        for (int i = 1; i <= 6; i++) {
            memory.remember(incoming(i), frame(i), true, 0, DIALECT, SIZE);
        }
        for (int i = 1; i <= 6; i++) {
            byte[] answer = memory.answerTo(i, i, 0, DIALECT);
            if (i <= 6 - SIZE) {
                assertThat(answer).isNull();
            } else {
                assertThat(answer).isEqualTo(frame(i));
            }
        }
        assertThat(memory.lastHad(60, 0, DIALECT)).isTrue();
        assertThat(memory.lastHad(50, 0, DIALECT)).isFalse();
    }

    @Test
    void rememberedForTwiceTheRepeatTime() {
        long start = -REPEAT_NANOS;
        memory.remember(incoming(1), frame(1), true, start, DIALECT, SIZE);
        assertThat(memory.lastHad(10, start + REPEAT_NANOS, DIALECT)).isTrue();
        assertThat(memory.lastHad(10, start + REPEAT_NANOS + 2 * SECOND, DIALECT)).isFalse();
        assertThat(memory.answerTo(1, 1, start + 2 * REPEAT_NANOS, DIALECT)).isNotNull();
        assertThat(memory.answerTo(1, 1, start + 2 * REPEAT_NANOS + 2 * SECOND, DIALECT)).isNull();
    }

    @Test
    void timeOfTheLastAnswerIsKeptToTheSecond() {
        long start = -REPEAT_NANOS - 5 * SECOND;
        memory.remember(incoming(1), frame(1), true, start, DIALECT, SIZE);
        assertThat(memory.lastAnswer()).isEqualTo(frame(1));
        memory.remember(incoming(2), memory.lastAnswer(), true, memory.lastAnswerNanos(), DIALECT, SIZE);
        assertThat(memory.lastHad(20, start + REPEAT_NANOS, DIALECT)).isTrue();
        assertThat(memory.lastHad(20, start + REPEAT_NANOS + 2 * SECOND, DIALECT)).isFalse();
    }

    @Test
    void repeatsKeepOnlyTheNewestCopies() {
        Incoming incoming = incoming(1);
        for (int i = 2; i < 100; i++) {
            incoming.repeatedBy(i, i, null);
        }
        assertThat(IntStream.range(0, incoming.copies()).mapToLong(incoming::copy)).containsExactly(96L, 97L, 98L, 99L);
        memory.remember(incoming, frame(1), true, 0, DIALECT, SIZE);
        assertThat(memory.answerTo(99, 99, 0, DIALECT)).isNotNull();
        memory.forgetRequests();
        assertThat(memory.answerTo(99, 99, 0, DIALECT)).isNull();
    }

    @Test
    void aNumberBehindTheHighestMayBeThatOfACopyAfterNumbersHaveBegunAnew() {
        Incoming incoming = incoming(100);
        incoming.owed = false;
        incoming.repeatedBy(1, 1, null);
        memory.remember(incoming, frame(1), true, 0, DIALECT, SIZE);
        assertThat(memory.answerTo(1, 1, 0, DIALECT)).isNotNull();
        assertThat(memory.answerTo(100, 100, 0, DIALECT)).isNotNull();
    }

    @Test
    void whatWasReadIsFoundUnderAnyNumber() throws IOException {
        memory.remember(incoming(-1), frame(1), true, 0, DIALECT, SIZE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        memory.writeRequests(new DataOutputStream(bytes), 0);
        AnswerMemory later = new Memory();
        later.readRequests(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 0, 1);
        assertThat(later.answerTo(-1, -1, 0, DIALECT)).isNotNull();
    }

    @Test
    void agesThatCannotBeMakeNoAnswerYoung() throws IOException {
        memory.remember(incoming(1), frame(1), true, 0, DIALECT, SIZE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        memory.writeRequests(new DataOutputStream(bytes), 0);
        // a clock that said 1970, and one that was set back
        for (long secondsAgo : new long[] { 1_700_000_000L, Long.MAX_VALUE / 2 }) {
            AnswerMemory later = new Memory();
            later.readRequests(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 0, secondsAgo);
            assertThat(later.lastHad(10, 0, DIALECT)).isFalse();
            assertThat(later.answerTo(1, 1, 0, DIALECT)).isNull();
        }
        ByteArrayOutputStream early = new ByteArrayOutputStream();
        memory.writeRequests(new DataOutputStream(early), -10 * SECOND);
        AnswerMemory later = new Memory();
        later.readRequests(new DataInputStream(new ByteArrayInputStream(early.toByteArray())), 0, 0);
        assertThat(later.lastHad(10, 0, DIALECT)).as("not older than nothing").isTrue();
        assertThat(later.lastHad(10, REPEAT_NANOS + 2 * SECOND, DIALECT)).isFalse();
    }

    @Test
    void agesAreRightWhereSecondsHaveMoreBitsThanAreKept() {
        for (long origin : new long[] { 1L << 30, (1L << 31) - 1, 1L << 31, -(1L << 30), (1L << 32) - 5 }) {
            long start = origin * SECOND;
            AnswerMemory one = new Memory();
            one.remember(incoming(1), frame(1), true, start, DIALECT, SIZE);
            assertThat(one.answerTo(1, 1, start + 2 * REPEAT_NANOS, DIALECT)).isNotNull();
            assertThat(one.answerTo(1, 1, start + 2 * REPEAT_NANOS + 2 * SECOND, DIALECT)).isNull();
        }
    }

    @Test
    void aWindowThatHasBecomeSmallerIsKeptToOnceAllIsOver() throws IOException {
        for (int i = 1; i <= 8; i++) {
            memory.remember(incoming(i), frame(i), true, 0, DIALECT, 8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        memory.writeRequests(new DataOutputStream(bytes), 0);
        AnswerMemory later = new Memory();
        later.readRequests(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 0, 0);
        for (int i = 9; i <= 20; i++) {
            later.remember(incoming(i), frame(i), true, 0, DIALECT, 2);
            assertThat(later.answerTo(i, i, 0, DIALECT)).isEqualTo(frame(i));
            assertThat(later.answerTo(i - 1, i - 1, 0, DIALECT)).isEqualTo(frame(i - 1));
        }
        long after = 3 * REPEAT_NANOS;
        later.remember(incoming(21), frame(21), true, after, DIALECT, 2);
        later.remember(incoming(22), frame(22), true, after, DIALECT, 2);
        later.remember(incoming(23), frame(23), true, after, DIALECT, 2);
        assertThat(later.answerTo(21, 21, after, DIALECT)).isNull();
        assertThat(later.answerTo(22, 22, after, DIALECT)).isEqualTo(frame(22));
    }

    private static Incoming heartbeat(int number) {
        return new Incoming(WmmpMessage.builder(Command.HEART_BEAT).terminalId(TestSession.TERMINAL).build(),
                SecurityCategory.VERIFIED, number, number, number * 10L, null, false);
    }

    private static byte[] heartbeatAnswer(int number) {
        return WmmpMessage.builder(Command.HEART_BEAT_ACK).terminalId(TestSession.TERMINAL).sequenceNumber(number).build()
                .frame();
    }

    @Test
    void aHeartbeatMakesTheOneBeforeForgottenAndNothingElse() {
        memory.remember(incoming(1), frame(1), true, 0, DIALECT, SIZE);
        for (int i = 2; i <= 20; i++) {
            memory.remember(heartbeat(i), heartbeatAnswer(i), true, 0, DIALECT, SIZE);
            assertThat(memory.answerTo(i, i, 0, DIALECT)).isEqualTo(heartbeatAnswer(i));
        }
        assertThat(memory.answerTo(19, 19, 0, DIALECT)).isNull();
        assertThat(memory.answerTo(1, 1, 0, DIALECT)).isEqualTo(frame(1));
        memory.remember(incoming(21), frame(21), true, 0, DIALECT, SIZE);
        assertThat(memory.answerTo(20, 20, 0, DIALECT)).as("it may be repeated beside data").isEqualTo(heartbeatAnswer(20));
        assertThat(memory.answerTo(21, 21, 0, DIALECT)).isEqualTo(frame(21));
    }

    @Test
    void whoSpeaksSeldomIsRememberedForItsLastAnswerOnly() throws IOException {
        long pause = 3 * REPEAT_NANOS;
        for (int i = 1; i <= 4; i++) {
            memory.remember(incoming(i), frame(i), true, i * pause, DIALECT, SIZE);
        }
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        memory.writeRequests(new DataOutputStream(kept), 4 * pause);
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        AnswerMemory other = new Memory();
        other.remember(incoming(4), frame(4), true, 4 * pause, DIALECT, SIZE);
        other.writeRequests(new DataOutputStream(one), 4 * pause);
        assertThat(kept.toByteArray()).isEqualTo(one.toByteArray());
    }
}
