package io.wmmp.platform.twin;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/**
 * The configuration of a terminal by names, as a body map has them.
 *
 * @param terminalId the terminal
 * @param reported   the last value of each tag that the terminal has told or taken
 * @param reportedAt when that was, to the millisecond
 * @param desired    the values that the terminal shall have
 * @param refused    the desired tags that the terminal does not take; they are not sent again before they are set again
 * @param inSync     whether the terminal has all desired values, as far as is known
 */
public record TwinStatus(TerminalId terminalId, Map<String, Object> reported, Map<String, Instant> reportedAt,
        Map<String, Object> desired, List<String> refused, boolean inSync) {

    static TwinStatus of(Twin twin, WmmpCodec codec) {
        List<Tlv> reported = new ArrayList<>();
        Map<String, Instant> times = new LinkedHashMap<>();
        twin.reported().forEach((tag, has) -> {
            reported.add(Tlv.of(tag, has.value()));
            times.put(codec.nameOf(tag), has.at());
        });
        List<Tlv> desired = new ArrayList<>();
        twin.desired().forEach((tag, wanted) -> desired.add(Tlv.of(tag, wanted.value())));
        List<String> refused = twin.refused().stream().map(codec::nameOf).toList();
        return new TwinStatus(twin.terminalId(), named(twin, reported, codec), times, named(twin, desired, codec), refused,
                !twin.isPending() && refused.isEmpty());
    }

    /** The values by name, as a CONFIG_TRAP has them. */
    private static Map<String, Object> named(Twin twin, List<Tlv> values, WmmpCodec codec) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        values.forEach(tlv -> body.writeBytes(tlv.toBytes()));
        WmmpBody read = codec.readBody(
                WmmpMessage.builder(Command.CONFIG_TRAP).terminalId(twin.terminalId()).body(body.toByteArray()).build());
        return new LinkedHashMap<>(read);
    }

    /** @return the same without the terminal, as the body of an exchange or a JSON object; times as text */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("reported", reported);
        Map<String, Object> times = new LinkedHashMap<>();
        reportedAt.forEach((name, at) -> times.put(name, at.toString()));
        map.put("reportedAt", times);
        map.put("desired", desired);
        map.put("refused", refused);
        map.put("inSync", inSync);
        return map;
    }
}
