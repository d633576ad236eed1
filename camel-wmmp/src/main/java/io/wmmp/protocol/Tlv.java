package io.wmmp.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One tag with its value, as a view into a message. On the wire: tag and length, 16 bits each, then the value; the
 * length counts the value only.
 */
public final class Tlv {

    /** Bytes before the value. */
    public static final int HEADER_LENGTH = 4;

    /** Tag of the message digest, always the last TLV of a message that has one. */
    public static final int MESSAGE_DIGEST = 0xE021;
    /** Tag of the user data of TRANSPARENT_DATA. */
    public static final int USER_DATA = 0x4007;
    /** Tag of one part of a fragmented message. */
    public static final int FRAGMENT_INFO = 0x4008;
    /** Tag that names the terminal which shall receive the data. */
    public static final int DESTINATION_TERMINAL = 0x4012;
    /** Tag that names the terminal from which the data came. */
    public static final int SOURCE_TERMINAL = 0x4013;
    /** Tag that names the application which shall receive the data. */
    public static final int DESTINATION_EC = 0x4014;
    /** Tag that names the application from which the data came. */
    public static final int SOURCE_EC = 0x4015;
    /** Tag of the fixed part of the command that TRANSPARENT_CMD carries. */
    public static final int COMMAND_PARAMETERS = 0x4016;
    /** Tag of a body that is enciphered whole. */
    public static final int ENCRYPTED_BODY = 0xE042;
    /** Tag of a body that was enciphered whole before it was cut into parts; read as {@link #ENCRYPTED_BODY}, never sent. */
    public static final int PACKED_BODY = 0xE044;

    private final int tag;
    private final byte[] bytes;
    private final int offset;
    private final int length;

    Tlv(int tag, byte[] bytes, int offset, int length) {
        this.tag = tag;
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /**
     * Makes a TLV that stands alone.
     *
     * @param  tag   the number, 0 to 0xFFFF
     * @param  value the value, at most 65,535 bytes; copied
     * @return       the TLV
     */
    public static Tlv of(int tag, byte[] value) {
        if (tag < 0 || tag > 0xFFFF || value.length > 0xFFFF) {
            throw new IllegalArgumentException("Tag and length of a TLV have 16 bits each");
        }
        return new Tlv(tag, value.clone(), 0, value.length);
    }

    /**
     * Reads TLVs that stand one behind the other. Zeros behind the last, with which a cipher has filled its last block, are
     * left out.
     *
     * @param  bytes                     the TLVs
     * @return                           views into the bytes
     * @throws MalformedMessageException when they are cut off
     */
    public static List<Tlv> listOf(byte[] bytes) {
        List<Tlv> tlvs = new ArrayList<>();
        int end = endBeforePadding(bytes, 0);
        for (int at = 0; at < end;) {
            Tlv tlv = new Tlv(Bytes.uint16(bytes, at), bytes, at + HEADER_LENGTH, Bytes.uint16(bytes, at + 2));
            tlvs.add(tlv);
            at += HEADER_LENGTH + tlv.length;
        }
        return tlvs;
    }

    /** Where the TLVs from an offset on end: where nothing but zeros follows, or where the bytes end. */
    static int endBeforePadding(byte[] bytes, int offset) {
        int end = Bytes.trimmedLength(bytes, 0, bytes.length);
        int at = offset;
        while (at < end) {
            int left = bytes.length - at;
            if (left < HEADER_LENGTH || Bytes.uint16(bytes, at + 2) > left - HEADER_LENGTH) {
                throw new MalformedMessageException("TLV cut off: " + left + " bytes left", at);
            }
            at += HEADER_LENGTH + Bytes.uint16(bytes, at + 2);
        }
        return at;
    }

    /** @return the number of the tag, 0 to 0xFFFF */
    public int tag() {
        return tag;
    }

    /** @return the length of the value in bytes */
    public int length() {
        return length;
    }

    /** @return the value, a new array at each call */
    public byte[] value() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** @return the whole TLV as on the wire, tag and length included */
    public byte[] toBytes() {
        byte[] encoded = new byte[HEADER_LENGTH + length];
        Bytes.putUint16(encoded, 0, tag);
        Bytes.putUint16(encoded, 2, length);
        System.arraycopy(bytes, offset, encoded, HEADER_LENGTH, length);
        return encoded;
    }

    byte[] source() {
        return bytes;
    }

    int valueOffset() {
        return offset;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tlv tlv && tag == tlv.tag
                && Arrays.equals(bytes, offset, offset + length, tlv.bytes, tlv.offset, tlv.offset + tlv.length);
    }

    @Override
    public int hashCode() {
        return 31 * tag + length;
    }

    /** Names the tag and the length; the value may be a secret. */
    @Override
    public String toString() {
        return Tag.key(tag) + "[" + length + "]";
    }
}
