package io.wmmp.platform;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.management.ThreadMXBean;
import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.Answer;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a message of a terminal makes the platform allocate, sockets apart: bytes, counted by the JVM for one thread, so they do
 * not depend on what the machine does beside. They are those of code that is not optimised; the compiler spares some. The bounds
 * leave room for a field here and there. Whoever breaks one has put something on the path of every message.
 */
class AllocationTest {

    private static final int MESSAGES = 500;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final TestPlatform test = new TestPlatform();
    private final Terminal terminal = new Terminal();
    private PlatformListener listener;
    private long number;
    private long timestamp;

    @BeforeEach
    void logIn() {
        listener = test.listen(Bearer.UDP, Set.of(Command.TRANSPARENT_DATA), new AtOnce()).listener();
        listener.onFrame(terminal, message(Command.LOGIN, Map.of("software_version", "1.00")));
        timestamp = FakeTerminal.CODEC.decode(terminal.answers.get(0)).unsigned("timestamp");
        listener.onFrame(terminal, message(Command.HEART_BEAT, Map.of()));
        assertThat(terminal.answers).hasSize(2);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private byte[] message(Command command, Map<String, ?> body) {
        WmmpMessage message = WmmpMessage.builder(command).terminalId(TestPlatform.TERMINAL.terminalId())
                .sequenceNumber(++number).body(FakeTerminal.CODEC.writeBody(command, body)).build();
        return Digests.sign(message, timestamp, TestPlatform.CREDENTIALS, Direction.UPLINK).toBytes();
    }

    private List<byte[]> messages(Command command) {
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            byte[] data = { (byte) i, (byte) (i >> 8), 1, 2, 3, 4 };
            messages.add(message(command, command == Command.HEART_BEAT ? Map.of() : Map.of(WmmpCodec.USER_DATA, data)));
        }
        return messages;
    }

    /** The bytes for each message; each of them is answered. */
    private long allocatedFor(List<byte[]> messages) {
        List<byte[]> first = messages.subList(0, MESSAGES / 10);
        List<byte[]> rest = messages.subList(MESSAGES / 10, MESSAGES);
        // what is made once is made now
        first.forEach(frame -> listener.onFrame(terminal, frame));
        terminal.answers.clear();
        terminal.answers.ensureCapacity(rest.size());
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rest.size(); i++) {
            listener.onFrame(terminal, rest.get(i));
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(terminal.answers).hasSize(rest.size());
        return bytes / rest.size();
    }

    @Test
    void aHeartbeatMakesLittleGarbage() {
        assertThat(allocatedFor(messages(Command.HEART_BEAT))).isLessThan(400);
    }

    @Test
    void aCopyMakesHardlyAny() {
        byte[] heartbeat = message(Command.HEART_BEAT, Map.of());
        List<byte[]> copies = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            copies.add(heartbeat);
        }
        // the frame, put together again from what is remembered of it, and whatever holds it on its way
        assertThat(allocatedFor(copies)).isLessThan(160);
    }

    @Test
    void dataMakesLittleBesideItsHandler() {
        assertThat(allocatedFor(messages(Command.TRANSPARENT_DATA))).isLessThan(850);
    }

    /** Answers on the thread that has received the request. */
    private static final class AtOnce implements RequestHandler {

        @Override
        public CompletionStage<Answer> handle(ReceivedRequest request) {
            return CompletableFuture.completedFuture(Answer.success(request.codec(), request.message()));
        }

        @Override
        public boolean runsOnEventLoop() {
            return true;
        }
    }

    /** Where the terminal is: keeps what it is sent. */
    private static final class Terminal implements Peer {

        final ArrayList<byte[]> answers = new ArrayList<>();

        @Override
        public Bearer bearer() {
            return Bearer.UDP;
        }

        @Override
        public String address() {
            return "192.0.2.1:1000";
        }

        @Override
        public void send(byte[] frame) {
            answers.add(frame);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // is no connection
        }
    }
}
