package io.wmmp.protocol;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The parts of which a property makes a message, put together without the help of the codec. */
public record GeneratedMessage(WmmpCodec codec, Command command, Header header, Map<String, byte[]> fields, List<Tlv> tlvs,
        byte[] digest) {

    public record Header(long sequenceNumber, int protocolVersion, int securityFlag, int reserved, TerminalId terminalId) {
    }

    public WmmpMessage build() {
        return WmmpMessage.builder(command).sequenceNumber(header.sequenceNumber).protocolVersion(header.protocolVersion)
                .securityFlag(header.securityFlag).reserved(header.reserved).terminalId(header.terminalId).body(body(tlvs))
                .digest(digest).build();
    }

    /** The fixed fields of this message, then the given tags. */
    byte[] body(List<Tlv> tags) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        fields.values().forEach(body::writeBytes);
        tags.forEach(tlv -> body.writeBytes(tlv.toBytes()));
        return body.toByteArray();
    }

    /** The tags in the order in which TRANSPARENT_DATA is sent: those that route it first. */
    List<Tlv> routingFirst() {
        List<Tlv> ordered = new ArrayList<>(tlvs);
        ordered.sort(Comparator.comparingInt(tlv -> isRouting(tlv) ? 0 : isCarrier(tlv) ? 1 : 2));
        return ordered;
    }

    private static boolean isCarrier(Tlv tlv) {
        return tlv.tag() == Tlv.USER_DATA || tlv.tag() == Tlv.COMMAND_PARAMETERS;
    }

    private static boolean isRouting(Tlv tlv) {
        return tlv.tag() >= Tlv.DESTINATION_TERMINAL && tlv.tag() <= Tlv.SOURCE_EC;
    }
}
