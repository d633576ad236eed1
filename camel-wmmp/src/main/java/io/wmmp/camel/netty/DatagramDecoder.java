package io.wmmp.camel.netty;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultAddressedEnvelope;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.MessageToMessageDecoder;
import io.wmmp.link.WarningLimit;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpCodec;

/** Reads the one message of each datagram; bytes behind it are ignored, since some real senders pad with zeros. */
final class DatagramDecoder extends MessageToMessageDecoder<DatagramPacket> {

    private static final Logger LOG = LoggerFactory.getLogger(DatagramDecoder.class);
    private static final WarningLimit MALFORMED = new WarningLimit();
    private static final int LENGTH_FIELD = 2;

    private final WmmpCodec codec;

    DatagramDecoder(WmmpCodec codec) {
        this.codec = codec;
    }

    @Override
    protected void decode(ChannelHandlerContext context, DatagramPacket packet, List<Object> out) {
        try {
            // with its address, to which camel-netty sends the answer
            out.add(new DefaultAddressedEnvelope<>(codec.wrap(frame(packet.content())), packet.recipient(), packet.sender()));
        } catch (MalformedMessageException e) {
            long times = MALFORMED.pass();
            if (times > 0) {
                LOG.warn("{} datagram(s) dropped that are no WMMP message; the last came from {}: {}", times, packet.sender(),
                        e.getMessage());
            }
        }
    }

    private static byte[] frame(ByteBuf datagram) {
        int size = datagram.readableBytes();
        int length = size < LENGTH_FIELD ? size : datagram.getUnsignedShort(datagram.readerIndex());
        byte[] frame = new byte[Math.min(size, length)];
        datagram.readBytes(frame);
        return frame;
    }
}
