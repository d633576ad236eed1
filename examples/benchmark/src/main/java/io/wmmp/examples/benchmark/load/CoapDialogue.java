package io.wmmp.examples.benchmark.load;

import io.netty.buffer.ByteBuf;

/** Clients that POST to a CoAP server: confirmable requests of 60 bytes, answered in their acknowledgement (RFC 7252). */
public final class CoapDialogue implements Dialogue {

    private static final int LENGTH = 60;
    private static final int CONFIRMABLE_WITH_TOKEN_OF_FOUR = 0x44;
    private static final int POST = 0x02;
    private static final int SUCCESS_CLASS = 2;
    private static final int URI_PATH_OF_ONE = 0xB1;
    private static final int PAYLOAD_MARKER = 0xFF;
    private static final int OFFSET_TOKEN = 4;

    private final int[] numbers;
    private int messageId;

    /**
     * @param terminals how many clients there are
     */
    public CoapDialogue(int terminals) {
        this.numbers = new int[terminals];
    }

    @Override
    public void request(int terminal, ByteBuf out) {
        int start = out.writerIndex();
        numbers[terminal]++;
        out.writeByte(CONFIRMABLE_WITH_TOKEN_OF_FOUR).writeByte(POST).writeShort(messageId++).writeInt(terminal)
                .writeByte(URI_PATH_OF_ONE).writeByte('d').writeByte(PAYLOAD_MARKER).writeInt(numbers[terminal]);
        out.writeZero(LENGTH - (out.writerIndex() - start));
    }

    @Override
    public int terminalOf(ByteBuf answer) {
        int start = answer.readerIndex();
        if (answer.readableBytes() < OFFSET_TOKEN + Integer.BYTES || answer.getUnsignedByte(start + 1) >> 5 != SUCCESS_CLASS) {
            return -1;
        }
        int terminal = answer.getInt(start + OFFSET_TOKEN);
        return terminal >= 0 && terminal < numbers.length ? terminal : -1;
    }
}
