package io.wmmp.platform.twin;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wmmp.platform.TestPlatform;
import io.wmmp.platform.fleet.Downlink;
import io.wmmp.platform.fleet.DownlinkBody;
import io.wmmp.platform.fleet.Fleet;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionClosedException;
import io.wmmp.session.SessionResources;

import static org.assertj.core.api.Assertions.assertThat;

/** When a terminal is told what it shall have, with one terminal whose session the test has in its hands. Runs on one thread. */
class TwinDeliveryTest {

    private static final TerminalRecord TERMINAL = TestPlatform.TERMINAL;
    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    private final SessionResources resources = new SessionResources(Runnable::run, Runnable::run);
    /** What the terminal has been told, to be answered by the test. */
    private final List<CompletableFuture<WmmpMessage>> asked = new ArrayList<>();
    private final Downlink session = new OnlineTerminal();
    private final TwinDesk desk = new TwinDesk(new OneTerminal(), null, PlatformStore.inMemory().twins(), 10);

    @BeforeEach
    void shallHaveAValue() {
        desk.desire(TERMINAL.terminalId(), Map.of("heartbeat_interval", 45), false).toCompletableFuture().join();
        assertThat(asked).hasSize(1);
    }

    @AfterEach
    void close() {
        resources.close();
    }

    private void fail(int index, RuntimeException failure) {
        asked.get(index).completeExceptionally(failure);
    }

    @Test
    void whoIsBackBeforeTheOldSessionIsSeenToHaveEndedIsToldAtOnce() {
        desk.heard(session);
        assertThat(asked).as("one at a time").hasSize(1);
        fail(0, new SessionClosedException("logged in anew"));
        assertThat(asked).hasSize(2);
    }

    @Test
    void whoHasGoneIsToldWhenHeardAgain() {
        fail(0, new SessionClosedException("logged out"));
        assertThat(asked).hasSize(1);
        desk.heard(session);
        assertThat(asked).hasSize(2);
    }

    @Test
    void whoSpeaksButDoesNotAnswerIsToldWhenItSpeaksNext() {
        desk.heard(session);
        fail(0, new NoAnswerException(TERMINAL.terminalId(), Command.CONFIG_SET, 3, 1000));
        assertThat(asked).hasSize(1);
        desk.heard(session);
        assertThat(asked).hasSize(2);
    }

    /** Logged in all the time. */
    private final class OnlineTerminal implements Downlink {

        @Override
        public TerminalId terminalId() {
            return TERMINAL.terminalId();
        }

        @Override
        public TerminalRecord terminal() {
            return TERMINAL;
        }

        @Override
        public WmmpCodec codec() {
            return CODEC;
        }

        @Override
        public boolean isOnline() {
            return true;
        }

        @Override
        public boolean takesCommands() {
            return true;
        }

        @Override
        public InetSocketAddress listenerAddress() {
            return null;
        }

        @Override
        public CompletionStage<WmmpMessage> ask(Command command, byte[] body, Patience patience) {
            CompletableFuture<WmmpMessage> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }

        @Override
        public void repeatCrossedRequest() {
            // nothing crosses here
        }
    }

    private final class OneTerminal implements Fleet {

        @Override
        public SessionResources resources() {
            return resources;
        }

        @Override
        public Downlink session(TerminalId terminalId) {
            return session;
        }

        @Override
        public CompletionStage<Downlink> requireOnline(TerminalId terminalId) {
            return CompletableFuture.completedStage(session);
        }

        @Override
        public CompletionStage<TerminalRecord> recordOf(TerminalId terminalId) {
            return CompletableFuture.completedStage(TERMINAL);
        }

        @Override
        public CompletionStage<TerminalRecord> lookUp(TerminalId terminalId) {
            return recordOf(terminalId);
        }

        @Override
        public WmmpCodec codecOf(TerminalRecord terminal) {
            return CODEC;
        }

        @Override
        public CompletionStage<WmmpMessage> request(
                TerminalId terminalId, Command command, DownlinkBody body, Function<Dialect, Patience> patience) {
            throw new AssertionError("Twins are not told by " + command);
        }

        @Override
        public CompletionStage<WmmpMessage> requestBySms(
                TerminalId terminalId, Command command, DownlinkBody body, Function<Dialect, Patience> patience) {
            throw new AssertionError("Twins are not told by SMS");
        }

        @Override
        public boolean reachesBySms(TerminalRecord terminal) {
            return false;
        }

        @Override
        public CompletionStage<Void> publish(PlatformEvent event) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void addObserver(Consumer<PlatformEvent> observer) {
            // nobody gets events
        }
    }
}
