package io.wmmp.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.util.Timeout;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.flight.AnswerEvent;

/** A request of this end, from the wish to send it to its answer. Guarded by its session. */
final class Outgoing {

    private static final int MAX_REPEATS_WHERE_CROSSED = 3;

    final Command command;
    final byte[] body;
    final Patience patience;
    final CompletableFuture<WmmpMessage> answer = new CompletableFuture<>();
    /** Where it goes; null for wherever the other end is when it is sent. */
    final Peer peer;
    /** The last send was a short message: those are not repeated (protocol reference, wire format, section 16). */
    boolean wentBySms;
    /** How often what it says at the moment was sent: the request, or one of its fragments. */
    int sent;
    /** Whether anything of it was ever sent. */
    boolean started;
    /** When that was. */
    long startedNanos;
    /** In the flight recorder; null where it does not run. */
    AnswerEvent event;
    /** How long all sends so far have been or are being waited for. */
    Duration waited = Duration.ZERO;
    Timeout timeout;
    /** Set when the answer has arrived; what follows from it may still be under way. */
    boolean answered;
    private WmmpMessage whole;
    private WmmpMessage message;
    private boolean stale;
    private boolean misdirected;
    /** When it was sent last, in nanoseconds. */
    private long sentNanos;
    /** Whether a request of the other end has come since this one was sent. */
    private boolean crossed;
    /** How often it has been sent again for that. */
    private int repeatsWhereCrossed;
    private boolean stepDone;
    private long firstNumber;
    /** The body in parts; null when it goes whole. */
    private Parts parts;
    private int part = 1;
    /** What has come of an answer in parts; null when none has. */
    private Assembly gathered;

    /** What a fragment that answers a request means to it. */
    enum Step {
        /** It goes on: there is a fragment to send. */
        NEXT,
        /** All parts of the answer are there. */
        WHOLE,
        /** Nothing: it is a copy of an earlier fragment. */
        LATE,
        /** It does not fit. */
        WRONG,
        /** The answer exceeds the bounds. */
        TOO_LONG,
        /** The other end has given up. */
        ABORTED
    }

    Outgoing(Command command, byte[] body, Patience patience, Peer peer) {
        this.command = command;
        this.body = body;
        this.patience = patience;
        this.peer = peer;
    }

    /** What was sent last; null when the next send needs a new message. */
    WmmpMessage message() {
        return stale || stepDone ? null : message;
    }

    /** Whether the next send is another fragment of what has a number already. All of them share one. */
    boolean keepsNumber() {
        return stepDone && !stale;
    }

    /** The number of what was sent last. */
    long number() {
        return message.sequenceNumber();
    }

    /** Whether it is known what goes out; not before the first send, nor when the session has begun anew. */
    boolean isReady() {
        return whole != null;
    }

    /** Sets what goes out: the message, enciphered where it must be, and its body in parts where it is too long. */
    void say(WmmpMessage message, Parts pieces) {
        whole = message;
        parts = pieces;
    }

    /** What to send now: the body, a part of it, or the wish for a part of the answer. */
    WmmpMessage.Builder content() {
        Fragment fragment = gathered != null ? gathered.next() : parts != null ? parts.part(part) : null;
        WmmpMessage.Builder content = WmmpMessage.builder(command);
        return fragment == null ? content.securityFlag(whole.securityFlag()).body(whole.body())
                : content.securityFlag(WmmpMessage.FLAG_WRAPPED).body(fragment.toBody());
    }

    /** Whether the other end cannot know the whole body yet. */
    boolean hasPartsLeft() {
        return parts != null && part < parts.total();
    }

    /** Takes a fragment that answers what was sent last, or something before. */
    Step take(Fragment fragment, int maxLength, FragmentMemory memory) {
        return switch (fragment.operation()) {
            case NEXT -> asked(fragment);
            case DATA -> gather(fragment, maxLength, memory);
            case SENDER_ABORTS, COLLECTOR_ABORTS -> Step.ABORTED;
        };
    }

    private Step asked(Fragment wanted) {
        if (parts == null || !parts.concernedBy(wanted) || wanted.part() < 1 || wanted.part() > parts.total()
                || wanted.part() > part + 1) {
            return Step.WRONG;
        }
        if (wanted.part() <= part || gathered != null) {
            return Step.LATE;
        }
        part++;
        return next();
    }

    private Step gather(Fragment data, int maxLength, FragmentMemory memory) {
        if (hasPartsLeft()) {
            return Step.WRONG;
        }
        Assembly assembly = gathered != null ? gathered : new Assembly(data, maxLength, memory);
        Assembly.Progress progress = assembly.add(data);
        if (progress == Assembly.Progress.ADDED || progress == Assembly.Progress.COMPLETE) {
            gathered = assembly;
        }
        return switch (progress) {
            case ADDED -> next();
            case COMPLETE -> Step.WHOLE;
            case REPEATED, LATE -> Step.LATE;
            case WRONG -> Step.WRONG;
            case TOO_LONG -> Step.TOO_LONG;
        };
    }

    private Step next() {
        stepDone = true;
        sent = 0;
        return Step.NEXT;
    }

    /** The body of an answer of which all parts are there. */
    byte[] takeAnswerBody() {
        return gathered.take();
    }

    /** How to tell the other end that this is given up; null when it goes whole both ways. */
    Fragment goodbye() {
        if (message == null || parts == null && gathered == null) {
            return null;
        }
        return gathered != null ? gathered.next().reply(Fragment.Operation.COLLECTOR_ABORTS, gathered.received())
                : parts.part(part).reply(Fragment.Operation.SENDER_ABORTS, part);
    }

    /** Lets go of what it holds of an answer. */
    void free() {
        if (gathered != null) {
            gathered.free();
            gathered = null;
        }
    }

    void message(WmmpMessage next) {
        if (message == null) {
            firstNumber = next.sequenceNumber();
        }
        message = next;
        stale = false;
        stepDone = false;
    }

    /** Makes the next send need a new message, and come soon. What goes in fragments begins anew. */
    void renew() {
        if (parts != null || gathered != null) {
            part = 1;
            free();
            message = null;
        }
        // under another key it is enciphered anew
        whole = null;
        stale = true;
        misdirected = true;
    }

    /** What was sent last went where nobody is any more: the next send shall not wait for the timeout. */
    void redirect() {
        misdirected = true;
    }

    /** Takes note that it goes out now. */
    void sentAt(long nanos) {
        sentNanos = nanos;
    }

    /** A request of the other end has come, which thus may not have taken this one. */
    void cross() {
        crossed |= started && !answered;
    }

    /** Has it sent again where it has crossed a request of the other end since it was last sent for that reason. */
    void repeatWhereCrossed() {
        if (crossed && !answered && repeatsWhereCrossed < MAX_REPEATS_WHERE_CROSSED) {
            crossed = false;
            repeatsWhereCrossed++;
            misdirected = true;
        }
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
