package io.wmmp.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.RequestMeter.Event;
import io.wmmp.session.TestSession.Acted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class SessionTest extends SessionFixture {

    private static WmmpMessage data(long number, String text) {
        return WmmpMessage.builder(Command.TRANSPARENT_DATA).terminalId(TestSession.TERMINAL).sequenceNumber(number)
                .body(TestSession.CODEC.writeBody(Command.TRANSPARENT_DATA, Map.of("text", text))).build();
    }

    private void answer(WmmpMessage request) {
        answer(request, request.sequenceNumber());
    }

    private void answer(WmmpMessage request, long number) {
        arrives(WmmpMessage.builder(request.command().answer()).terminalId(TestSession.TERMINAL).sequenceNumber(number)
                .body(Answer.success(TestSession.CODEC, request).body()).build());
    }

    private CompletionStage<WmmpMessage> ask(Patience patience) {
        return session.request(Command.CONFIG_SET,
                TestSession.CODEC.writeBody(Command.CONFIG_SET, Map.of("heartbeat_interval", 5)),
                patience);
    }

    @Test
    void answerCompletesTheRequestOnTheExecutor() throws Exception {
        CompletableFuture<String> thread = new CompletableFuture<>();
        CompletionStage<WmmpMessage> asked = ask(LONG);
        asked.thenRun(() -> thread.complete(Thread.currentThread().getName()));
        WmmpMessage request = sent();
        assertThat(request.sequenceNumber()).isEqualTo(1);
        answer(request);
        // first, since who waits for a stage may help to run what depends on it
        assertThat(result(thread)).startsWith("pool-");
        assertThat(result(asked).command()).isEqualTo(Command.CONFIG_SET_ACK);
        assertThat(session.isBusy()).isFalse();
    }

    @Test
    void waitsGrowAndTheFailureTellsTheirSum() {
        CompletionStage<WmmpMessage> asked = ask(new Patience(Duration.ofMillis(40), 3, 3, 0));
        WmmpMessage first = sent();
        long start = System.nanoTime();
        assertThat(sent()).isEqualTo(first);
        assertThat(sent()).isEqualTo(first);
        // the first wait began before this test saw the first send
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(100));
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(NoAnswerException.class)
                .hasMessageContaining("after 3 send(s) and 520 ms");
    }

    @Test
    void requestBehindOneThatWaitsLongIsGivenUpAfterTheSumOfItsOwnWaits() {
        CompletionStage<WmmpMessage> first = ask(LONG);
        CompletionStage<WmmpMessage> second = ask(new Patience(Duration.ofMillis(20), 3, 2, 0.5));
        assertThatThrownBy(() -> result(second)).hasCauseInstanceOf(NoAnswerException.class)
                .hasMessageContaining("after 0 send(s) and 210 ms");
        assertThat(first.toCompletableFuture()).isNotDone();
    }

    @Test
    void repeatsAreIdentical() {
        CompletionStage<WmmpMessage> asked = ask(SHORT);
        WmmpMessage first = sent();
        assertThat(sent()).isEqualTo(first);
        assertThat(sent()).isEqualTo(first);
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(NoAnswerException.class)
                .hasMessageContaining("CONFIG_SET of terminal TESTTERM00000001: no answer after 3 send(s) and 180 ms");
        assertNothingSent();
        assertThat(session.isBusy()).isFalse();
    }

    @Test
    void repeatsAreRenumbered() throws Exception {
        session.renumbers = true;
        CompletionStage<WmmpMessage> asked = ask(SHORT);
        for (int number = 1; number <= 3; number++) {
            assertThat(sent().sequenceNumber()).isEqualTo(number);
        }
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(NoAnswerException.class);
        CompletionStage<WmmpMessage> next = ask(LONG);
        WmmpMessage request = sent();
        assertThat(request.sequenceNumber()).isEqualTo(4);
        answer(request);
        result(next);
    }

    @Test
    void lateAnswerToAnEarlierSendCounts() throws Exception {
        session.renumbers = true;
        CompletionStage<WmmpMessage> asked = ask(new Patience(Duration.ofMillis(60), 100));
        WmmpMessage first = sent();
        sent();
        answer(first);
        assertThat(result(asked).sequenceNumber()).isEqualTo(1);
    }

    @Test
    void renewedRequestIsNumberedAnew() throws Exception {
        CompletionStage<WmmpMessage> asked = ask(new Patience(Duration.ofMillis(60), 100));
        WmmpMessage first = sent();
        session.renewRequest();
        WmmpMessage renewed = sent();
        while (renewed.equals(first)) {
            renewed = sent();
        }
        assertThat(renewed.sequenceNumber()).isEqualTo(2);
        answer(renewed);
        result(asked);
    }

    @Test
    void numbersWrap() throws Exception {
        session.lastNumber(0xFFFFFFFE);
        session.renumbers = true;
        CompletionStage<WmmpMessage> asked = ask(new Patience(Duration.ofMillis(60), 100));
        WmmpMessage last = sent();
        assertThat(last.sequenceNumber()).isEqualTo(0xFFFFFFFFL);
        WmmpMessage wrapped = sent();
        assertThat(wrapped.sequenceNumber()).isZero();
        answer(last);
        result(asked);

        for (long number : new long[] { 0xFFFFFFFEL, 0xFFFFFFFFL, 0, 1 }) {
            arrives(data(number, "reading " + number));
            Acted now = session.next();
            assertThat(now.possibleDuplicate()).isFalse();
            assertThat(now.request().sequenceNumber()).isEqualTo(number);
            now.succeed();
            WmmpMessage ack = sent();
            while (ack.command() != Command.TRANSPARENT_DATA_ACK) {
                ack = sent();
            }
            assertThat(ack.sequenceNumber()).isEqualTo(number);
        }
    }

    @Test
    void answersThatFitNoRequestAreCounted() throws Exception {
        CompletionStage<WmmpMessage> asked = ask(LONG);
        WmmpMessage request = sent();
        answer(request, 2);
        answer(request, 0);
        answer(WmmpMessage.builder(Command.CONFIG_GET).terminalId(TestSession.TERMINAL).sequenceNumber(1).build());
        heardSoFar();
        assertThat(resources.drops().count(DropReason.LATE_ANSWER)).isEqualTo(3);
        answer(request);
        result(asked);
        answer(request);
        heardSoFar();
        assertThat(resources.drops().count(DropReason.LATE_ANSWER)).isEqualTo(4);
    }

    @Test
    void logoutMayBeAnsweredUnderAForeignNumber() throws Exception {
        CompletionStage<WmmpMessage> asked = session.request(Command.LOGOUT, new byte[1], LONG);
        WmmpMessage request = sent();
        answer(request, 4711);
        assertThat(result(asked).command()).isEqualTo(Command.LOGOUT_ACK);
    }

    @Test
    void requestsGoOneAfterTheOther() throws Exception {
        CompletionStage<WmmpMessage> first = ask(LONG);
        CompletionStage<WmmpMessage> second = ask(LONG);
        CompletionStage<WmmpMessage> urgent = session.urgentRequest(Command.LOGOUT, new byte[1], LONG);
        WmmpMessage request = sent();
        assertThat(session.queued()).isEqualTo(2);
        assertNothingSent();
        answer(request);
        result(first);
        request = sent();
        assertThat(request.command()).isEqualTo(Command.LOGOUT);
        answer(request);
        result(urgent);
        answer(sent());
        result(second);
        assertThat(session.queued()).isZero();
    }

    @Test
    void requestThatCannotBeSentFailsAndTheNextGoes() throws Exception {
        session.signFails = true;
        CompletionStage<WmmpMessage> unsigned = ask(LONG);
        assertThatThrownBy(() -> result(unsigned)).hasMessageContaining("no pen");
        session.signFails = false;
        CompletionStage<WmmpMessage> tooLong = session.request(Command.CONFIG_SET, new byte[70_000], LONG);
        assertThatThrownBy(() -> result(tooLong)).hasCauseInstanceOf(IllegalArgumentException.class);
        CompletionStage<WmmpMessage> asked = ask(LONG);
        answer(sent());
        result(asked);
    }

    @Test
    void whatBecomesOfRequestsIsCounted() throws Exception {
        CompletionStage<WmmpMessage> unanswered = ask(SHORT);
        assertThatThrownBy(() -> result(unanswered)).hasCauseInstanceOf(NoAnswerException.class);
        IntStream.range(0, 3).forEach(send -> sent());
        CompletionStage<WmmpMessage> answered = ask(LONG);
        answer(sent());
        result(answered);
        CompletionStage<WmmpMessage> tooLate = session.request(Command.CONFIG_GET, new byte[0], LONG);
        sent();
        CompletionStage<WmmpMessage> neverSent = ask(SHORT);
        assertThatThrownBy(() -> result(neverSent)).hasCauseInstanceOf(NoAnswerException.class);
        session.close("it is late");
        assertThatThrownBy(() -> result(tooLate)).hasCauseInstanceOf(SessionClosedException.class);

        RequestMeter meter = resources.requests();
        assertThat(meter.count(Command.CONFIG_SET, Event.SENT)).isEqualTo(2);
        assertThat(meter.count(Command.CONFIG_SET, Event.REPEATED)).isEqualTo(2);
        assertThat(meter.count(Command.CONFIG_SET, Event.ANSWERED)).isEqualTo(1);
        assertThat(meter.count(Command.CONFIG_SET, Event.UNANSWERED)).isEqualTo(1);
        assertThat(meter.count(Command.CONFIG_SET, Event.NOT_SENT)).isEqualTo(1);
        assertThat(meter.count(Command.CONFIG_SET, Event.ABANDONED)).isZero();
        assertThat(meter.count(Command.CONFIG_GET, Event.ABANDONED)).isEqualTo(1);
        assertThat(meter.count(Event.SENT)).isEqualTo(3);
    }

    @Test
    void requestIsAnsweredUnderItsNumber() throws Exception {
        arrives(data(7, "a"));
        Acted now = session.next();
        assertThat(session.isInHand(now.request())).isTrue();
        assertNothingSent();
        now.succeed();
        WmmpMessage answer = sent();
        assertThat(answer.command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        assertThat(answer.sequenceNumber()).isEqualTo(7);
        assertThat(session.isInHand(now.request())).isFalse();
        assertThat(session.answered.poll(5, TimeUnit.SECONDS)).isEqualTo(now.request());
    }

    @Test
    void requestsAreActedOnInOrder() throws Exception {
        for (int i = 1; i <= 5; i++) {
            arrives(data(i, "reading " + i));
        }
        for (int i = 1; i <= 5; i++) {
            Acted now = session.next();
            assertThat(now.request()).isEqualTo(data(i, "reading " + i));
            assertThat(session.acted).isEmpty();
            now.succeed();
            assertThat(sent().sequenceNumber()).isEqualTo(i);
        }
    }

    @Test
    void moreRequestsThanFitAreDropped() throws Exception {
        for (int i = 0; i <= Inbox.SIZE + 1; i++) {
            arrives(data(i, "reading " + i));
        }
        heardSoFar();
        assertThat(resources.drops().count(DropReason.OVERLOAD)).isEqualTo(1);
        for (int i = 0; i <= Inbox.SIZE; i++) {
            session.next().succeed();
            sent();
        }
        assertThat(session.isBusy()).isFalse();
    }

    @Test
    void identicalBytesWhileInHandAreOneRequest() throws Exception {
        arrives(data(1, "a"));
        Acted now = session.next();
        arrives(data(1, "a"));
        heardSoFar();
        now.succeed();
        assertThat(sent().sequenceNumber()).isEqualTo(1);
        heardSoFar();
        assertThat(session.acted).isEmpty();
    }

    @Test
    void identicalBytesAfterTheAnswerGetItAgain() throws Exception {
        arrives(data(1, "a"));
        session.next().succeed();
        WmmpMessage answer = sent();
        arrives(data(1, "a"));
        assertThat(sent()).isEqualTo(answer);
        arrives(data(2, "b"));
        session.next().succeed();
        sent();
        arrives(data(1, "a"));
        assertThat(sent()).isEqualTo(answer);
        assertThat(session.acted).isEmpty();
    }

    @Test
    void sameBodyUnderTheNextNumberWhileInHandIsARepeat() throws Exception {
        arrives(data(1, "a"));
        Acted now = session.next();
        for (int number = 2; number < 10; number++) {
            arrives(data(number, "a"));
        }
        heardSoFar();
        now.succeed();
        WmmpMessage answer = sent();
        assertThat(answer.sequenceNumber()).isEqualTo(9);
        heardSoFar();
        assertThat(session.acted).isEmpty();
        arrives(data(9, "a"));
        assertThat(sent()).isEqualTo(answer);
    }

    @Test
    void sameBodyBehindAnotherRequestIsARepeatToo() throws Exception {
        arrives(data(1, "a"));
        arrives(data(2, "b"));
        arrives(data(3, "b"));
        heardSoFar();
        session.next().succeed();
        assertThat(sent().sequenceNumber()).isEqualTo(1);
        session.next().succeed();
        assertThat(sent().sequenceNumber()).isEqualTo(3);
        assertThat(session.acted).isEmpty();
    }

    @Test
    void sameBodyAfterTheAnswerIsAPossibleDuplicate() throws Exception {
        arrives(data(1, "a"));
        session.next().succeed();
        sent();
        arrives(data(2, "a"));
        Acted again = session.next();
        assertThat(again.possibleDuplicate()).isTrue();
        again.succeed();
        assertThat(sent().sequenceNumber()).isEqualTo(2);
        arrives(data(3, "b"));
        session.next().succeed();
        sent();
        arrives(data(4, "a"));
        assertThat(session.next().possibleDuplicate()).isFalse();
    }

    @Test
    void nothingIsAPossibleDuplicateWhileAnotherRequestStandsBetween() throws Exception {
        arrives(data(1, "a"));
        session.next().succeed();
        sent();
        arrives(data(2, "b"));
        Acted between = session.next();
        arrives(data(3, "a"));
        heardSoFar();
        between.succeed();
        sent();
        assertThat(session.next().possibleDuplicate()).isFalse();
    }

    @Test
    void possibleDuplicateIsAnsweredLikeTheOneBeforeWhereItIsNotWanted() throws Exception {
        session.dropsDuplicates = true;
        arrives(data(1, "a"));
        Acted first = session.next();
        first.answer().complete(Answer.of(TestSession.CODEC, first.request(), 5, Map.of("heartbeat_interval", 7)));
        WmmpMessage answer = sent();
        arrives(data(2, "a"));
        WmmpMessage again = sent();
        assertThat(again.sequenceNumber()).isEqualTo(2);
        assertThat(again.body()).isEqualTo(answer.body());
        // a copy of the repeat is a copy like any other
        arrives(data(2, "a"));
        assertThat(sent()).isEqualTo(again);
        arrives(data(3, "a"));
        assertThat(sent().body()).isEqualTo(answer.body());
        assertThat(session.acted).isEmpty();
        await().untilAsserted(() -> assertThat(resources.drops().count(DropReason.DUPLICATE)).isEqualTo(2));

        arrives(data(4, "b"));
        session.next().succeed();
        sent();
        arrives(data(5, "a"));
        assertThat(session.next().request().sequenceNumber()).isEqualTo(5);
    }

    @Test
    void asManyAnswersAreRememberedAsTheWindowHas() throws Exception {
        int window = SessionResources.DEFAULT_DUPLICATE_WINDOW;
        for (int i = 1; i <= window + 1; i++) {
            arrives(data(i, "text " + i));
            session.next().succeed();
            sent();
        }
        arrives(data(2, "text 2"));
        assertThat(sent().sequenceNumber()).isEqualTo(2);
        assertThat(session.acted).isEmpty();
        arrives(data(1, "text 1"));
        assertThat(session.next().request().sequenceNumber()).isEqualTo(1);
    }

    @Test
    void unansweredRequestIsNotRemembered() throws Exception {
        arrives(data(1, "a"));
        session.next().answer().complete(Answer.SILENCE);
        arrives(data(1, "a"));
        Acted again = session.next();
        assertThat(again.possibleDuplicate()).isFalse();
        again.succeed();
        sent();
    }

    @Test
    void forgottenAnswersAreNotGivenAgain() throws Exception {
        arrives(data(1, "a"));
        session.next().succeed();
        sent();
        session.forgetAnswers();
        arrives(data(1, "a"));
        session.next().succeed();
        sent();
    }

    @Test
    void failuresOfTheActorMeanSilenceAndTheNextGoes() throws Exception {
        session.actFails = true;
        arrives(data(1, "a"));
        session.next();
        session.actFails = false;
        arrives(data(2, "b"));
        session.next().answer().completeExceptionally(new IllegalStateException("made up"));
        arrives(data(3, "c"));
        session.next().answer().complete(null);
        arrives(data(4, "d"));
        session.next().answer().complete(new Answer(new byte[] { 0, 1, 2 }));
        session.answeredFails = true;
        arrives(data(5, "e"));
        session.next().succeed();
        assertThat(sent().sequenceNumber()).isEqualTo(5);
        arrives(data(6, "f"));
        session.next().succeed();
        assertThat(sent().sequenceNumber()).isEqualTo(6);
        await().until(() -> !session.isBusy());
    }

    @Test
    void requestWaitsWhileOneOfTheOtherEndIsInHand() throws Exception {
        arrives(data(1, "a"));
        Acted now = session.next();
        CompletionStage<WmmpMessage> asked = ask(LONG);
        assertNothingSent();
        assertThat(session.queued()).isEqualTo(1);
        now.succeed();
        assertThat(sent().command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        answer(sent());
        result(asked);
    }

    @Test
    void immediateAnswersOvertakeASlowRequest() throws Exception {
        arrives(data(1, "a"));
        Acted now = session.next();
        heardSoFar();
        now.succeed();
        sent();
    }

    @Test
    void platformTakesRequestsWhileItWaits() throws Exception {
        CompletionStage<WmmpMessage> asked = ask(LONG);
        WmmpMessage request = sent();
        arrives(data(1, "a"));
        session.next().succeed();
        assertThat(sent().command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        answer(request);
        result(asked);
    }

    @Test
    void terminalDropsRequestsWhileItWaits() throws Exception {
        session.takesWhileWaiting = false;
        CompletionStage<WmmpMessage> asked = ask(LONG);
        WmmpMessage request = sent();
        arrives(data(1, "a"));
        heardSoFar();
        assertThat(resources.drops().count(DropReason.BUSY)).isEqualTo(1);
        assertThat(session.acted).isEmpty();
        answer(request);
        result(asked);
        arrives(data(1, "a"));
        session.next().succeed();
        sent();
    }

    @Test
    void givenUpRequestsFail() {
        CompletionStage<WmmpMessage> first = ask(LONG);
        CompletionStage<WmmpMessage> second = ask(LONG);
        session.giveUpRequests("because");
        for (CompletionStage<WmmpMessage> asked : List.of(first, second)) {
            assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(SessionClosedException.class)
                    .hasMessageContaining("CONFIG_SET of terminal TESTTERM00000001 given up: because");
        }
        assertThat(session.isBusy()).isFalse();
    }

    @Test
    void closedSessionDoesNothing() throws Exception {
        arrives(data(1, "a"));
        Acted now = session.next();
        CompletionStage<WmmpMessage> waiting = ask(LONG);
        session.close("over");
        now.succeed();
        arrives(data(2, "b"));
        assertThatThrownBy(() -> result(waiting)).hasCauseInstanceOf(SessionClosedException.class);
        assertThatThrownBy(() -> result(ask(LONG))).hasCauseInstanceOf(SessionClosedException.class);
        assertNothingSent();
        assertThat(session.acted).isEmpty();
    }

    @Test
    void endedExecutorDoesNotLoseOutcomes() {
        CompletionStage<WmmpMessage> asked = ask(SHORT);
        executor.shutdownNow();
        assertThatThrownBy(() -> result(asked)).hasCauseInstanceOf(NoAnswerException.class);
    }

    @Test
    void stoppedTimerFailsRequests() {
        resources.close();
        assertThatThrownBy(() -> result(ask(LONG))).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(session.isBusy()).isFalse();
    }

    @Test
    void patienceNeedsTimeAndASend() {
        assertThatThrownBy(() -> new Patience(Duration.ZERO, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Patience(Duration.ofSeconds(1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Patience.of(TestSession.CODEC.dialect())).isEqualTo(new Patience(Duration.ofSeconds(90), 3));
    }
}
