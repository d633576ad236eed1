package io.wmmp.session;

import java.util.concurrent.CompletableFuture;

import io.netty.util.Timeout;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

/** A request of this end, from the wish to send it to its answer. Guarded by its session. */
final class Outgoing {

    final Command command;
    final byte[] body;
    final Patience patience;
    final CompletableFuture<WmmpMessage> answer = new CompletableFuture<>();
    int sent;
    Timeout timeout;
    /** Set when the answer has arrived; what follows from it may still be under way. */
    boolean answered;
    private WmmpMessage message;
    private boolean stale;
    private long firstNumber;

    Outgoing(Command command, byte[] body, Patience patience) {
        this.command = command;
        this.body = body;
        this.patience = patience;
    }

    /** What was sent last; null when the next send needs a new message. */
    WmmpMessage message() {
        return stale ? null : message;
    }

    void message(WmmpMessage next) {
        if (message == null) {
            firstNumber = next.sequenceNumber();
        }
        message = next;
        stale = false;
    }

    /** Makes the next send need a new message. */
    void renew() {
        stale = true;
    }

    /**
     * Whether this is the answer. The number may be that of any send: the answer to the first may arrive when the second
     * is out. Numbers of one request follow each other, across the wrap too.
     */
    boolean isAnsweredBy(WmmpMessage received, Dialect dialect) {
        if (answered || message == null || received.command() != command.answer()) {
            return false;
        }
        int fromFirst = (int) (received.sequenceNumber() - firstNumber);
        int range = (int) (message.sequenceNumber() - firstNumber);
        return Integer.compareUnsigned(fromFirst, range) <= 0 || dialect.allowsForeignNumber(received.command());
    }

    void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel();
            timeout = null;
        }
    }
}
