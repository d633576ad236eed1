package io.wmmp.camel.netty;

import java.net.InetSocketAddress;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.MessageToMessageEncoder;
import io.wmmp.protocol.WmmpMessage;

/** Writes messages, those with an address as datagrams. It has no state, all channels may share it. */
@Sharable
final class MessageEncoder extends MessageToMessageEncoder<Object> {

    @Override
    public boolean acceptOutboundMessage(Object written) {
        return isMessage(written) || written instanceof AddressedEnvelope<?, ?> envelope && isMessage(envelope.content());
    }

    private static boolean isMessage(Object content) {
        return content instanceof WmmpMessage || content instanceof byte[];
    }

    @Override
    protected void encode(ChannelHandlerContext context, Object written, List<Object> out) {
        if (written instanceof AddressedEnvelope<?, ?> envelope) {
            out.add(new DatagramPacket(buffer(envelope.content()), (InetSocketAddress) envelope.recipient()));
        } else {
            out.add(buffer(written));
        }
    }

    private static ByteBuf buffer(Object content) {
        return Unpooled.wrappedBuffer(content instanceof WmmpMessage message ? message.toBytes() : (byte[]) content);
    }
}
