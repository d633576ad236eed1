package io.wmmp.platform.queue;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.netty.util.Timeout;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;

/**
 * A command that waits, and who waits for its answer. Fields that are not volatile are guarded by the monitor of the
 * {@link CommandQueue}.
 */
final class WaitingCommand {

    final CompletableFuture<WmmpMessage> answer = new CompletableFuture<>();
    /** A newer command may take tags out of it. */
    volatile QueuedCommand command;
    /** Whoever waits does so no longer than a delivery that is under way. */
    volatile boolean waitIsOver;
    /** It is under way. */
    volatile boolean delivered;
    /** It is in the store, and may go out. */
    boolean stored;
    /** A newer command is taking tags out of it. */
    boolean changing;
    /** Its time to live has ended while it was under way. */
    boolean overdue;
    /** Deliveries that were not answered. */
    int tries;
    /** Ends its time to live. */
    Timeout expiry;
    /** As whoever sends it wants; null for as the dialect says. */
    private volatile Function<Dialect, Patience> patience;
    /** Whether somebody waits for the answer. */
    private final AtomicBoolean awaited;

    WaitingCommand(QueuedCommand command, Function<Dialect, Patience> patience, boolean awaited) {
        this.command = command;
        this.patience = patience;
        this.awaited = new AtomicBoolean(awaited);
    }

    QueuedCommand command() {
        return command;
    }

    /** How long and how often it is sent to a terminal of a dialect. */
    Patience patience(Dialect dialect) {
        Function<Dialect, Patience> given = patience;
        return given == null ? Patience.of(dialect) : given.apply(dialect);
    }

    boolean isAwaited() {
        return awaited.get();
    }

    /** Takes note that whoever waits does so no longer than a delivery that is under way. */
    void waitIsOver() {
        waitIsOver = true;
    }

    /** Whether it is under way: what comes of that will be seen. */
    boolean isBeingDelivered() {
        return delivered;
    }

    /** Takes note that nobody waits any longer; gives whether somebody has until now. */
    boolean stopWaiting() {
        if (!awaited.compareAndSet(true, false)) {
            return false;
        }
        patience = null;
        return true;
    }

    private WmmpMessage message() {
        return WmmpMessage.builder(command.command()).terminalId(command.terminalId()).body(command.body()).build();
    }

    /** The tags that it sets or asks for. */
    List<Integer> tags() {
        return message().tlvs().stream().map(Tlv::tag).toList();
    }

    /** What is left of it without some tags. */
    QueuedCommand without(List<Integer> tags) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        message().tlvs().stream().filter(tlv -> !tags.contains(tlv.tag())).forEach(tlv -> rest.writeBytes(tlv.toBytes()));
        return command.withBody(rest.toByteArray());
    }
}
