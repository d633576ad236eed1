package io.wmmp.protocol;

import java.util.Arrays;
import java.util.List;

/**
 * The value of TLV 0x4008: one part of a body that is too long for one message, or a word about such parts (protocol
 * reference, section 7). Immutable. Whether the numbers make sense is for the two ends to say; here they are only read.
 *
 * @param transaction the number of the transfer, 0 to 0xFFFF; real terminals always use 0
 * @param total       how many parts there are, 0 to 0xFFFF
 * @param part        which part this is about, from 1
 * @param operation   what it says about that part
 * @param data        the bytes of the part, may be empty; empty for every operation but {@link Operation#DATA}. Not copied:
 *                    nobody may change them.
 */
public record Fragment(int transaction, int total, int part, Operation operation, byte[] data) {

    /** Bytes of the value before the data. */
    public static final int HEADER_LENGTH = 7;

    private static final byte[] NO_DATA = {};
    private static final int OFFSET_TOTAL = 2;
    private static final int OFFSET_PART = 4;
    private static final int OFFSET_OPERATION = 6;

    /** What a fragment says; the order is that of the numbers on the wire, from 0. */
    public enum Operation {
        /** Here is the part. */
        DATA,
        /** Send me the part. */
        NEXT,
        /** The end that sends the parts gives up. */
        SENDER_ABORTS,
        /** The end that gathers the parts gives up. */
        COLLECTOR_ABORTS
    }

    /**
     * @throws IllegalArgumentException when a number has more than 16 bits, or data comes with another operation
     */
    public Fragment {
        if ((transaction | total | part) >>> Short.SIZE != 0 || operation != Operation.DATA && data.length > 0) {
            throw new IllegalArgumentException("A fragment has three numbers of 16 bits, and data only where it is a part");
        }
    }

    /**
     * A fragment that carries a part.
     *
     * @param  transaction the number of the transfer
     * @param  total       how many parts there are
     * @param  part        which one this is, from 1
     * @param  data        its bytes
     * @return             the fragment
     */
    public static Fragment part(int transaction, int total, int part, byte[] data) {
        return new Fragment(transaction, total, part, Operation.DATA, data);
    }

    /**
     * A fragment that is about the same transfer and carries no part.
     *
     * @param  operation what to say
     * @param  about     about which part, from 1
     * @return           the fragment
     */
    public Fragment reply(Operation operation, int about) {
        return new Fragment(transaction, total, about, operation, NO_DATA);
    }

    /**
     * Reads the fragment that a message carries.
     *
     * @param  message                   a message of which {@link WmmpMessage#isFragment()} is true
     * @return                           the fragment
     * @throws MalformedMessageException when it is cut off, has an unknown operation, data where there must be none, or is
     *                                   not alone in the body
     */
    public static Fragment read(WmmpMessage message) {
        List<Tlv> tlvs = message.tlvs();
        byte[] value = tlvs.get(0).value();
        int offset = WmmpMessage.HEADER_LENGTH + Tlv.HEADER_LENGTH;
        if (tlvs.size() > 1) {
            throw new MalformedMessageException("a fragment is alone in its body, other TLVs follow", offset + value.length);
        }
        if (value.length < HEADER_LENGTH) {
            throw new MalformedMessageException(
                    "fragment of " + value.length + " bytes is shorter than " + HEADER_LENGTH, offset);
        }
        int number = value[OFFSET_OPERATION] & 0xFF;
        Operation[] operations = Operation.values();
        if (number >= operations.length) {
            throw new MalformedMessageException("unknown operation " + number + " of a fragment", offset + OFFSET_OPERATION);
        }
        Operation operation = operations[number];
        if (operation != Operation.DATA && value.length > HEADER_LENGTH) {
            throw new MalformedMessageException("data in a fragment that is no part", offset + HEADER_LENGTH);
        }
        return new Fragment(Bytes.uint16(value, 0), Bytes.uint16(value, OFFSET_TOTAL), Bytes.uint16(value, OFFSET_PART),
                operation, Arrays.copyOfRange(value, HEADER_LENGTH, value.length));
    }

    /** @return the body of a message that carries this fragment: the TLV */
    public byte[] toBody() {
        byte[] body = new byte[Tlv.HEADER_LENGTH + HEADER_LENGTH + data.length];
        Bytes.putUint16(body, 0, Tlv.FRAGMENT_INFO);
        Bytes.putUint16(body, 2, HEADER_LENGTH + data.length);
        Bytes.putUint16(body, Tlv.HEADER_LENGTH, transaction);
        Bytes.putUint16(body, Tlv.HEADER_LENGTH + OFFSET_TOTAL, total);
        Bytes.putUint16(body, Tlv.HEADER_LENGTH + OFFSET_PART, part);
        body[Tlv.HEADER_LENGTH + OFFSET_OPERATION] = (byte) operation.ordinal();
        System.arraycopy(data, 0, body, Tlv.HEADER_LENGTH + HEADER_LENGTH, data.length);
        return body;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fragment fragment && transaction == fragment.transaction && total == fragment.total
                && part == fragment.part && operation == fragment.operation && Arrays.equals(data, fragment.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * total + part) + Arrays.hashCode(data);
    }

    /** Tells how much data there is, not which: it may hold secrets. */
    @Override
    public String toString() {
        return "Fragment[" + operation + " " + part + "/" + total + ", transaction=" + transaction + ", length=" + data.length
                + "]";
    }
}
