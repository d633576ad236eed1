package io.wmmp.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.ReceivedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** More requests than may be inside handlers. */
class OverloadTest {

    private static final int BOUND = 2;

    private final TestPlatform test = new TestPlatform(new MemoryTerminalRegistry(), false, BOUND);
    private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final List<FakeTerminal> terminals = new ArrayList<>();

    @AfterEach
    void close() {
        terminals.forEach(FakeTerminal::close);
        test.close();
    }

    private Consumption listen(Bearer bearer) {
        return test.listen(bearer, Set.of(Command.TRANSPARENT_DATA), request -> {
            assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(BOUND);
            Taken now = new Taken(request, new CompletableFuture<>());
            taken.add(now);
            return now.answer;
        });
    }

    private FakeTerminal terminal(Bearer bearer, Consumption at, int number) {
        TerminalRecord record = new TerminalRecord(TerminalId.of(String.format("TESTTERM%08d", number)),
                TestPlatform.credentials(String.format("4901542032%05d", number), String.format("0010101234%05d", number)),
                null,
                null, null);
        test.registry.save(record);
        FakeTerminal terminal = new FakeTerminal(bearer, at.localAddress());
        terminals.add(terminal);
        terminal.id = record.terminalId();
        terminal.credentials = record.credentials();
        terminal.login();
        return terminal;
    }

    private Taken next() throws InterruptedException {
        Taken next = taken.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("request").isNotNull();
        return next;
    }

    private void succeed(Taken request) {
        inside.decrementAndGet();
        request.answer.complete(Answer.success(FakeTerminal.CODEC, request.request.message()));
    }

    @Test
    void noRequestIsLostOverTcp() throws Exception {
        Consumption listener = listen(Bearer.TCP);
        for (int i = 1; i <= 20; i++) {
            terminal(Bearer.TCP, listener, i);
        }
        Map<TerminalId, Integer> deliveries = new HashMap<>();
        for (FakeTerminal terminal : terminals) {
            terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "text", "first"));
            terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "text", "second"));
        }
        await().until(() -> test.platform.heldBack() >= 18);
        for (int i = 0; i < 40; i++) {
            Taken request = next();
            deliveries.merge(request.request.message().terminalId(), 1, Integer::sum);
            succeed(request);
        }
        assertThat(deliveries).hasSize(20).allSatisfy((id, count) -> assertThat(count).isEqualTo(2));
        for (FakeTerminal terminal : terminals) {
            assertThat(terminal.receive().sequenceNumber()).isEqualTo(terminal.number - 1);
            assertThat(terminal.receive().sequenceNumber()).isEqualTo(terminal.number);
        }
        assertThat(test.platform.dropped(DropReason.OVERLOAD)).isZero();
        assertThat(taken).isEmpty();
    }

    @Test
    void datagramsAreDroppedAndCounted() throws Exception {
        Consumption listener = listen(Bearer.UDP);
        for (int i = 1; i <= BOUND + 1; i++) {
            terminal(Bearer.UDP, listener, i);
        }
        List<Taken> holding = new ArrayList<>();
        for (int i = 0; i < BOUND; i++) {
            terminals.get(i).send(terminals.get(i).signed(Command.TRANSPARENT_DATA, "text", "in time"));
            holding.add(next());
        }
        FakeTerminal late = terminals.get(BOUND);
        WmmpMessage request = late.signed(Command.TRANSPARENT_DATA, "text", "too much");
        late.send(request);
        await().until(() -> test.platform.dropped(DropReason.OVERLOAD) == 1);
        succeed(holding.get(0));
        terminals.get(0).receive();
        late.send(request);
        succeed(next());
        assertThat(late.receive().sequenceNumber()).isEqualTo(request.sequenceNumber());
        assertThat(test.platform.heldBack()).isZero();
    }

    @Test
    void whatWaitedIsGivenUpWithItsConnection() throws Exception {
        Consumption listener = listen(Bearer.TCP);
        for (int i = 1; i <= BOUND + 2; i++) {
            FakeTerminal terminal = terminal(Bearer.TCP, listener, i);
            terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "text", "data"));
            long held = i - BOUND;
            await().until(() -> taken.size() + test.platform.heldBack() == terminals.size());
            assertThat(test.platform.heldBack()).isEqualTo(Math.max(0, held));
        }
        terminals.get(BOUND).close();
        await().until(() -> test.platform.dropped(DropReason.OVERLOAD) == 1);
        succeed(next());
        succeed(next());
        assertThat(next().request.message().terminalId()).isEqualTo(terminals.get(BOUND + 1).id);
    }

    @Test
    void pipelinedRequestsBeyondTheQueueOfATerminalWaitInTheNetwork() throws Exception {
        FakeTerminal terminal = terminal(Bearer.TCP, listen(Bearer.TCP), 1);
        int count = 50;
        for (int i = 0; i < count; i++) {
            terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "text", "number " + i));
        }
        await().until(() -> test.platform.heldBack() > 0);
        for (int i = 0; i < count; i++) {
            succeed(next());
            assertThat(terminal.receive().sequenceNumber()).isEqualTo(terminal.number - count + 1 + i);
        }
        assertThat(test.platform.dropped(DropReason.OVERLOAD)).isZero();
    }

    @Test
    void aConnectionIsHeldBackAfterTheOneBeforeItWas() throws Exception {
        Consumption listener = listen(Bearer.TCP);
        FakeTerminal before = terminal(Bearer.TCP, listener, 1);
        int count = 20;
        for (int i = 0; i < count; i++) {
            before.send(before.signed(Command.TRANSPARENT_DATA, "text", "before " + i));
        }
        await().until(() -> test.platform.heldBack() == 1);

        FakeTerminal after = new FakeTerminal(before, Bearer.TCP, listener.localAddress());
        terminals.add(after);
        after.login();
        after.assertVerifies(after.exchange(after.signed(Command.HEART_BEAT)));
        for (int i = 0; i < count; i++) {
            after.send(after.signed(Command.TRANSPARENT_DATA, "text", "after " + i));
        }
        await().until(() -> test.platform.heldBack() == 2);
        succeed(next());
        for (int i = 0; i < count; i++) {
            succeed(next());
            assertThat(after.receive().sequenceNumber()).isEqualTo(after.number - count + 1 + i);
        }
        assertThat(test.platform.dropped(DropReason.OVERLOAD)).isZero();
    }

    private record Taken(ReceivedRequest request, CompletableFuture<Answer> answer) {
    }
}
