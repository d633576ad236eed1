package io.wmmp.session;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Peer;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.BodyCipher;

/**
 * Logs what is said with one terminal, message by message, decoded, at the level INFO of {@code io.wmmp.trace}. Secrets are
 * masked, in fragments by showing nothing of them; what is enciphered is logged in plain too. Off until a terminal is
 * named, and for one terminal at a time: the log of an installation with many could not be read. Safe for use by any thread.
 */
public final class FrameTrace {

    private static final Logger LOG = LoggerFactory.getLogger("io.wmmp.trace");
    private static final int MAX_BYTES_SHOWN = 256;

    private volatile TerminalId traced;

    FrameTrace() {
    }

    /**
     * Logs the frames of one terminal from now on, and of no other.
     *
     * @param terminalId the terminal; null for none
     */
    public void of(TerminalId terminalId) {
        traced = terminalId;
    }

    /** @return the terminal whose frames are logged, or null */
    public TerminalId terminal() {
        return traced;
    }

    boolean isOn() {
        return traced != null;
    }

    boolean concerns(TerminalId terminalId) {
        return terminalId.equals(traced);
    }

    void log(TerminalId terminalId, Traffic.Direction direction, WmmpCodec codec, WmmpMessage message, Peer peer) {
        LOG.info("{} {} {} #{} {} {}: {}", terminalId, arrow(direction), message.command(), message.sequenceNumber(),
                direction == Traffic.Direction.RECEIVED ? "from" : "to", peer, text(codec, message));
    }

    /** Without a number: a request gets that when it is sent, and another when it is repeated. */
    void logPlain(TerminalId terminalId, Traffic.Direction direction, WmmpCodec codec, WmmpMessage plain) {
        LOG.info("{} {} {} in plain: {}", terminalId, arrow(direction), plain.command(), text(codec, plain));
    }

    private static String arrow(Traffic.Direction direction) {
        return direction == Traffic.Direction.RECEIVED ? "<-" : "->";
    }

    private static String text(WmmpCodec codec, WmmpMessage message) {
        try {
            if (message.isFragment()) {
                Fragment fragment = Fragment.read(message);
                return "fragment " + fragment.operation() + ", part " + fragment.part() + " of " + fragment.total();
            }
            if (BodyCipher.isEnciphered(message)) {
                return "enciphered, " + message.body().length + " bytes";
            }
            return codec.readBody(codec.redacted(message)).entrySet().stream().map(FrameTrace::text)
                    .collect(Collectors.joining(", ", "{", "}"));
        } catch (MalformedMessageException e) {
            return message.body().length + " bytes that cannot be read: " + e.getMessage();
        }
    }

    private static String text(Map.Entry<String, Object> entry) {
        return entry.getKey() + "=" + text(entry.getValue());
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            String shown = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MAX_BYTES_SHOWN));
            return bytes.length > MAX_BYTES_SHOWN ? "0x" + shown + "... (" + bytes.length + " bytes)" : "0x" + shown;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(FrameTrace::text).collect(Collectors.joining(", ", "[", "]"));
        }
        // a peer must not write lines of its own into the log
        return String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
    }
}
