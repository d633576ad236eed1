package io.wmmp.session;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
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
 * Shows what is said with terminals, message by message, decoded: to the log that of one terminal, at the level INFO of
 * {@code io.wmmp.trace}, to watchers what they want. Secrets are masked, in fragments by showing nothing of them; what is
 * enciphered is shown in plain too. Off until a terminal is named or somebody watches. The log is of one terminal at a time:
 * that of an installation with many could not be read. Safe for use by any thread.
 */
public final class FrameTrace {

    private static final Logger LOG = LoggerFactory.getLogger("io.wmmp.trace");
    private static final int MAX_BYTES_SHOWN = 256;

    private final List<FrameWatcher> watchers = new CopyOnWriteArrayList<>();
    private volatile TerminalId traced;
    /** Whether anybody looks: all that a message costs while nobody does. */
    private volatile boolean on;

    FrameTrace() {
    }

    /**
     * Logs the frames of one terminal from now on, and of no other.
     *
     * @param terminalId the terminal; null for none
     */
    public synchronized void of(TerminalId terminalId) {
        traced = terminalId;
        look();
    }

    /** @return the terminal whose frames are logged, or null */
    public TerminalId terminal() {
        return traced;
    }

    /**
     * @param watcher sees messages from now on, until it is removed
     */
    public synchronized void add(FrameWatcher watcher) {
        watchers.add(watcher);
        look();
    }

    /**
     * @param watcher sees no more messages, but for those that are on their way to it
     */
    public synchronized void remove(FrameWatcher watcher) {
        watchers.remove(watcher);
        look();
    }

    private void look() {
        on = traced != null || !watchers.isEmpty();
    }

    boolean isOn() {
        return on;
    }

    /** The message is asked for only where somebody wants to see it: to read a frame costs more than to send it. */
    void show(TerminalId terminalId, Traffic.Direction direction, WmmpCodec codec, Supplier<WmmpMessage> message, Peer peer) {
        if (terminalId.equals(traced)) {
            WmmpMessage logged = message.get();
            LOG.info("{} {} {} #{} {} {}: {}", terminalId, arrow(direction), logged.command(), logged.sequenceNumber(),
                    direction == Traffic.Direction.RECEIVED ? "from" : "to", peer, text(codec, logged));
        }
        showWatchers(terminalId, () -> {
            WmmpMessage seen = message.get();
            return new SeenFrame(terminalId, direction, seen.command(), seen.sequenceNumber(), peer.bearer(), peer.address(),
                    text(codec, seen));
        });
    }

    /** Without a number: a request gets that when it is sent, and another when it is repeated. */
    void showPlain(TerminalId terminalId, Traffic.Direction direction, WmmpCodec codec, WmmpMessage plain) {
        if (terminalId.equals(traced)) {
            LOG.info("{} {} {} in plain: {}", terminalId, arrow(direction), plain.command(), text(codec, plain));
        }
        showWatchers(terminalId,
                () -> new SeenFrame(terminalId, direction, plain.command(), null, null, null, text(codec, plain)));
    }

    private void showWatchers(TerminalId terminalId, Supplier<SeenFrame> decoded) {
        SeenFrame frame = null;
        for (FrameWatcher watcher : watchers) {
            if (watcher.wants(terminalId)) {
                frame = frame == null ? decoded.get() : frame;
                watcher.saw(frame);
            }
        }
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
