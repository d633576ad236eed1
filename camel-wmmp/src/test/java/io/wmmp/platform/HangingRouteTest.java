package io.wmmp.platform;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.ReceivedRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A route that does not end must not lock its terminal out, nor make its work be done twice. */
class HangingRouteTest {

    private final TestPlatform test = new TestPlatform();
    private final List<String> delivered = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> hanging = new CompletableFuture<>();
    private FakeTerminal terminal;
    private FakeTerminal restarted;

    @AfterEach
    void close() {
        terminal.close();
        if (restarted != null) {
            restarted.close();
        }
        test.close();
    }

    private CompletionStage<Answer> take(ReceivedRequest request) {
        if (request.message().command() != Command.TRANSPARENT_DATA) {
            return CompletableFuture.completedStage(Answer.success(request.codec(), request.message()));
        }
        String text = text(request);
        delivered.add(text);
        CompletionStage<Boolean> outcome = text.equals("hang") ? hanging : CompletableFuture.completedStage(true);
        return outcome.thenApply(done -> Answer.success(request.codec(), request.message()));
    }

    private static String text(ReceivedRequest request) {
        return new String((byte[]) request.codec().readBody(request.message()).get("user_data"), StandardCharsets.UTF_8);
    }

    private static WmmpMessage data(FakeTerminal from, String text) {
        return from.signed(Command.TRANSPARENT_DATA, "destination_ec_code", null, "text", text);
    }

    /** A terminal whose first data hangs, and which has sent more behind it, and restarts behind the same or another address. */
    private void hangAndRestart(Bearer bearer, Command... commands) {
        terminal = new FakeTerminal(bearer, test.listen(bearer, Set.of(commands), this::take).localAddress());
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        terminal.send(data(terminal, "hang"));
        await().until(() -> delivered.contains("hang"));
        terminal.send(data(terminal, "behind"));
        restarted = new FakeTerminal(bearer, terminal.platform);
        restarted.login();
        assertThat(restarted.result(restarted.signed(Command.CONFIG_TRAP))).isZero();
        assertThat(test.platform.status(TestPlatform.TERMINAL).state()).isEqualTo(TerminalState.ONLINE);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void restartedTerminalIsServedInOrder(Bearer bearer) {
        hangAndRestart(bearer, Command.TRANSPARENT_DATA);
        await().untilAsserted(() -> assertThat(test.eventTypes()).startsWith(Type.ONLINE, Type.ONLINE));
        for (int i = 0; i < 5; i++) {
            assertThat(restarted.result(data(restarted, "reading " + i))).isZero();
        }
        assertThat(delivered).containsExactly("hang", "reading 0", "reading 1", "reading 2", "reading 3", "reading 4");

        // what ends now is waited for by nobody
        hanging.complete(true);
        restarted.assertNothingReceived();
        if (bearer == Bearer.UDP) {
            terminal.assertNothingReceived();
        }
        assertThat(restarted.result(data(restarted, "last"))).isZero();
    }

    @Test
    void loginThatARouteTakesDoesNotWaitEither() {
        hangAndRestart(Bearer.UDP, Command.TRANSPARENT_DATA, Command.LOGIN);
        assertThat(restarted.result(data(restarted, "reading"))).isZero();
    }

    @Test
    void repeatAfterTheLoginIsAnsweredWhenTheFirstCopyIsThrough() {
        hangAndRestart(Bearer.UDP, Command.TRANSPARENT_DATA);
        WmmpMessage repeat = data(restarted, "hang");
        restarted.send(repeat);
        restarted.assertNothingReceived();
        hanging.complete(true);
        WmmpMessage answer = restarted.receive();
        assertThat(answer.command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        assertThat(answer.sequenceNumber()).isEqualTo(repeat.sequenceNumber());
        restarted.assertVerifies(answer);
        assertThat(restarted.exchange(repeat)).as("the stored answer").isEqualTo(answer);
        assertThat(restarted.result(data(restarted, "next"))).isZero();
        assertThat(delivered).containsExactly("hang", "next");
    }

    @Test
    void repeatAfterTheEndIsAnsweredWithItsOutcome() {
        hangAndRestart(Bearer.UDP, Command.TRANSPARENT_DATA);
        hanging.complete(true);
        restarted.assertNothingReceived();
        assertThat(restarted.result(data(restarted, "hang"))).isZero();
        assertThat(delivered).containsExactly("hang");
        assertThat(restarted.result(data(restarted, "hang"))).as("equal data, sent after the answer").isZero();
        assertThat(delivered).containsExactly("hang", "hang");
    }

    @Test
    void commandsReachTheRestartedTerminal() {
        hangAndRestart(Bearer.UDP, Command.TRANSPARENT_DATA);
        CompletableFuture<WmmpMessage> answer = test.request(Command.REMOTE_CTRL, Map.of(), TestPlatform.LONG);
        WmmpMessage request = restarted.receive();
        restarted.assertVerifies(request);
        restarted.answer(request, "result", 0);
        assertThat(answer.join().unsigned("result")).isZero();
    }

    @Test
    void eachSendOfALoginHasTheSameTimestamp() {
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
        terminal.login();
        assertThat(terminal.result(terminal.signed(Command.CONFIG_TRAP))).isZero();
        restarted = new FakeTerminal(Bearer.UDP, terminal.platform);
        long first = restarted.login().unsigned("timestamp");
        assertThat(restarted.login().unsigned("timestamp")).isEqualTo(first);
        assertThat(restarted.result(restarted.signed(Command.CONFIG_TRAP))).isZero();
    }
}
