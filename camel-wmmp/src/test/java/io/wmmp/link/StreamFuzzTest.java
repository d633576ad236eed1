package io.wmmp.link;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.MethodSource;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wmmp.protocol.GoldenVector;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes in any segments give the frames that their length fields tell, up to the first length that cannot be one; there
 * the connection is closed. The first byte of an input is the number of segment lengths, which follow it; the rest is the
 * stream. Known inputs are the golden frames, back to back.
 */
class StreamFuzzTest {

    private static final byte[][] SEGMENTS = { { 0 }, { 1, 0 }, { 3, 27, 0, 120 }, { 2, 1, (byte) 0xFF } };

    static Stream<byte[]> goldenStreams() {
        byte[] all = GoldenVector.frames().stream().map(GoldenVector::bytes).reduce(new byte[0], StreamFuzzTest::join);
        byte[] padded = join(Arrays.copyOf(GoldenVector.frames().get(0).bytes(), 64), all);
        return Arrays.stream(SEGMENTS).flatMap(segments -> Stream.of(join(segments, all), join(segments, padded),
                join(segments, Arrays.copyOf(all, all.length - 1))));
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @MethodSource("goldenStreams")
    @FuzzTest(maxDuration = "2m")
    void framesDoNotDependOnSegments(byte[] input) {
        int segments = input.length == 0 ? 0 : Math.min(input[0] & 0x0F, input.length - 1);
        byte[] lengths = input.length == 0 ? input : Arrays.copyOfRange(input, 1, 1 + segments);
        byte[] stream = input.length == 0 ? input : Arrays.copyOfRange(input, 1 + segments, input.length);
        Heard heard = new Heard();
        EmbeddedChannel channel = new Connection();
        channel.pipeline().addLast(new StreamHandler(channel, heard)).fireChannelActive();

        int at = 0;
        for (int i = 0; at < stream.length && channel.isOpen(); i++) {
            int length = segments == 0 ? stream.length : 1 + (lengths[i % segments] & 0xFF);
            int end = Math.min(stream.length, at + length);
            channel.writeInbound(Unpooled.copiedBuffer(stream, at, end - at));
            at = end;
        }
        boolean open = channel.isOpen();
        channel.finishAndReleaseAll();

        List<byte[]> expected = new ArrayList<>();
        boolean wellFormed = cut(stream, expected);
        assertThat(heard.frames).containsExactlyElementsOf(expected);
        assertThat(heard.malformed).isEqualTo(wellFormed ? 0 : 1);
        assertThat(open).isEqualTo(wellFormed);
        assertThat(heard.closed).isEqualTo(1);
    }

    /** The same, written down as simply as can be: adds the frames, and tells whether all lengths can be true. */
    private static boolean cut(byte[] stream, List<byte[]> frames) {
        int at = 0;
        while (stream.length - at >= 2) {
            int length = (stream[at] & 0xFF) << 8 | stream[at + 1] & 0xFF;
            if (length < WmmpMessage.HEADER_LENGTH) {
                return false;
            }
            if (stream.length - at < length) {
                return true;
            }
            frames.add(Arrays.copyOfRange(stream, at, at + length));
            at += length;
        }
        return true;
    }

    private static final class Heard implements FrameListener {

        private final List<byte[]> frames = new ArrayList<>();
        private int malformed;
        private int closed;

        @Override
        public void onFrame(Peer peer, byte[] frame) {
            assertThat(peer).isNotNull();
            frames.add(frame);
        }

        @Override
        public void onMalformed(Peer peer, MalformedMessageException problem) {
            assertThat(peer).isNotNull();
            malformed++;
        }

        @Override
        public void onClosed(Peer peer) {
            closed++;
        }
    }

    /** An embedded channel with an address such as a TCP connection has. */
    private static final class Connection extends EmbeddedChannel {

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress("192.0.2.1", 9991);
        }
    }
}
