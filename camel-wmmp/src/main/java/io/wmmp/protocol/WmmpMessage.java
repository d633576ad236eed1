package io.wmmp.protocol;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * One WMMP message, immutable: a header of 28 bytes, the fixed fields of its command, TLVs, and the digest TLV where
 * there is one. It is a checked view of the bytes on the wire, which it gives back unchanged; fixed fields and TLVs are
 * read from them when asked for. The digest is recognised, not judged. Layout: protocol reference, sections 1, 4 and 5.
 * <p>
 * A body that is enciphered or cut into parts ({@link #isWrapped()}) has no fixed fields: they are inside.
 */
public final class WmmpMessage {

    /** Bytes before the body. */
    public static final int HEADER_LENGTH = 28;
    /** The longest message, a limit of the 16-bit length field. */
    public static final int MAX_LENGTH = 0xFFFF;
    /** Bytes of a digest TLV. */
    public static final int DIGEST_LENGTH = Tlv.HEADER_LENGTH + 16;
    /** The version that this implementation sends. */
    public static final int VERSION = 0x0300;

    /** Bit of the security flag: passwords are in use. */
    public static final int FLAG_ACCESS = 0x80;
    /** Bit of the security flag: encryption is in use or asked for. */
    public static final int FLAG_ENCRYPTION = 0x40;
    /** Bit of the security flag: a digest TLV stands at the end. */
    public static final int FLAG_DIGEST = 0x20;
    /** Bit of the security flag: the body is enciphered or one part of a longer one. */
    public static final int FLAG_WRAPPED = 0x10;

    static final int OFFSET_COMMAND = 2;
    static final int OFFSET_SEQUENCE = 4;
    static final int OFFSET_VERSION = 8;
    static final int OFFSET_FLAG = 10;
    static final int OFFSET_RESERVED = 11;
    static final int OFFSET_TERMINAL_ID = 12;

    private static final byte[] EMPTY = {};
    private static final byte[] EMPTY_DIGEST = new byte[DIGEST_LENGTH - Tlv.HEADER_LENGTH];

    private final byte[] frame;
    private final Command command;
    private final boolean wrapped;
    /** Two bytes each, as long as a message can be: there is one of these objects for each message. */
    private final char tlvOffset;
    private final char bodyEnd;
    /** Made when it is asked for; any thread may make it, all make the same. */
    private TerminalId terminalId;

    private WmmpMessage(byte[] frame, Command command) {
        this.frame = frame;
        this.command = command;
        this.wrapped = startsWrapped(frame);
        this.tlvOffset = (char) (wrapped ? HEADER_LENGTH : endOfFixedFields(frame, command));
        this.bodyEnd = (char) endOfBody(frame, tlvOffset);
    }

    /** The same message with another digest, or with its first. */
    private WmmpMessage(byte[] frame, WmmpMessage same) {
        this.frame = frame;
        this.command = same.command;
        this.wrapped = same.wrapped;
        this.tlvOffset = same.tlvOffset;
        this.bodyEnd = same.bodyEnd;
        this.terminalId = same.terminalId;
    }

    /**
     * Checks a whole frame and takes it over; the caller must not change the array afterwards.
     *
     * @param  frame                     the bytes, exactly one message
     * @param  acceptedVersions          tells which protocol versions to read
     * @return                           the message
     * @throws MalformedMessageException when these bytes are not a message; nothing else is thrown
     */
    static WmmpMessage wrap(byte[] frame, IntPredicate acceptedVersions) {
        if (frame.length < HEADER_LENGTH) {
            throw new MalformedMessageException(
                    "frame of " + frame.length + " bytes is shorter than a header of " + HEADER_LENGTH, frame.length);
        }
        int length = Bytes.uint16(frame, 0);
        if (length != frame.length) {
            throw new MalformedMessageException("length field says " + length + ", the frame has " + frame.length + " bytes",
                    0);
        }
        int version = Bytes.uint16(frame, OFFSET_VERSION);
        if (!acceptedVersions.test(version)) {
            throw new MalformedMessageException("version " + Tag.key(version) + " is not accepted", OFFSET_VERSION);
        }
        Command command = Command.of(Bytes.uint16(frame, OFFSET_COMMAND));
        if (command == null) {
            throw new MalformedMessageException("unknown command " + Tag.key(Bytes.uint16(frame, OFFSET_COMMAND)),
                    OFFSET_COMMAND);
        }
        int id = Bytes.trimmedLength(frame, OFFSET_TERMINAL_ID, TerminalId.LENGTH);
        if (id == 0 || !Bytes.isPrintableAscii(frame, OFFSET_TERMINAL_ID, id)) {
            throw new MalformedMessageException("terminal id is not printable ASCII", OFFSET_TERMINAL_ID);
        }
        return new WmmpMessage(frame, command);
    }

    private static boolean startsWrapped(byte[] frame) {
        if ((frame[OFFSET_FLAG] & FLAG_WRAPPED) == 0 || frame.length < HEADER_LENGTH + Tlv.HEADER_LENGTH) {
            return false;
        }
        int tag = Bytes.uint16(frame, HEADER_LENGTH);
        return tag == Tlv.FRAGMENT_INFO || tag == Tlv.ENCRYPTED_BODY || tag == Tlv.PACKED_BODY;
    }

    private static int endOfFixedFields(byte[] frame, Command command) {
        int offset = HEADER_LENGTH;
        List<FixedField> fields = command.fixedFields();
        // for each message, so without an iterator
        for (int i = 0; i < fields.size(); i++) {
            FixedField field = fields.get(i);
            int size = field.kind() == FixedField.Kind.DATA ? Bytes.uint16(frame, offset - 2) : field.size();
            if (field.optional() && endsBefore(frame, offset)) {
                return offset;
            }
            if (frame.length - offset < size) {
                throw new MalformedMessageException(
                        command + " ends inside its field " + field.name() + " of " + size + " bytes", offset);
            }
            offset += size;
        }
        return offset;
    }

    /** Whether nothing but a digest follows. */
    private static boolean endsBefore(byte[] frame, int offset) {
        int rest = frame.length - offset;
        return rest == 0 || rest == DIGEST_LENGTH && isDigest(frame, offset);
    }

    static boolean endsWithDigest(byte[] frame) {
        int offset = frame.length - DIGEST_LENGTH;
        return offset >= HEADER_LENGTH && isDigest(frame, offset);
    }

    private static boolean isDigest(byte[] frame, int offset) {
        return Bytes.uint16(frame, offset) == Tlv.MESSAGE_DIGEST
                && Bytes.uint16(frame, offset + 2) == DIGEST_LENGTH - Tlv.HEADER_LENGTH;
    }

    private static int endOfBody(byte[] frame, int tlvOffset) {
        int offset = tlvOffset;
        int last = -1;
        while (offset < frame.length) {
            if (frame.length - offset < Tlv.HEADER_LENGTH) {
                throw new MalformedMessageException("TLV cut off: " + (frame.length - offset) + " bytes left", offset);
            }
            int length = Bytes.uint16(frame, offset + 2);
            if (length > frame.length - offset - Tlv.HEADER_LENGTH) {
                throw new MalformedMessageException("TLV " + Tag.key(Bytes.uint16(frame, offset)) + " of " + length
                        + " bytes goes beyond the end of the message", offset);
            }
            last = offset;
            offset += Tlv.HEADER_LENGTH + length;
        }
        return last >= 0 && isDigest(frame, last) ? last : frame.length;
    }

    /**
     * Starts a message; terminal id is compulsory, everything else has a default.
     *
     * @param  command the command of the message
     * @return         a builder for one message
     */
    public static Builder builder(Command command) {
        return new Builder(command);
    }

    /** @return what the message says */
    public Command command() {
        return command;
    }

    /**
     * Reads the sequence number of a frame at which nobody has looked yet (protocol reference, section 1).
     *
     * @param  frame a frame, at least as long as a header
     * @return       its number, unsigned
     */
    public static int sequenceNumberOf(byte[] frame) {
        return (int) Bytes.uint32(frame, OFFSET_SEQUENCE);
    }

    /** @return the number that an answer shares with its request, 0 to 0xFFFFFFFF */
    public long sequenceNumber() {
        return Bytes.uint32(frame, OFFSET_SEQUENCE);
    }

    /** @return the protocol version, 0x0300 for version 3.0 */
    public int protocolVersion() {
        return Bytes.uint16(frame, OFFSET_VERSION);
    }

    /** @return the bits of the security flag; see the {@code FLAG_} constants */
    public int securityFlag() {
        return frame[OFFSET_FLAG] & 0xFF;
    }

    /** @return byte 11 of the header, 0 in everything that is known */
    public int reserved() {
        return frame[OFFSET_RESERVED] & 0xFF;
    }

    /** @return the terminal (or application) that sends or shall receive the message */
    public TerminalId terminalId() {
        TerminalId id = terminalId;
        if (id == null) {
            id = TerminalId.of(frame, OFFSET_TERMINAL_ID);
            terminalId = id;
        }
        return id;
    }

    /** @return whether the body is one TLV that holds an enciphered body or a part of one */
    public boolean isWrapped() {
        return wrapped;
    }

    /** @return whether the body is a {@link Fragment}: a part of a longer body, or a word about such parts */
    public boolean isFragment() {
        return wrapped && Bytes.uint16(frame, HEADER_LENGTH) == Tlv.FRAGMENT_INFO;
    }

    /** @return whether a digest TLV stands at the end */
    public boolean hasDigest() {
        return bodyEnd < frame.length;
    }

    /** @return the 16 bytes of the digest, a new array; null when there is none */
    public byte[] digest() {
        return hasDigest() ? Arrays.copyOfRange(frame, frame.length - DIGEST_LENGTH + Tlv.HEADER_LENGTH, frame.length) : null;
    }

    /** @return the total length in bytes, digest included */
    public int length() {
        return frame.length;
    }

    /** @return the body without the digest TLV, a new array */
    public byte[] body() {
        return Arrays.copyOfRange(frame, HEADER_LENGTH, bodyEnd);
    }

    /**
     * Whether the message has a fixed field. Terse negative answers leave some out.
     *
     * @param  name the name of the field
     * @return      whether it can be read
     */
    public boolean has(String name) {
        return offsetOf(name) >= 0;
    }

    /**
     * Reads a fixed field that is a number.
     *
     * @param  name                     the name of the field
     * @return                          the unsigned value
     * @throws IllegalArgumentException when the message has no such field, or it is no number
     */
    public long unsigned(String name) {
        int offset = offsetOf(name);
        if (offset < 0 || field(name).kind() != FixedField.Kind.UNSIGNED) {
            throw new IllegalArgumentException(command + " has no " + (offset < 0 ? "field " : "number ") + name);
        }
        return Bytes.unsigned(frame, offset, field(name).size());
    }

    /**
     * Reads the bytes of a fixed field.
     *
     * @param  name                     the name of the field
     * @return                          its bytes, a new array
     * @throws IllegalArgumentException when the message has no such field
     */
    public byte[] bytes(String name) {
        int offset = offsetOf(name);
        if (offset < 0) {
            throw new IllegalArgumentException(command + " has no field " + name);
        }
        FixedField field = field(name);
        int size = field.kind() == FixedField.Kind.DATA ? Bytes.uint16(frame, offset - 2) : field.size();
        return Arrays.copyOfRange(frame, offset, offset + size);
    }

    private FixedField field(String name) {
        for (FixedField field : command.fixedFields()) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private int offsetOf(String name) {
        int offset = HEADER_LENGTH;
        for (FixedField field : command.fixedFields()) {
            if (offset >= tlvOffset && field.kind() != FixedField.Kind.DATA) {
                return -1;
            }
            if (field.name().equals(name)) {
                return offset;
            }
            offset += field.size();
        }
        return -1;
    }

    /** @return the TLVs in wire order, without the digest; views into this message */
    public List<Tlv> tlvs() {
        List<Tlv> tlvs = new ArrayList<>();
        for (int offset = tlvOffset; offset < bodyEnd;) {
            int length = Bytes.uint16(frame, offset + 2);
            tlvs.add(new Tlv(Bytes.uint16(frame, offset), frame, offset + Tlv.HEADER_LENGTH, length));
            offset += Tlv.HEADER_LENGTH + length;
        }
        return tlvs;
    }

    /**
     * Finds the first TLV of a tag.
     *
     * @param  tag the number of the tag
     * @return     the TLV, or null when the message has none
     */
    public Tlv tlv(int tag) {
        for (int offset = tlvOffset; offset < bodyEnd;) {
            int length = Bytes.uint16(frame, offset + 2);
            if (Bytes.uint16(frame, offset) == tag) {
                return new Tlv(tag, frame, offset + Tlv.HEADER_LENGTH, length);
            }
            offset += Tlv.HEADER_LENGTH + length;
        }
        return null;
    }

    /**
     * Feeds a digest with what it covers: header and body as sent, without the digest TLV itself.
     *
     * @param digest     the digest to feed
     * @param headerOnly whether it covers nothing but the header
     */
    public void update(MessageDigest digest, boolean headerOnly) {
        digest.update(frame, 0, headerOnly ? HEADER_LENGTH : bodyEnd);
    }

    /**
     * Compares the digest TLV, in a time that does not depend on where it differs.
     *
     * @param  expected 16 bytes
     * @return          whether the message has a digest and it is that
     */
    public boolean hasDigest(byte[] expected) {
        if (!hasDigest()) {
            return false;
        }
        int difference = 0;
        int offset = bodyEnd + Tlv.HEADER_LENGTH;
        for (int i = 0; i < DIGEST_LENGTH - Tlv.HEADER_LENGTH; i++) {
            difference |= frame[offset + i] ^ expected[i];
        }
        return difference == 0;
    }

    /**
     * This message with room for a digest at its end: the TLV is there, the length counts it, its flag bit is set, its 16
     * bytes are still zero. A message that has a digest gets a new one.
     *
     * @return                          a new message
     * @throws IllegalArgumentException when the message has no room left for it
     */
    public WmmpMessage withEmptyDigest() {
        return new WmmpMessage(frameWithEmptyDigest(), this);
    }

    private byte[] frameWithEmptyDigest() {
        int length = bodyEnd + DIGEST_LENGTH;
        checkLength(command, length);
        byte[] signed = new byte[length];
        System.arraycopy(frame, 0, signed, 0, bodyEnd);
        Bytes.putUint16(signed, 0, length);
        signed[OFFSET_FLAG] |= FLAG_DIGEST;
        Bytes.putUint16(signed, bodyEnd, Tlv.MESSAGE_DIGEST);
        Bytes.putUint16(signed, bodyEnd + 2, DIGEST_LENGTH - Tlv.HEADER_LENGTH);
        return signed;
    }

    private static void checkLength(Command command, int length) {
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    command + " of " + length + " bytes exceeds the longest message, " + MAX_LENGTH + " bytes");
        }
    }

    /**
     * The message of which this is the last part. It says who sent it, and its digest stands at the end of the whole as the
     * sign that each part had one which was right; it is not the digest of the whole, which has none.
     *
     * @param  number                    the sequence number of the first part
     * @param  whole                     the bodies of all parts together
     * @return                           the message
     * @throws MalformedMessageException when that is not the body of such a message
     */
    public WmmpMessage withWholeBody(long number, byte[] whole) {
        WmmpMessage flagged = toBuilder().sequenceNumber(number).body(whole).digest(digest()).build();
        // an enciphered body stays one
        return flagged.wrapped ? flagged
                : flagged.toBuilder().securityFlag(securityFlag() & ~FLAG_WRAPPED).digest(digest()).build();
    }

    /** @return a builder that holds everything of this message but its digest */
    public Builder toBuilder() {
        return new Builder(command).sequenceNumber(sequenceNumber()).protocolVersion(protocolVersion())
                .securityFlag(securityFlag()).reserved(reserved()).terminalId(terminalId()).body(body());
    }

    /** @return the message as on the wire, a new array */
    public byte[] toBytes() {
        return frame.clone();
    }

    /** Where the body ends and the digest TLV starts, if there is one. */
    int bodyEnd() {
        return bodyEnd;
    }

    /** @return the message as on the wire; not a copy, so nobody may change it */
    public byte[] frame() {
        return frame;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WmmpMessage message && Arrays.equals(frame, message.frame);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(frame);
    }

    /** Names command, number, terminal and length; values may be secrets and are left out. */
    @Override
    public String toString() {
        return command + "[terminalId=" + terminalId() + ", sequenceNumber=" + sequenceNumber() + ", securityFlag="
                + String.format("0x%02X", securityFlag()) + ", length=" + length() + (hasDigest() ? ", digest" : "") + "]";
    }

    /** Makes one message. Not safe for use by several threads. */
    public static final class Builder {

        private final Command command;
        private int sequenceNumber;
        private char protocolVersion = VERSION;
        private byte securityFlag;
        private byte reserved;
        private TerminalId terminalId;
        private byte[] body = EMPTY;
        private boolean padded;
        private byte[] digest;

        private Builder(Command command) {
            this.command = command;
        }

        /** @return what the message says */
        public Command command() {
            return command;
        }

        /** @return how long its body is, in bytes */
        public int bodyLength() {
            return body.length;
        }

        /**
         * @param  number the sequence number; its low 32 bits are used
         * @return        this builder
         */
        public Builder sequenceNumber(long number) {
            this.sequenceNumber = (int) number;
            return this;
        }

        /**
         * @param  version                  the protocol version, 0x0300 unless set
         * @return                          this builder
         * @throws IllegalArgumentException when it has more than 16 bits
         */
        public Builder protocolVersion(int version) {
            this.protocolVersion = (char) checked(version, 0xFFFF);
            return this;
        }

        /**
         * @param  flag                     the bits of the security flag, 0 unless set
         * @return                          this builder
         * @throws IllegalArgumentException when it has more than 8 bits
         */
        public Builder securityFlag(int flag) {
            this.securityFlag = (byte) checked(flag, 0xFF);
            return this;
        }

        /**
         * @param  value                    byte 11 of the header, 0 unless set
         * @return                          this builder
         * @throws IllegalArgumentException when it has more than 8 bits
         */
        public Builder reserved(int value) {
            this.reserved = (byte) checked(value, 0xFF);
            return this;
        }

        private static int checked(int value, int max) {
            if (value < 0 || value > max) {
                throw new IllegalArgumentException("Expects 0 to " + max + " in the header, not " + value);
            }
            return value;
        }

        /**
         * @param  id the terminal of the header
         * @return    this builder
         */
        public Builder terminalId(TerminalId id) {
            this.terminalId = id;
            return this;
        }

        /**
         * @param  bytes fixed fields and TLVs, without a digest; empty unless set.
         * @return       this builder
         */
        public Builder body(byte[] bytes) {
            this.body = bytes.length == 0 ? EMPTY : bytes.clone();
            this.padded = false;
            return this;
        }

        /**
         * @param  bytes fixed fields, TLVs, and zeros with which a cipher has filled its last block; these are cut off
         * @return       this builder
         */
        public Builder paddedBody(byte[] bytes) {
            this.body = bytes.clone();
            this.padded = true;
            return this;
        }

        /**
         * @param  bytes                    16 bytes of digest, or null for none
         * @return                          this builder
         * @throws IllegalArgumentException when it has another length
         */
        public Builder digest(byte[] bytes) {
            if (bytes != null && bytes.length != DIGEST_LENGTH - Tlv.HEADER_LENGTH) {
                throw new IllegalArgumentException("A digest has 16 bytes, not " + bytes.length);
            }
            this.digest = bytes == null ? null : bytes.clone();
            return this;
        }

        /**
         * Makes the message.
         *
         * @return                           the message
         * @throws IllegalArgumentException  when it would be longer than the length field can say, or has no terminal id
         * @throws MalformedMessageException when the body is not one of this command
         */
        public WmmpMessage build() {
            if (terminalId == null) {
                throw new IllegalArgumentException(command + " needs a terminal id");
            }
            if (padded) {
                byte[] whole = frame(body, null);
                int end = Tlv.endBeforePadding(whole, endOfFixedFields(whole, command));
                return wrap(frame(Arrays.copyOfRange(whole, HEADER_LENGTH, end), digest), version -> true);
            }
            return wrap(frame(body, digest), version -> true);
        }

        /**
         * Makes the message with a digest at its end: the TLV is there, the length counts it, its flag bit is set.
         *
         * @param  md5                       computes 16 bytes; ready for new input, and again afterwards
         * @param  secrets                   what the digest covers behind the message
         * @return                           the message
         * @throws IllegalArgumentException  when it would be longer than the length field can say, or has no terminal id
         * @throws MalformedMessageException when the body is not one of this command
         */
        public WmmpMessage signed(MessageDigest md5, byte[] secrets) {
            if (padded || terminalId == null) {
                return build().toBuilder().signed(md5, secrets);
            }
            byte[] signed = frame(body, EMPTY_DIGEST);
            signed[OFFSET_FLAG] |= FLAG_DIGEST;
            md5.update(signed, 0, signed.length - DIGEST_LENGTH);
            md5.update(secrets);
            try {
                md5.digest(signed, signed.length - EMPTY_DIGEST.length, EMPTY_DIGEST.length);
            } catch (DigestException e) {
                throw new IllegalArgumentException("A digest has 16 bytes, those of " + md5.getAlgorithm() + " do not fit", e);
            }
            return wrap(signed, version -> true);
        }

        private byte[] frame(byte[] body, byte[] digest) {
            int length = HEADER_LENGTH + body.length + (digest == null ? 0 : DIGEST_LENGTH);
            checkLength(command, length);
            byte[] frame = new byte[length];
            Bytes.putUint16(frame, 0, length);
            Bytes.putUint16(frame, OFFSET_COMMAND, command.id());
            Bytes.putUint32(frame, OFFSET_SEQUENCE, sequenceNumber);
            Bytes.putUint16(frame, OFFSET_VERSION, protocolVersion);
            frame[OFFSET_FLAG] = securityFlag;
            frame[OFFSET_RESERVED] = reserved;
            terminalId.write(frame, OFFSET_TERMINAL_ID);
            System.arraycopy(body, 0, frame, HEADER_LENGTH, body.length);
            if (digest != null) {
                int offset = HEADER_LENGTH + body.length;
                Bytes.putUint16(frame, offset, Tlv.MESSAGE_DIGEST);
                Bytes.putUint16(frame, offset + 2, digest.length);
                System.arraycopy(digest, 0, frame, offset + Tlv.HEADER_LENGTH, digest.length);
            }
            return frame;
        }
    }
}
