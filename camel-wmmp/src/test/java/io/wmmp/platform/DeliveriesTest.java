package io.wmmp.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;

import static org.assertj.core.api.Assertions.assertThat;

/** Where and in what order handlers are called. */
class DeliveriesTest {

    private final TestPlatform test = new TestPlatform();
    private final List<FakeTerminal> terminals = new ArrayList<>();

    @AfterEach
    void close() {
        terminals.forEach(FakeTerminal::close);
        test.close();
    }

    private FakeTerminal terminal(Bearer bearer, RequestHandler handler) {
        FakeTerminal terminal = new FakeTerminal(bearer,
                test.listen(bearer, Set.of(Command.TRANSPARENT_DATA), handler).localAddress());
        terminals.add(terminal);
        return terminal;
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void requestsOfOneTerminalComeInOrderAndOneByOne(boolean eventLoop) throws Exception {
        BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
        FakeTerminal terminal = terminal(Bearer.TCP, new Handler(eventLoop) {
            @Override
            public CompletionStage<Answer> handle(ReceivedRequest request) {
                CompletableFuture<Answer> answer = new CompletableFuture<>();
                taken.add(new Taken(request, answer, Thread.currentThread().getName()));
                return answer;
            }
        });
        terminal.login();
        List<WmmpMessage> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(terminal.signed(Command.TRANSPARENT_DATA, "text", "number " + i));
            terminal.send(sent.get(i));
        }
        for (WmmpMessage request : sent) {
            Taken next = taken.poll(5, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            assertThat(next.request.message()).isEqualTo(request);
            assertThat(next.thread.startsWith("wmmp-io")).isEqualTo(eventLoop);
            assertThat(taken).as("while the one before has no answer").isEmpty();
            // from a thread of neither kind
            next.answer.complete(Answer.success(FakeTerminal.CODEC, request));
            assertThat(terminal.receive().sequenceNumber()).isEqualTo(request.sequenceNumber());
        }
    }

    @Test
    void handlerOnTheEventLoopHoldsUpWhateverElseComesThere() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        FakeTerminal terminal = terminal(Bearer.TCP, new Handler(true) {
            @Override
            public CompletionStage<Answer> handle(ReceivedRequest request) {
                entered.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return CompletableFuture.completedStage(Answer.success(FakeTerminal.CODEC, request.message()));
            }
        });
        terminal.login();
        terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "text", "blocks"));
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
        terminal.send(terminal.unsigned(Command.HEART_BEAT));
        terminal.assertNothingReceived();
        leave.countDown();
        assertThat(terminal.receive().command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        assertThat(terminal.receive().command()).isEqualTo(Command.HEART_BEAT_ACK);
    }

    private record Taken(ReceivedRequest request, CompletableFuture<Answer> answer, String thread) {
    }

    private abstract static class Handler implements RequestHandler {

        private final boolean eventLoop;

        Handler(boolean eventLoop) {
            this.eventLoop = eventLoop;
        }

        @Override
        public boolean runsOnEventLoop() {
            return eventLoop;
        }
    }
}
