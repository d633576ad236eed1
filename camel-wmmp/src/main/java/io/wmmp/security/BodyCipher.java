package io.wmmp.security;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

/**
 * Enciphers and deciphers bodies and session keys (protocol reference, section 6). That reference knows one form of an
 * enciphered body; this class is the one place that holds our reading of the others:
 * <ul>
 * <li>E042, known: the whole body, fixed fields included, is the plaintext and E042 is all that the new body holds. Flag
 * 0xF0.</li>
 * <li>E043, our reading: TLVs that stand one behind the other are the plaintext, and E043 takes their place in a body that
 * is otherwise plain. Flag 0xE0, since the fixed fields stand where they always do.</li>
 * <li>E044, our reading: what E042 is, of a body that was cut into parts afterwards. Read, never sent.</li>
 * <li>E040, known: E03B and E03D of a session key, enciphered with the base key.</li>
 * </ul>
 * What GCM authenticates beyond the body is the command, the tag and the terminal id; number, flag and length differ
 * between the parts of a message, and the digest covers them. Safe for use by any thread.
 */
public final class BodyCipher {

    /** The flag of a message whose body is enciphered whole. */
    public static final int FLAG_WHOLE = WmmpMessage.FLAG_ACCESS | WmmpMessage.FLAG_ENCRYPTION | WmmpMessage.FLAG_DIGEST
            | WmmpMessage.FLAG_WRAPPED;
    /** The flag of a message in which single TLVs are enciphered. */
    public static final int FLAG_TLVS = FLAG_WHOLE & ~WmmpMessage.FLAG_WRAPPED;

    static final int TAG_TLVS = 0xE043;
    static final int TAG_SESSION_KEY_ENVELOPE = 0xE040;
    private static final int TAG_SESSION_KEY = 0xE03B;
    private static final int TAG_SESSION_KEY_EXPIRY = 0xE03D;

    /** These open a session and come before there is a key. */
    private static final Set<Command> ALWAYS_PLAIN = EnumSet.of(Command.REGISTER, Command.REGISTER_ACK, Command.LOGIN,
            Command.LOGIN_ACK);

    private final SuiteCipher cipher;
    private final boolean zeroPadded;

    /**
     * @param suite the cipher of the dialect
     */
    public BodyCipher(CipherSuite suite) {
        this.cipher = new SuiteCipher(suite);
        this.zeroPadded = suite.padding() == CipherSuite.Padding.ZERO;
    }

    /**
     * @param  command a command
     * @return         whether its messages can be enciphered; those that open a session cannot
     */
    public static boolean canEncipher(Command command) {
        return !ALWAYS_PLAIN.contains(command);
    }

    /**
     * @param  message a message as it arrived, or put together from its parts
     * @return         whether anything of its body is enciphered
     */
    public static boolean isEnciphered(WmmpMessage message) {
        return isWhole(message) || !message.isWrapped() && message.tlv(TAG_TLVS) != null;
    }

    static boolean isWhole(WmmpMessage message) {
        return message.isWrapped() && message.tlv(Tlv.FRAGMENT_INFO) == null;
    }

    /**
     * Enciphers the body whole.
     *
     * @param  message                  a plain message; its digest, if it has one, is dropped
     * @param  key                      the key of the session
     * @return                          the message with E042 for a body and flag 0xF0, not yet signed
     * @throws IllegalArgumentException when it is enciphered or cut already, of a command that never is, or too long
     * @throws CipherException          when the key is too short
     */
    public WmmpMessage encipher(WmmpMessage message, SessionKey key) {
        checkPlain(message);
        byte[] body = message.body();
        Tlv wrapped = Tlv.of(Tlv.ENCRYPTED_BODY,
                cipher.encipher(key.shared(), body, associated(message, Tlv.ENCRYPTED_BODY)));
        return message.toBuilder().securityFlag(FLAG_WHOLE).body(wrapped.toBytes()).build();
    }

