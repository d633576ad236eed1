package io.wmmp.link;

import io.netty.buffer.ByteBuf;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpMessage;

/** Finds the end of a frame by its length field. */
final class FrameLength {

    static final int FIELD_LENGTH = 2;

    private FrameLength() {
    }

    /**
     * @param  buffer                    holds at least the length field
     * @return                           the length of the frame that starts at the reader index
     * @throws MalformedMessageException when no frame can have that length
     */
    static int of(ByteBuf buffer) {
        int length = buffer.getUnsignedShort(buffer.readerIndex());
        if (length < WmmpMessage.HEADER_LENGTH) {
            throw new MalformedMessageException(
                    "length field says " + length + ", a header alone has " + WmmpMessage.HEADER_LENGTH, 0);
        }
        return length;
    }

    static byte[] read(ByteBuf buffer, int length) {
        byte[] frame = new byte[length];
        buffer.readBytes(frame);
        return frame;
    }
}
