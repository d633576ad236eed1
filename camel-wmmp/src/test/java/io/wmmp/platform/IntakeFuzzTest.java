package io.wmmp.platform;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.MethodSource;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.wmmp.link.Bearer;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.GoldenVector;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.testing.FuzzedSteps;
import io.wmmp.testing.HeardPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a terminal that is logged in sends, signed as it should be, and whatever strangers send meanwhile: nothing is
 * thrown, no stranger gets back more than it sent, no memory stays behind, and the terminal is served afterwards. Known
 * inputs are the golden frames. No sockets, no other threads.
 */
class IntakeFuzzTest {

    private static final WmmpCodec CODEC = FakeTerminal.CODEC;
    private static final Command[] COMMANDS = Command.values();
    private static final int WAYS = 5;
    private static final int FLAG_OR_COMMAND = 2;
    private static final MemoryTerminalRegistry REGISTRY = new MemoryTerminalRegistry();
    private static final Platform PLATFORM = new Platform(
            PlatformOptions.builder(REGISTRY, Runnable::run, Runnable::run).build());
    private static final PlatformListener LISTENER = listener();

    private final HeardPeer home = new HeardPeer(Bearer.UDP, "192.0.2.1:4000");
    private final HeardPeer elsewhere = new HeardPeer(Bearer.UDP, "192.0.2.2:4000");
    private static long number;
    private long timestamp;

    private static PlatformListener listener() {
        REGISTRY.save(TestPlatform.TERMINAL);
        return PLATFORM.consume(new ListenerAddress(Bearer.SMS, "fuzz", 0), ListenerOptions.of(TestPlatform.DIALECT),
                EnumSet.of(Command.TRANSPARENT_DATA, Command.CONFIG_TRAP, Command.CONFIG_REQ, Command.FILE_REQ),
                request -> CompletableFuture.completedFuture(answer(request.codec(), request.message()))).listener();
    }

    /** Reads all of it, as a route does, and refuses what cannot be read. */
    private static Answer answer(WmmpCodec codec, WmmpMessage request) {
        try {
            codec.readBody(request);
            return Answer.success(codec, request);
        } catch (MalformedMessageException | InvalidFieldException e) {
            return Answer.failure(codec, request);
        }
    }

    static Stream<byte[]> goldenInputs() {
        List<byte[]> frames = GoldenVector.frames().stream().map(GoldenVector::bytes).toList();
        List<byte[]> signed = frames.stream().map(frame -> {
            byte[] head = { (byte) Command.of((frame[2] & 0xFF) << 8 | frame[3] & 0xFF).ordinal(), frame[10] };
            return FuzzedSteps.join(head, Arrays.copyOfRange(frame, WmmpMessage.HEADER_LENGTH, frame.length));
        }).toList();
        return IntStream.range(0, WAYS).boxed().flatMap(way -> Stream.concat(
                Stream.of(FuzzedSteps.of(way, frames), FuzzedSteps.of(way, signed)),
                signed.stream().map(one -> FuzzedSteps.of(way, List.of(one, one)))));
    }

    @MethodSource("goldenInputs")
    @FuzzTest(maxDuration = "1m")
    void theTerminalIsServedWhateverCame(byte[] input) {
        login();
        CompletableFuture<WmmpMessage> asked = PLATFORM.request(TestPlatform.TERMINAL.terminalId(), Command.CONFIG_GET,
                (codec, terminal) -> codec.writeBody(Command.CONFIG_GET, FakeTerminal.map("heartbeat_interval", null)),
                dialect -> TestPlatform.LONG).toCompletableFuture();
        FuzzedSteps.each(input, this::step);

        home.takeHeard();
        login();
        exchange(signed(Command.TRANSPARENT_DATA, 0, CODEC.writeBody(Command.TRANSPARENT_DATA, Map.of("text", "after"))));
        exchange(signed(Command.LOGOUT, 0, CODEC.writeBody(Command.LOGOUT, Map.of("reason", 0))));
        assertThat(asked).isDone();
        assertThat(PLATFORM.dropped(DropReason.FAILED)).isZero();
        assertThat(PLATFORM.fragmentMemoryUsed()).isZero();
    }

    private void step(int what, byte[] bytes) {
        switch (what % WAYS) {
            case 0 -> LISTENER.onFrame(home, bytes);
            case 1 -> {
                LISTENER.onFrame(elsewhere, bytes);
                assertThat(elsewhere.takeHeard()).hasSizeLessThanOrEqualTo(1)
                        .allSatisfy(answer -> assertThat(answer).hasSizeLessThanOrEqualTo(bytes.length));
            }
            case 2 -> send(bytes, true);
            case 3 -> send(bytes, false);
            default -> login();
        }
    }

    /** A message of the terminal: a byte for its command, one for its flag, and its body. */
    private void send(byte[] bytes, boolean signed) {
        if (bytes.length < FLAG_OR_COMMAND) {
            return;
        }
        Command command = COMMANDS[(bytes[0] & 0xFF) % COMMANDS.length];
        byte[] body = Arrays.copyOfRange(bytes, FLAG_OR_COMMAND, bytes.length);
        WmmpMessage message;
        try {
            message = signed ? signed(command, bytes[1] & 0xFF, body) : unsigned(command, bytes[1] & 0xFF, body);
        } catch (MalformedMessageException e) {
            return;
        }
        LISTENER.onFrame(home, message.toBytes());
    }

    private static WmmpMessage unsigned(Command command, int flag, byte[] body) {
        // an answer has the number of what it answers, which is the last that came
        long its = command.isAnswer() ? lastAsked : ++number;
        return WmmpMessage.builder(command).terminalId(TestPlatform.TERMINAL.terminalId()).sequenceNumber(its)
                .securityFlag(flag).body(body).build();
    }

    private static long lastAsked;

    private WmmpMessage signed(Command command, int flag, byte[] body) {
        return Digests.sign(unsigned(command, flag, body), command == Command.LOGIN ? 0 : timestamp, TestPlatform.CREDENTIALS,
                Direction.UPLINK);
    }

    private void login() {
        timestamp = exchange(signed(Command.LOGIN, 0xA0,
                CODEC.writeBody(Command.LOGIN, Map.of("software_version", "1.00", "sync_crc32", 0)))).unsigned("timestamp");
        exchange(signed(Command.CONFIG_TRAP, 0, new byte[0]));
    }

    private WmmpMessage exchange(WmmpMessage request) {
        LISTENER.onFrame(home, request.toBytes());
        WmmpMessage answer = null;
        for (byte[] frame : home.takeHeard()) {
            WmmpMessage message = CODEC.wrap(frame);
            if (!message.command().isAnswer()) {
                lastAsked = message.sequenceNumber();
            } else if (message.sequenceNumber() == request.sequenceNumber()) {
                answer = message;
            }
        }
        assertThat(answer).as("answer to %s", request).isNotNull();
        assertThat(answer.command()).isEqualTo(request.command().answer());
        return answer;
    }
}
