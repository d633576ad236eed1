package io.wmmp.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.util.Timeout;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

/** A request of this end, from the wish to send it to its answer. Guarded by its session. */
final class Outgoing {

    final Command command;
    final byte[] body;
    final Patience patience;
    final CompletableFuture<WmmpMessage> answer = new CompletableFuture<>();
    /** Where it goes; null for wherever the other end is when it is sent. */
    final Peer peer;
    int sent;
    /** The last send was a short message: those are not repeated (protocol reference, wire format, section 16). */
    boolean wentBySms;
    /** How long all sends so far have been or are being waited for. */
    Duration waited = Duration.ZERO;
    Timeout timeout;
    /** Set when the answer has arrived; what follows from it may still be under way. */
    boolean answered;
    private WmmpMessage message;
    private boolean stale;
    private boolean misdirected;
    private long firstNumber;

    Outgoing(Command command, byte[] body, Patience patience, Peer peer) {
        this.command = command;
        this.body = body;
        this.patience = patience;
        this.peer = peer;
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

    /** Makes the next send need a new message, and come soon. */
    void renew() {
        stale = true;
        misdirected = true;
    }

    /** What was sent last went where nobody is any more: the next send shall not wait for the timeout. */
    void redirect() {
        misdirected = true;
    }

    /** Whether it shall be sent at once; asked once. */
    boolean takeMisdirected() {
        boolean was = misdirected && sent > 0 && !wentBySms;
        misdirected = false;
        return was;
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
