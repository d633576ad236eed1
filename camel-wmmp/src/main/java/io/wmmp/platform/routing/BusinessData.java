package io.wmmp.platform.routing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/**
 * Business data on its way from one party to another.
 *
 * @param command     TRANSPARENT_DATA or TRANSPARENT_CMD
 * @param terminal    the id of the terminal that shall get it; null for an application
 * @param application the code of the application that shall get it; null for that of the sender, or where a terminal is named
 * @param content     what it says
 */
public record BusinessData(Command command, String terminal, String application, Content content) {

    private static final Set<Command> COMMANDS = Set.of(Command.TRANSPARENT_DATA, Command.TRANSPARENT_CMD);
    private static final Set<Integer> ROUTING_TAGS = Set.of(Tlv.DESTINATION_TERMINAL, Tlv.SOURCE_TERMINAL, Tlv.DESTINATION_EC,
            Tlv.SOURCE_EC);

    /**
     * @throws IllegalArgumentException when the command carries no business data
     */
    public BusinessData {
        if (!isCarriedBy(command)) {
            throw new IllegalArgumentException(command + " carries no business data");
        }
    }

    /**
     * Whether a command carries data that one party sends to another through the platform.
     *
     * @param  command a command
     * @return         whether it is TRANSPARENT_DATA or TRANSPARENT_CMD
     */
    public static boolean isCarriedBy(Command command) {
        return COMMANDS.contains(command);
    }

    /**
     * What a message carries, addressed as its routing tag says. The user data and whatever else is in it go on as they are;
     * the routing tag is replaced, and stands first, since real decoders read by position (protocol reference, section 11).
     *
     * @param  message a request of one of the two commands, in plain
     * @param  dialect the dialect of its sender
     * @return         the data
     */
    public static BusinessData of(WmmpMessage message, Dialect dialect) {
        String terminal = text(message.tlv(Tlv.DESTINATION_TERMINAL));
        return new BusinessData(message.command(), terminal, terminal != null ? null : text(message.tlv(Tlv.DESTINATION_EC)),
                (codec, source) -> write(message, dialect, codec.dialect(), source));
    }

    private static String text(Tlv tlv) {
        String text = tlv == null ? "" : new String(tlv.value(), StandardCharsets.US_ASCII).replace("\0", "");
        return text.isEmpty() ? null : text;
    }

    /** The tag that names an application as the source; it is empty where none is named. */
    static Tlv sourceEc(String ecCode) {
        return Tlv.of(Tlv.SOURCE_EC, ecCode == null ? new byte[0] : ecCode.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] write(WmmpMessage message, Dialect from, Dialect to, Tlv source) {
        Tlv data = message.tlv(Tlv.USER_DATA);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (message.has("crc16")) {
            // the sum of the sender goes all the way, unless the receiver computes it otherwise
            byte[] value = data == null ? new byte[0] : data.value();
            int sum = from.crc16(value) == to.crc16(value) ? (int) message.unsigned("crc16") : to.crc16(value);
            body.write(sum >> 8);
            body.write(sum);
        }
        body.writeBytes(source.toBytes());
        if (data != null) {
            body.writeBytes(data.toBytes());
        }
        boolean dataWritten = false;
        for (Tlv tlv : message.tlvs()) {
            if (tlv.tag() == Tlv.USER_DATA && !dataWritten) {
                dataWritten = true;
            } else if (!ROUTING_TAGS.contains(tlv.tag())) {
                body.writeBytes(tlv.toBytes());
            }
        }
        return body.toByteArray();
    }

    /** Writes the body once receiver and sender are known. */
    @FunctionalInterface
    public interface Content {

        /**
         * @param  codec  the dialect of the receiver
         * @param  source the tag that names the sender, which stands before everything but fixed fields
         * @return        the body, without digest
         */
        byte[] write(WmmpCodec codec, Tlv source);
    }
}