    /**
     * Enciphers some TLVs of a body.
     *
     * @param  message                  a plain message; its digest, if it has one, is dropped
     * @param  key                      the key of the session
     * @param  tags                     the tags whose TLVs to encipher
     * @return                          the message with these in E043 and flag 0xE0, not yet signed; the same message when it
     *                                  has none of them
     * @throws IllegalArgumentException when it is enciphered or cut already, of a command that never is, or too long
     * @throws CipherException          when the key is too short
     */
    public WmmpMessage encipher(WmmpMessage message, SessionKey key, Set<Integer> tags) {
        checkPlain(message);
        List<Tlv> tlvs = message.tlvs();
        if (tlvs.stream().noneMatch(tlv -> isProtected(tlv, tags))) {
            return message;
        }
        ByteArrayOutputStream body = fixedFields(message, tlvs);
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        for (Tlv tlv : tlvs) {
            if (isProtected(tlv, tags)) {
                run.writeBytes(tlv.toBytes());
            } else {
                closeRun(message, key, run, body);
                body.writeBytes(tlv.toBytes());
            }
        }
        closeRun(message, key, run, body);
        return message.toBuilder().securityFlag(FLAG_TLVS).body(body.toByteArray()).build();
    }

    /** A tag without a value asks for it or refuses it, and tells nothing. */
    static boolean isProtected(Tlv tlv, Set<Integer> tags) {
        return tlv.length() > 0 && tags.contains(tlv.tag());
    }

    private void closeRun(WmmpMessage message, SessionKey key, ByteArrayOutputStream run, ByteArrayOutputStream body) {
        if (run.size() > 0) {
            body.writeBytes(Tlv.of(TAG_TLVS, cipher.encipher(key.shared(), run.toByteArray(), associated(message, TAG_TLVS)))
                    .toBytes());
            run.reset();
        }
    }

    private static void checkPlain(WmmpMessage message) {
        if (message.isWrapped() || isEnciphered(message) || !canEncipher(message.command())) {
            throw new IllegalArgumentException(message.command() + " of terminal " + message.terminalId()
                    + (canEncipher(message.command()) ? " is enciphered or cut already" : " is never enciphered"));
        }
    }

    /** What stands before the TLVs of a plain body. */
    private static ByteArrayOutputStream fixedFields(WmmpMessage message, List<Tlv> tlvs) {
        byte[] body = message.body();
        int length = body.length - tlvs.stream().mapToInt(tlv -> Tlv.HEADER_LENGTH + tlv.length()).sum();
        ByteArrayOutputStream fixed = new ByteArrayOutputStream(body.length);
        fixed.write(body, 0, length);
        return fixed;
    }

    /**
     * Deciphers what {@link #encipher(WmmpMessage, SessionKey)} or {@link #encipher(WmmpMessage, SessionKey, Set)} has made.
     * To be called after the digest has been verified: in the modes that real terminals use, ciphertext that was changed is
     * not noticed here.
     *
     * @param  message         a message as it arrived, or put together from its parts
     * @param  key             the key of the session
     * @return                 the plain message, without flag bit 0x10; the digest of the message stays as the sign that it had
     *                         one, although it is not the digest of the plain one. The same message when nothing of it is
     *                         enciphered.
     * @throws CipherException when that fails; nothing else is thrown
     */
    public WmmpMessage decipher(WmmpMessage message, SessionKey key) {
        if (!isEnciphered(message)) {
            return message;
        }
        if (!canEncipher(message.command())) {
            throw new CipherException(message.command() + " is never enciphered");
        }
        try {
            WmmpMessage plain = isWhole(message) ? decipherWhole(message, key) : decipherTlvs(message, key);
            if (plain.hasDigest() || plain.tlv(TAG_TLVS) != null) {
                throw noBody();
            }
            return message.hasDigest() ? plain.toBuilder().digest(message.digest()).build() : plain;
        } catch (MalformedMessageException e) {
            throw noBody();
        } catch (IllegalArgumentException e) {
            // several E043 in a message of full length may hold more than a message can
            throw new CipherException("what was enciphered is longer than a message can be");
        }
    }

    private WmmpMessage decipherWhole(WmmpMessage message, SessionKey key) {
        List<Tlv> tlvs = message.tlvs();
        if (tlvs.size() != 1) {
            throw new CipherException("an enciphered body is one TLV, here are " + tlvs.size());
        }
        Tlv wrapped = tlvs.get(0);
        byte[] plain = cipher.decipher(key.shared(), wrapped.value(), associated(message, wrapped.tag()));
        WmmpMessage.Builder builder = message.toBuilder().securityFlag(message.securityFlag() & ~WmmpMessage.FLAG_WRAPPED);
        return (zeroPadded ? builder.paddedBody(plain) : builder.body(plain)).build();
    }

