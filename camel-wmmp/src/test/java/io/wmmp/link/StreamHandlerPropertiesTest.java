package io.wmmp.link;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** Frames come out of a stream as they went in, whatever its segments and pauses. */
class StreamHandlerPropertiesTest {

    @Property(tries = 300)
    void anySegmentationAndAnyPausesGiveTheSameFrames(
            @ForAll @Size(max = 20) List<@IntRange(max = 300) Integer> sizes,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 1, max = 400) Integer> segments,
            @ForAll @IntRange(min = 1, max = 5) int pauseEvery) {
        ByteBuf stream = Unpooled.buffer();
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            byte[] frame = WmmpMessage.builder(Command.TRANSPARENT_CMD).terminalId(TerminalId.of("TESTTERM00000001"))
                    .sequenceNumber(i).body(Tlv.of(Tlv.USER_DATA, new byte[sizes.get(i)]).toBytes()).build().toBytes();
            frames.add(frame);
            stream.writeBytes(frame);
        }
        byte[] bytes = ByteBufUtil.getBytes(stream);
        List<byte[]> heard = new ArrayList<>();
        Channel channel = new Channel();
        StreamHandler handler = new StreamHandler(channel, new FrameListener() {
            @Override
            public void onFrame(Peer peer, byte[] frame) {
                heard.add(frame);
                if (heard.size() % pauseEvery == 0) {
                    assertThat(peer.pause()).isTrue();
                }
            }

            @Override
            public void onMalformed(Peer peer, MalformedMessageException problem) {
                throw problem;
            }
        });
        channel.pipeline().addLast(handler);
        channel.pipeline().fireChannelActive();
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int end = Math.min(bytes.length, at + segments.get(i % segments.size()));
            channel.writeInbound(Unpooled.copiedBuffer(Arrays.copyOfRange(bytes, at, end)));
            at = end;
            int before = heard.size();
            if (i % 2 == 0) {
                goOn(channel, handler);
            } else if (handler.isPaused()) {
                channel.writeInbound(Unpooled.EMPTY_BUFFER);
                assertThat(heard).as("while paused").hasSize(before);
            }
        }
        goOn(channel, handler);
        assertThat(heard).usingRecursiveComparison().isEqualTo(frames);
        channel.finishAndReleaseAll();
    }

    private static void goOn(Channel channel, StreamHandler handler) {
        while (handler.isPaused()) {
            handler.resume();
            channel.runPendingTasks();
        }
    }

    private static final class Channel extends EmbeddedChannel {

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress("127.0.0.1", 9);
        }
    }
}
