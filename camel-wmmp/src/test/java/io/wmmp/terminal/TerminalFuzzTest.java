package io.wmmp.terminal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.MethodSource;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.wmmp.link.Bearer;
import io.wmmp.link.FrameListener;
import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.GoldenVector;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionResources;
import io.wmmp.testing.FuzzedSteps;
import io.wmmp.testing.HeardPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a platform sends, signed or not, and whatever others send in its name: the terminal throws nothing, and keeps no
 * memory of fragments when it has stopped. Known inputs are the golden frames. No sockets.
 */
class TerminalFuzzTest {

    private static final WmmpCodec CODEC = new WmmpCodec(TestPlatform.DIALECT);
    private static final Command[] COMMANDS = Command.values();
    private static final SessionResources RESOURCES = new SessionResources(Runnable::run, Runnable::run);
    private static final long TIMESTAMP = 1_700_000_000L;
    private static final int WAYS = 3;

    private final HeardPeer platform = new HeardPeer(Bearer.UDP, "192.0.2.9:9981");
    private FrameListener listener;
    private long number;
    private long lastAsked;

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
    void theTerminalBearsWhateverComes(byte[] input) {
        Terminal terminal = new Terminal(TerminalOptions.builder(TestPlatform.TERMINAL.terminalId(), TestPlatform.CREDENTIALS,
                Bearer.UDP, new InetSocketAddress("192.0.2.9", 9981), TestPlatform.DIALECT)
                .patience(new Patience(Duration.ofSeconds(60), 1)).build(), RESOURCES, (bearer, remote, heard) -> {
                    listener = heard;
                    return CompletableFuture.completedStage(platform);
                });
        terminal.start();
        answer(Map.of("result", 1, "assigned_terminal_id", TestPlatform.TERMINAL.terminalId().toString()));
        answer(Map.of("result", 0, "timestamp", TIMESTAMP));
        answer(Map.of("result", 0));
        assertThat(terminal.phase()).as(terminal.trouble()).isEqualTo(TerminalPhase.ONLINE);
        FuzzedSteps.each(input, this::step);
        terminal.stop();
        listener.onClosed(platform);
        terminal.giveUp("the input is over");
        assertThat(RESOURCES.fragmentMemory().used()).isZero();
    }

    /** Answers the request of the terminal that has come last. */
    private void answer(Map<String, ?> body) {
        List<byte[]> heard = platform.takeHeard();
        WmmpMessage request = CODEC.wrap(heard.get(heard.size() - 1));
        Command command = request.command().answer();
        WmmpMessage answer = WmmpMessage.builder(command).terminalId(request.terminalId())
                .sequenceNumber(request.sequenceNumber()).body(CODEC.writeBody(command, body)).build();
        listener.onFrame(platform, (command == Command.REGISTER_ACK ? answer : sign(answer)).toBytes());
    }

    private static WmmpMessage sign(WmmpMessage message) {
        return Digests.sign(message, TIMESTAMP, TestPlatform.CREDENTIALS, Direction.DOWNLINK);
    }

    private void step(int what, byte[] bytes) {
        platform.takeHeard().stream().map(CODEC::wrap).filter(message -> !message.command().isAnswer())
                .forEach(message -> lastAsked = message.sequenceNumber());
        if (what % WAYS == 0) {
            listener.onFrame(platform, bytes);
        } else if (bytes.length >= 2) {
            Command command = COMMANDS[(bytes[0] & 0xFF) % COMMANDS.length];
            try {
                WmmpMessage message = WmmpMessage.builder(command).terminalId(TestPlatform.TERMINAL.terminalId())
                        .sequenceNumber(command.isAnswer() ? lastAsked : ++number).securityFlag(bytes[1] & 0xFF)
                        .body(Arrays.copyOfRange(bytes, 2, bytes.length)).build();
                listener.onFrame(platform, (what % WAYS == 1 ? sign(message) : message).toBytes());
            } catch (MalformedMessageException e) {
                // no message, which the other way covers
                return;
            }
        }
    }
}