    private WmmpMessage decipherTlvs(WmmpMessage message, SessionKey key) {
        List<Tlv> tlvs = message.tlvs();
        ByteArrayOutputStream body = fixedFields(message, tlvs);
        for (Tlv tlv : tlvs) {
            List<Tlv> plain = tlv.tag() == TAG_TLVS
                    ? Tlv.listOf(cipher.decipher(key.shared(), tlv.value(), associated(message, TAG_TLVS))) : List.of(tlv);
            plain.forEach(inner -> body.writeBytes(inner.toBytes()));
        }
        return message.toBuilder().securityFlag(message.securityFlag() & ~WmmpMessage.FLAG_WRAPPED).body(body.toByteArray())
                .build();
    }

    private static CipherException noBody() {
        return new CipherException("what was deciphered is no body of this command: it was enciphered with another key or "
                + "in another way");
    }

    /**
     * Makes the envelope in which LOGIN_ACK carries a session key.
     *
     * @param  key             the key to hand over
     * @param  baseKey         the key under which it travels
     * @param  terminalId      for whom it is
     * @return                 E040
     * @throws CipherException when the base key is too short
     */
    public Tlv seal(SessionKey key, byte[] baseKey, TerminalId terminalId) {
        byte[] secret = Tlv.of(TAG_SESSION_KEY, key.shared()).toBytes();
        byte[] end = Tlv.of(TAG_SESSION_KEY_EXPIRY, ByteBuffer.allocate(4).putInt((int) key.expiry().seconds()).array())
                .toBytes();
        byte[] plain = ByteBuffer.allocate(secret.length + end.length).put(secret).put(end).array();
        try {
            return Tlv.of(TAG_SESSION_KEY_ENVELOPE,
                    cipher.encipher(baseKey, plain, associated(Command.LOGIN_ACK, TAG_SESSION_KEY_ENVELOPE, terminalId)));
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(plain, (byte) 0);
        }
    }

    /**
     * Takes the session key out of the envelope of a LOGIN_ACK.
     *
     * @param  loginAck        the answer, verified
     * @param  baseKey         the key under which it travelled
     * @return                 the session key; null when the answer has no envelope
     * @throws CipherException when it cannot be opened
     */
    public SessionKey open(WmmpMessage loginAck, byte[] baseKey) {
        Tlv envelope = loginAck.tlv(TAG_SESSION_KEY_ENVELOPE);
        if (envelope == null) {
            return null;
        }
        byte[] plain = cipher.decipher(baseKey, envelope.value(),
                associated(Command.LOGIN_ACK, TAG_SESSION_KEY_ENVELOPE, loginAck.terminalId()));
        try {
            return sessionKey(Tlv.listOf(plain));
        } catch (MalformedMessageException e) {
            throw noKey();
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static SessionKey sessionKey(List<Tlv> tlvs) {
        byte[] key = null;
        Expiry expiry = Expiry.NEVER;
        for (Tlv tlv : tlvs) {
            if (tlv.tag() == TAG_SESSION_KEY && tlv.length() > 0 && tlv.length() <= SessionKey.MAX_LENGTH) {
                key = tlv.value();
            } else if (tlv.tag() == TAG_SESSION_KEY_EXPIRY && tlv.length() == Integer.BYTES) {
                expiry = new Expiry(Integer.toUnsignedLong(ByteBuffer.wrap(tlv.value()).getInt()));
            } else {
                throw noKey();
            }
        }
        if (key == null) {
            throw noKey();
        }
        try {
            return new SessionKey(key, expiry);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static CipherException noKey() {
        return new CipherException("the envelope of the session key holds none: it was enciphered with another base key or "
                + "in another way");
    }

    private static byte[] associated(WmmpMessage message, int tag) {
        return associated(message.command(), tag, message.terminalId());
    }

    static byte[] associated(Command command, int tag, TerminalId terminalId) {
        return ByteBuffer.allocate(4 + TerminalId.LENGTH).putShort((short) command.id()).putShort((short) tag)
                .put(terminalId.toBytes()).array();
    }
}
