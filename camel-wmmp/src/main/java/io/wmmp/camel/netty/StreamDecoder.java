package io.wmmp.camel.netty;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.wmmp.link.WarningLimit;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/** Cuts the bytes of one connection into messages. */
final class StreamDecoder extends ByteToMessageDecoder {

    private static final Logger LOG = LoggerFactory.getLogger(StreamDecoder.class);
    private static final WarningLimit MALFORMED = new WarningLimit();
    private static final int LENGTH_FIELD = 2;

    private final WmmpCodec codec;

    StreamDecoder(WmmpCodec codec) {
        this.codec = codec;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < LENGTH_FIELD) {
            return;
        }
        int length = in.getUnsignedShort(in.readerIndex());
        if (length < WmmpMessage.HEADER_LENGTH) {
            in.skipBytes(in.readableBytes());
            warn(context, "length field says " + length + ", so nobody knows where the next message begins");
            context.close();
        } else if (in.readableBytes() >= length) {
            byte[] frame = new byte[length];
            in.readBytes(frame);
            try {
                out.add(codec.wrap(frame));
            } catch (MalformedMessageException e) {
                // the next one begins where this one ends
                warn(context, e.getMessage());
            }
        }
    }

    private static void warn(ChannelHandlerContext context, String problem) {
        long times = MALFORMED.pass();
        if (times > 0) {
            LOG.warn("{} time(s) no WMMP message in a TCP connection; the last came from {}: {}", times,
                    context.channel().remoteAddress(), problem);
        }
    }
}
