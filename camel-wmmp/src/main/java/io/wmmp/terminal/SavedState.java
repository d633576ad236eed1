package io.wmmp.terminal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeySet;

/**
 * What of a terminal outlives its process, as {@link TerminalStateStore} gets it: a version and the fields in their order, with
 * lengths of two bytes.
 *
 * @param origin        tells the secrets with which the terminal was set up from others; what was saved under others is void
 * @param serial        the serial number in use
 * @param registered    whether it has registered
 * @param cleared       whether its secrets were wiped, and no login has been good since
 * @param simLocked     whether it is bound to its SIM
 * @param unreported    whether the platform has still to be told of the binding
 * @param kept          the secrets that a login has confirmed
 * @param delivered     those that the platform has sent since; null for none
 * @param configuration the values that have been set, by tag
 * @param former        what had been set before, empty for nothing, where the terminal has not logged in since
 */
record SavedState(byte[] origin, TerminalId serial, boolean registered, boolean cleared, boolean simLocked, boolean unreported,
        KeySet kept, KeySet delivered, Map<Integer, byte[]> configuration, Map<Integer, byte[]> former) {

    private static final int VERSION = 2;
    /** Knows nothing of former values. */
    private static final int FIRST_VERSION = 1;
    private static final int USUAL_LENGTH = 1024;

    /** What to save, which holds the secrets: to be overwritten after use. */
    byte[] toBytes() {
        ClearedBuffer buffer = new ClearedBuffer();
        try (DataOutputStream out = new DataOutputStream(buffer)) {
            out.writeByte(VERSION);
            write(out, origin);
            out.writeUTF(serial.toString());
            out.writeBoolean(registered);
            out.writeBoolean(cleared);
            out.writeBoolean(simLocked);
            out.writeBoolean(unreported);
            write(out, kept);
            out.writeBoolean(delivered != null);
            if (delivered != null) {
                write(out, delivered);
            }
            write(out, configuration);
            write(out, former);
            return buffer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            buffer.clear();
        }
    }

    /**
     * @throws IllegalArgumentException when these are not bytes that {@link #toBytes} has made
     */
    static SavedState of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION && version != FIRST_VERSION) {
                throw new IllegalArgumentException("what was saved has version " + version + ", known is " + VERSION);
            }
            return new SavedState(readBytes(in), TerminalId.of(in.readUTF()), in.readBoolean(), in.readBoolean(),
                    in.readBoolean(), in.readBoolean(), readKeys(in), in.readBoolean() ? readKeys(in) : null,
                    readConfiguration(in), version == FIRST_VERSION ? Map.of() : readConfiguration(in));
        } catch (IOException e) {
            throw new IllegalArgumentException("what was saved is no state of a terminal: " + e.getClass().getSimpleName());
        }
    }

    private static void write(DataOutput out, byte[] value) throws IOException {
        out.writeShort(value.length);
        out.write(value);
    }

    private static void write(DataOutput out, Map<Integer, byte[]> values) throws IOException {
        out.writeShort(values.size());
        for (Map.Entry<Integer, byte[]> value : new TreeMap<>(values).entrySet()) {
            out.writeShort(value.getKey());
            write(out, value.getValue());
        }
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] value = new byte[in.readUnsignedShort()];
        in.readFully(value);
        return value;
    }

    private static void write(DataOutputStream out, KeySet keys) throws IOException {
        Credentials credentials = keys.credentials();
        out.writeUTF(credentials.imei());
        out.writeUTF(credentials.imsi());
        out.writeBoolean(credentials.hasPasswords());
        if (credentials.hasPasswords()) {
            out.writeUTF(credentials.uplinkPassword());
            out.writeUTF(credentials.downlinkPassword());
        }
        byte[] baseKey = credentials.baseKey();
        out.writeBoolean(baseKey != null);
        if (baseKey != null) {
            write(out, baseKey);
            Arrays.fill(baseKey, (byte) 0);
        }
        out.writeLong(keys.uplinkExpiry().seconds());
        out.writeLong(keys.downlinkExpiry().seconds());
        out.writeLong(keys.baseKeyExpiry().seconds());
    }

    private static KeySet readKeys(DataInputStream in) throws IOException {
        String imei = in.readUTF();
        String imsi = in.readUTF();
        boolean passwords = in.readBoolean();
        String uplink = passwords ? in.readUTF() : null;
        String downlink = passwords ? in.readUTF() : null;
        byte[] baseKey = in.readBoolean() ? readBytes(in) : null;
        Credentials credentials = new Credentials(imei, imsi, uplink, downlink, baseKey);
        if (baseKey != null) {
            Arrays.fill(baseKey, (byte) 0);
        }
        return new KeySet(credentials, new Expiry(in.readLong()), new Expiry(in.readLong()), new Expiry(in.readLong()));
    }

    private static Map<Integer, byte[]> readConfiguration(DataInputStream in) throws IOException {
        Map<Integer, byte[]> configuration = new TreeMap<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            configuration.put(in.readUnsignedShort(), readBytes(in));
        }
        return configuration;
    }

    /** Shows what is no secret. */
    @Override
    public String toString() {
        return "SavedState[" + serial + ", " + configuration.keySet() + "]";
    }

    /** Leaves no copy of the secrets behind, unless it had to grow. */
    private static final class ClearedBuffer extends ByteArrayOutputStream {

        ClearedBuffer() {
            super(USUAL_LENGTH);
        }

        void clear() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
