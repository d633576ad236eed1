package io.wmmp.security;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Secrets as bytes for a store, which has to encipher them ({@link SecretsAtRest}). Whoever uses this puts a version before
 * them.
 */
public final class StoredSecrets {

    private StoredSecrets() {
    }

    /**
     * @param  credentials what to write
     * @param  out         gets it in plain
     * @throws IOException when that cannot be written to
     */
    public static void write(Credentials credentials, DataOutput out) throws IOException {
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
            writeBytes(baseKey, out);
        }
    }

    /**
     * @param  in          what {@link #write(Credentials, DataOutput)} has written
     * @return             the credentials
     * @throws IOException when it is cut off
     */
    public static Credentials readCredentials(DataInput in) throws IOException {
        String imei = in.readUTF();
        String imsi = in.readUTF();
        boolean passwords = in.readBoolean();
        String uplink = passwords ? in.readUTF() : null;
        String downlink = passwords ? in.readUTF() : null;
        return new Credentials(imei, imsi, uplink, downlink, in.readBoolean() ? readBytes(in) : null);
    }

    /**
     * @param  keys        what to write
     * @param  out         gets it in plain
     * @throws IOException when that cannot be written to
     */
    public static void write(KeySet keys, DataOutput out) throws IOException {
        write(keys.credentials(), out);
        write(keys.uplinkExpiry(), out);
        write(keys.downlinkExpiry(), out);
        write(keys.baseKeyExpiry(), out);
    }

    /**
     * @param  in          what {@link #write(KeySet, DataOutput)} has written
     * @return             the keys
     * @throws IOException when it is cut off
     */
    public static KeySet readKeySet(DataInput in) throws IOException {
        return new KeySet(readCredentials(in), readExpiry(in), readExpiry(in), readExpiry(in));
    }

    /**
     * @param  key         what to write
     * @param  out         gets it in plain
     * @throws IOException when that cannot be written to
     */
    public static void write(SessionKey key, DataOutput out) throws IOException {
        writeBytes(key.shared(), out);
        write(key.expiry(), out);
    }

    /**
     * @param  in          what {@link #write(SessionKey, DataOutput)} has written
     * @return             the key
     * @throws IOException when it is cut off
     */
    public static SessionKey readSessionKey(DataInput in) throws IOException {
        return new SessionKey(readBytes(in), readExpiry(in));
    }

    private static void write(Expiry expiry, DataOutput out) throws IOException {
        out.writeInt((int) expiry.seconds());
    }

    private static Expiry readExpiry(DataInput in) throws IOException {
        return new Expiry(Integer.toUnsignedLong(in.readInt()));
    }

    private static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
        out.writeByte(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedByte()];
        in.readFully(bytes);
        return bytes;
    }
}
