package io.wmmp.security;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

import io.wmmp.protocol.CipherSuite;
import io.wmmp.protocol.CipherSuite.Algorithm;
import io.wmmp.protocol.CipherSuite.Mode;
import io.wmmp.protocol.CipherSuite.Padding;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/** Keys, suites and messages for the tests of ciphers. */
final class CipherSamples {

    static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
    static final TerminalId TERMINAL = TerminalId.of("TESTTERM00000001");
    static final byte[] BASE_KEY = "112233445566778899001234".getBytes(StandardCharsets.US_ASCII);
    static final SessionKey KEY = new SessionKey("0123456789abcdefFGHIPQRS".getBytes(StandardCharsets.US_ASCII), Expiry.NEVER);
    static final SessionKey OTHER_KEY = new SessionKey("another key of 24 bytes.".getBytes(StandardCharsets.US_ASCII),
            Expiry.NEVER);

    /** The body of the TRANSPARENT_DATA that {@code docs/protocol.md} shows. */
    static final String DATA = "d872" + "40140000" + "4007000433362e36";

    private CipherSamples() {
    }

    static List<CipherSuite> suites() {
        return List.of(new CipherSuite(Algorithm.TRIPLE_DES, Mode.ECB, Padding.ZERO, 16),
                new CipherSuite(Algorithm.TRIPLE_DES, Mode.ECB, Padding.PKCS5, 24),
                new CipherSuite(Algorithm.TRIPLE_DES, Mode.CBC, Padding.ZERO, 24),
                new CipherSuite(Algorithm.AES, Mode.ECB, Padding.ZERO, 16),
                new CipherSuite(Algorithm.AES, Mode.CBC, Padding.ZERO, 16),
                new CipherSuite(Algorithm.AES, Mode.CBC, Padding.PKCS5, 24),
                new CipherSuite(Algorithm.AES, Mode.GCM, Padding.NONE, 16));
    }

    static CipherSuite gcm() {
        return new CipherSuite(Algorithm.AES, Mode.GCM, Padding.NONE, 16);
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    static WmmpMessage message(Command command, String body) {
        return WmmpMessage.builder(command).terminalId(TERMINAL).sequenceNumber(5).securityFlag(0x20).body(hex(body)).build();
    }

    static WmmpMessage data() {
        return message(Command.TRANSPARENT_DATA, DATA);
    }

    /** The message as the other end gets it: signed, sent and read. */
    static WmmpMessage received(WmmpMessage message) {
        return CODEC.decode(message.withEmptyDigest().toBytes());
    }
}
