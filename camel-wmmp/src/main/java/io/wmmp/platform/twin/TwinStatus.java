package io.wmmp.platform.twin;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wmmp.protocol.TerminalId;

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
