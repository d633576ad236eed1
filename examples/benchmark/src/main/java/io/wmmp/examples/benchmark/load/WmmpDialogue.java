package io.wmmp.examples.benchmark.load;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.wmmp.examples.benchmark.Fleet;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;

/**
 * Terminals that speak WMMP, each message signed. Requests are patched into a prepared frame, so that the load generator costs
 * less than the servers.
 */
public final class WmmpDialogue implements Dialogue {

    /** Bytes of user data with which a data message has 60 bytes in all. */
    private static final int USER_DATA = 6;
    private static final int OFFSET_COMMAND = 2;
    private static final int OFFSET_NUMBER = 4;
    private static final int OFFSET_ID = 12;
    private static final int OFFSET_TIMESTAMP = WmmpMessage.HEADER_LENGTH + 1;
    private static final int DIGEST_VALUE = 16;
    /** What a digest covers behind the message: timestamp, IMEI, IMSI, uplink password. */
    private static final int IMEI = Integer.BYTES;
    private static final int IMSI = IMEI + 16;
    private static final int PASSWORD = IMSI + 15;
    private static final int SECRETS = PASSWORD + 8;
    /** The digits in which serial number, IMEI and IMSI of terminals differ; all of them end with these. */
    private static final int DIGITS = 7;
    /** A copy stays good for twice the repeat time of the dialect; long before that the next message is sent. */
    private static final long COPY_NANOS = 20_000_000_000L;

    private final Subject subject;
    private final boolean ownSecrets;
    private final WmmpCodec codec = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
    private final MessageDigest md5 = md5();
    private final byte[] frame;
    private final byte[] secrets;
    private final long[] timestamps;
    private final int[] numbers;
    private final byte[][] copies;
    private final long[] copiedAt;
    private Command asking;

    /**
     * @param subject    what the terminals say
     * @param terminals  how many there are
     * @param ownSecrets whether each has secrets of its own; otherwise all have those of the first
     */
    public WmmpDialogue(Subject subject, int terminals, boolean ownSecrets) {
        this.subject = subject;
        this.ownSecrets = ownSecrets;
        this.asking = subject.command;
        this.timestamps = new long[terminals];
        this.numbers = new int[terminals];
        this.copies = subject == Subject.DUPLICATE ? new byte[terminals][] : null;
        this.copiedAt = subject == Subject.DUPLICATE ? new long[terminals] : null;
        this.frame = template();
        this.secrets = secrets();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] template() {
        Map<String, Object> body = new LinkedHashMap<>();
        if (subject == Subject.DATA) {
            body.put("crc16", 0);
            body.put(WmmpCodec.USER_DATA, new byte[USER_DATA]);
        }
        return signed(subject.command, 0, body);
    }

    private byte[] signed(Command command, int terminal, Map<String, Object> body) {
        WmmpMessage message = WmmpMessage.builder(command).terminalId(Fleet.id(terminal)).sequenceNumber(++numbers[terminal])
                .body(codec.writeBody(command, body)).build();
        return Digests.sign(message, 0, Fleet.credentials(terminal), Direction.UPLINK).toBytes();
    }

    private static byte[] secrets() {
        Credentials credentials = Fleet.credentials(0);
        byte[] bytes = new byte[SECRETS];
        put(bytes, IMEI, credentials.imei());
        put(bytes, IMSI, credentials.imsi());
        put(bytes, PASSWORD, credentials.uplinkPassword());
        return bytes;
    }

    private static void put(byte[] bytes, int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes[offset + i] = (byte) text.charAt(i);
        }
    }

    /**
     * @param value whether terminals log in from now on, instead of saying what they are there for
     */
    public void loggingIn(boolean value) {
        asking = value ? Command.LOGIN : subject.command;
    }

    @Override
    public void request(int terminal, ByteBuf out) {
        if (asking == Command.LOGIN) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("software_version", "1.00");
            body.put("sync_crc32", 0);
            out.writeBytes(signed(Command.LOGIN, terminal, body));
        } else {
            out.writeBytes(copies != null ? copyOf(terminal) : next(terminal));
        }
    }

    /** The message before, as long as it counts as a copy. */
    private byte[] copyOf(int terminal) {
        long now = System.nanoTime();
        if (copies[terminal] == null || now - copiedAt[terminal] > COPY_NANOS) {
            copies[terminal] = next(terminal).clone();
            copiedAt[terminal] = now;
        }
        return copies[terminal];
    }

    private byte[] next(int terminal) {
        int unsigned = frame.length - WmmpMessage.DIGEST_LENGTH;
        int number = ++numbers[terminal];
        ByteBuffer.wrap(frame).putInt(OFFSET_NUMBER, number);
        putDigits(frame, OFFSET_ID + TerminalId.LENGTH, terminal);
        if (subject == Subject.DATA) {
            ByteBuffer.wrap(frame).putInt(unsigned - Integer.BYTES, number);
        }
        ByteBuffer.wrap(secrets).putInt(0, (int) timestamps[terminal]);
        if (ownSecrets) {
            // an IMEI has 15 digits and a NUL
            putDigits(secrets, IMSI - 1, terminal);
            putDigits(secrets, PASSWORD, terminal);
        }
        md5.update(frame, 0, unsigned);
        md5.update(secrets);
        try {
            md5.digest(frame, frame.length - DIGEST_VALUE, DIGEST_VALUE);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
        return frame;
    }

    private static void putDigits(byte[] bytes, int end, int number) {
        int rest = number;
        for (int i = end - 1; i >= end - DIGITS; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    @Override
    public int terminalOf(ByteBuf answer) {
        int start = answer.readerIndex();
        if (answer.readableBytes() < WmmpMessage.HEADER_LENGTH
                || answer.getUnsignedShort(start + OFFSET_COMMAND) != asking.answer().id()) {
            return -1;
        }
        int terminal = Fleet.indexOf(place -> answer.getByte(start + OFFSET_ID + place));
        if (terminal < 0 || terminal >= numbers.length || answer.getInt(start + OFFSET_NUMBER) != numbers[terminal]) {
            return -1;
        }
        if (asking == Command.LOGIN) {
            timestamps[terminal] = answer.getUnsignedInt(start + OFFSET_TIMESTAMP);
        }
        return terminal;
    }
}
