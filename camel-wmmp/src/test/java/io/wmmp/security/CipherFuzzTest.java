package io.wmmp.security;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.MethodSource;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.FixedField;
import io.wmmp.protocol.GoldenVector;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is to be deciphered becomes a message or a {@link CipherException}. The first byte of an input chooses the suite,
 * the second the command; the rest is taken for ciphertext, for what was enciphered, and for a frame. Known inputs are the
 * golden frames.
 */
class CipherFuzzTest {

    private static final List<CipherSuite> SUITES = CipherSamples.suites();
    private static final List<BodyCipher> CIPHERS = SUITES.stream().map(BodyCipher::new).toList();
    private static final Command[] COMMANDS = Command.values();

    static Stream<byte[]> goldenInputs() {
        return GoldenVector.frames().stream().map(GoldenVector::bytes).flatMap(frame -> IntStream.range(0, SUITES.size())
                .boxed().flatMap(suite -> Stream.of(frame, Arrays.copyOfRange(frame, WmmpMessage.HEADER_LENGTH, frame.length))
                        .map(rest -> input(suite, frame, rest))));
    }

    private static byte[] input(int suite, byte[] frame, byte[] rest) {
        byte[] input = new byte[2 + rest.length];
        input[0] = (byte) suite;
        input[1] = (byte) Command.of((frame[2] & 0xFF) << 8 | frame[3] & 0xFF).ordinal();
        System.arraycopy(rest, 0, input, 2, rest.length);
        return input;
    }

    @MethodSource("goldenInputs")
    @FuzzTest(maxDuration = "1m")
    void anythingIsAMessageOrAnError(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int suite = (input[0] & 0xFF) % SUITES.size();
        Command command = COMMANDS[(input[1] & 0xFF) % COMMANDS.length];
        byte[] rest = Arrays.copyOfRange(input, 2, Math.min(input.length, 60_000));

        for (int tag : new int[] { Tlv.ENCRYPTED_BODY, BodyCipher.TAG_TLVS, BodyCipher.TAG_SESSION_KEY_ENVELOPE }) {
            byte[] associated = BodyCipher.associated(tag == BodyCipher.TAG_SESSION_KEY_ENVELOPE ? Command.LOGIN_ACK : command,
                    tag, CipherSamples.TERMINAL);
            tryBody(suite, command, tag, rest);
            tryBody(suite, command, tag,
                    new SuiteCipher(SUITES.get(suite)).encipher(CipherSamples.KEY.bytes(), rest, associated));
        }
        tryFrame(suite, rest);
    }

    private static void tryBody(int suite, Command command, int tag, byte[] ciphertext) {
        byte[] tlv = Tlv.of(tag, ciphertext).toBytes();
        if (tag == BodyCipher.TAG_SESSION_KEY_ENVELOPE) {
            byte[] body = Arrays.copyOf(new byte[5], 5 + tlv.length);
            System.arraycopy(tlv, 0, body, 5, tlv.length);
            tryEnvelope(suite, WmmpMessage.builder(Command.LOGIN_ACK).terminalId(CipherSamples.TERMINAL).body(body).build());
            return;
        }
        boolean whole = tag == Tlv.ENCRYPTED_BODY;
        int fixed = whole || command.fixedFields().isEmpty() ? 0
                : command.fixedFields().stream().mapToInt(FixedField::size).sum();
        byte[] body = Arrays.copyOf(new byte[fixed], fixed + tlv.length);
        System.arraycopy(tlv, 0, body, fixed, tlv.length);
        decipher(suite, WmmpMessage.builder(command).terminalId(CipherSamples.TERMINAL).securityFlag(whole ? 0xF0 : 0xE0)
                .body(body).build());
    }

    private static void tryFrame(int suite, byte[] frame) {
        WmmpMessage message;
        try {
            message = CipherSamples.CODEC.decode(frame);
        } catch (MalformedMessageException e) {
            // frames are the business of WmmpCodecFuzzTest
            return;
        }
        decipher(suite, message);
    }

    private static void decipher(int suite, WmmpMessage message) {
        try {
            WmmpMessage plain = CIPHERS.get(suite).decipher(message, CipherSamples.KEY);
            assertThat(plain.command()).isEqualTo(message.command());
            assertThat(BodyCipher.isEnciphered(plain)).isFalse();
            if (plain != message) {
                assertThat(plain.hasDigest()).isEqualTo(message.hasDigest());
                assertThat(CipherSamples.CODEC.writeBody(plain.command(), CipherSamples.CODEC.readBody(plain)))
                        .isEqualTo(plain.body());
            }
        } catch (CipherException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void tryEnvelope(int suite, WmmpMessage loginAck) {
        try {
            assertThat(CIPHERS.get(suite).open(loginAck, CipherSamples.KEY.bytes())).isNotNull();
        } catch (CipherException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
