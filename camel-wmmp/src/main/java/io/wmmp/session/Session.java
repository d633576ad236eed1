package io.wmmp.session;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.CipherException;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;

/**
 * One conversation between a terminal and its platform, as either end sees it: requests of this end, one at a time, each
 * repeated until it is answered or given up; requests of the other end, one at a time in the order of arrival, each
 * answered once; copies of a request answered again without acting again. What the messages mean, how they are signed and
 * where they go is the business of the two ends, which extend this class.
 * <p>
 * Safe for use by any thread. The monitor of the session guards its state and is held for short computations only, never
 * while the methods that an end implements to act on a message run.
 */
public abstract class Session extends AnswerMemory {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** More than one terminal can be asked before a change is stored, even by a store that is slow. */
    private static final int NUMBERS_LEFT_OUT = 1000;

    private final TerminalId terminalId;
    /** The requests of the other end that are not answered yet. */
    Inbox inbox = Inbox.EMPTY;
    /** The requests of this end that are not answered yet. */
    Outbox outbox = Outbox.EMPTY;
    /** Null before a request of the other end has come in fragments, or an answer has been too long for one; then it stays. */
    private IncomingFragments fragments;
    /** That of the last request of this end. */
    private int lastNumber;
    private boolean closed;

    /** @param terminalId the terminal, at whichever end */
    protected Session(TerminalId terminalId) {
        this.terminalId = terminalId;
    }

    /** @return the terminal */
    public final TerminalId terminalId() {
        return terminalId;
    }

    /** @return what all sessions of this end share */
    protected abstract SessionResources resources();

    /** @return how the conversation is read and written */
    protected abstract WmmpCodec codec();

    /** @return where to send requests, or null when that is not known at the moment */
    protected abstract Peer peer();

    /**
     * Makes a message of this end, with all that it needs before it is sent: flag, terminal id and digest.
     *
     * @param  message what it says
     * @param  to      where it goes; null when that is not known at the moment
     * @return         what goes out
     */
    protected abstract WmmpMessage sign(WmmpMessage.Builder message, Peer to);

    /**
     * Acts on a request of the other end. Called in order, the next time only after the stage has completed.
     *
     * @param  request           the verified request, in plain
     * @param  category          how it was protected on its way
     * @param  from              where it came from
     * @param  possibleDuplicate whether it looks like the one answered last, under another number
     * @return                   what to answer
     */
    protected abstract CompletionStage<Answer> act(
            WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate);

    /**
     * Does what follows from a request of the other end, once its answer is on its way.
     *
     * @param request the request
     */
    protected abstract void answered(WmmpMessage request);

    /**
     * Does what must follow from the answer to a request of this end before anything else is sent.
     *
     * @param answer the verified answer
     */
    protected abstract void answerArrived(WmmpMessage answer);

    /**
     * As {@link #answerArrived(WmmpMessage)}, which it calls, for an end that has to know what was answered.
     *
     * @param answer      the verified answer
     * @param requestBody the body of the request, without digest
     */
    protected void answerArrived(WmmpMessage answer, byte[] requestBody) {
        answerArrived(answer);
    }

    /**
     * Does what must follow from a request of this end that is given up, before anything else is sent.
     *
     * @param command the request, which was sent as often as allowed and not answered
     */
    protected void unanswered(Command command) {
        // nothing, at most ends
    }

    /**
     * Answers at once what needs no work, even while another request is in hand.
     *
     * @param  request the verified request
     * @return         the answer; null when the request has to wait its turn
     */
    protected abstract Answer immediateAnswer(WmmpMessage request);

    /**
     * Whether a request that may be a repeat of the one before it is answered like that, and not acted upon.
     *
     * @param  request the verified request
     * @return         false to act upon it
     */
    protected abstract boolean dropsPossibleDuplicate(WmmpMessage request);

    /** @return whether a repeat of this end gets a number of its own; otherwise it is identical to the first send */
    protected abstract boolean renumbersRepeats();

    /** @return whether this end takes requests while it waits for an answer */
    protected abstract boolean takesRequestsWhileWaiting();

    /**
     * Whether requests of this end go out while a request of the other end is in hand. A terminal would drop them then.
     *
     * @return by default false
     */
    protected boolean sendsWhileAnswering() {
        return false;
    }

    /**
     * Looks at a verified message, request or answer, before anything follows from it. One that came in fragments is whole
     * here, one that was enciphered is plain.
     *
     * @param message the message
     * @param from    where it came from
     */
    protected void received(WmmpMessage message, Peer from) {
        // nothing that both ends would look at
    }

    /**
     * Takes note that something has changed which an end may want to keep beyond its process: see {@link #writeMemory}. Called
     * often, mostly under the monitor of the session.
     */
    protected void changed() {
        // an end that forgets need not know
    }

    /**
     * Writes what the conversation goes by: what has been answered, and the numbers of either end.
     *
     * @param  out         gets it; some of it may be worth keeping secret
     * @throws IOException when that cannot be written to
     */
    protected final synchronized void writeMemory(DataOutput out) throws IOException {
        out.writeLong(System.currentTimeMillis());
        out.writeInt(lastNumber);
        writeRequests(out, resources().nanoTime());
    }

    /**
     * Goes on where another process has ended. Its last changes may have got lost, so numbers of this end are left out that it
     * may have used since.
     *
     * @param  in          what {@link #writeMemory} has written
     * @throws IOException when it is cut off
     */
    protected final synchronized void readMemory(DataInput in) throws IOException {
        long secondsAgo = Math.max(0, TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis() - in.readLong()));
        lastNumber = in.readInt() + NUMBERS_LEFT_OUT;
        readRequests(in, resources().nanoTime(), secondsAgo);
    }

    /**
     * A frame is about to go out, or a repeat of one.
     *
     * @param bytes its length
     * @param to    where it goes
     */
    protected void sent(int bytes, Peer to) {
        // of interest to whoever counts
    }

    /** @return how long and how often this end expects the other to repeat: as long it waits for missing fragments */
    protected Patience patience() {
        return Patience.of(dialect());
    }

    /** @return the longest body in bytes that this end sends whole where fragments are allowed, and the size of a part */
    protected int fragmentSize() {
        return dialect().fragmentSize();
    }

    /** @return what must be enciphered; a digest is the business of the end that verifies it */
    protected abstract SecurityPolicy policy();

    /** @return what enciphers and deciphers in this session; null when it has no key */
    protected abstract SessionCipher cipher();

    /** @return the serial number under which messages of this end go out */
    @Override
    public TerminalId serial() {
        return terminalId;
    }

    /** @return the dialect of the conversation */
    public final Dialect dialect() {
        return codec().dialect();
    }

    /**
     * Answers identical bytes again without looking at them further. To be called before a message is verified.
     *
     * @param  frame a frame that has just arrived
     * @param  from  where it came from
     * @param  nanos when, by the clock of the resources
     * @return       whether it was a copy, which is dealt with now
     */
    public final boolean answeredBefore(byte[] frame, Peer from, long nanos) {
        return resources().incoming().answeredBefore(this, frame, from, nanos);
    }

    /** Forgets what was answered: identical bytes and smaller numbers count as new from now on. */
    protected final synchronized void forgetAnswers() {
        forgetRequests();
        forgetFragments();
    }

    /**
     * Whether a signed message of the other end cannot be a new one: an answer for which nobody waits, or a request whose
     * number is over. It is a copy that the network has held back for long, or somebody replays it. To be asked after {@link #answeredBefore}.
     *
     * @param  message a verified message
     * @return         the reason to drop it, or null
     */
    protected final synchronized DropReason staleness(WmmpMessage message) {
        if (message.command().isAnswer()) {
            return outbox.awaiting(message, dialect()) != null ? null : DropReason.LATE_ANSWER;
        }
        if (fragments != null && fragments.goesOn(message)) {
            return null;
        }
        return isOver(message) ? DropReason.REPLAYED : null;
    }

    /**
     * Takes a message that has been verified.
     *
     * @param message the message
     * @param frame   its bytes
     * @param from    where it came from
     * @param nanos   when, by the clock of the resources
     */
    public final void accept(WmmpMessage message, byte[] frame, Peer from, long nanos) {
        if (!message.isFragment()) {
            acceptWhole(message, message.sequenceNumber(), frame, from, nanos);
        } else if (message.command().isAnswer()) {
            resources().fragments().acceptAnswer(this, message, from);
        } else {
            fragments().acceptRequest(message, frame, from, nanos);
        }
    }

    /** Takes what came whole or has become whole; the number is that under which to answer. */
    final void acceptWhole(WmmpMessage message, long number, byte[] frame, Peer from, long nanos) {
        SecurityCategory category = SecurityCategory.of(message);
        WmmpMessage plain;
        try {
            plain = protection().open(message, from);
        } catch (CipherException e) {
            resources().drops().drop(DropReason.UNDECIPHERABLE, from, message + ": " + e.getMessage());
            return;
        }
        // by SMS there is the common category only
        if (from.bearer() != Bearer.SMS && !policy().permits(message, true)) {
            resources().drops().drop(DropReason.NOT_ENCIPHERED, from, message);
            return;
        }
        if (plain != message) {
            inPlain(Traffic.Direction.RECEIVED, plain);
            if (hasFragments()) {
                fragments().opened(message, plain);
            }
        }
        received(plain, from);
        if (!plain.command().isAnswer()) {
            resources().incoming().accept(this, plain, category, number, frame, from, nanos);
        } else if (!resources().fragments().isTooEarly(this, plain, from)) {
            resources().outgoing().acceptAnswer(this, plain, from);
        }
    }

    /**
     * Sends a request when its turn has come: after those before it, and not while a request of the other end is in hand.
     *
     * @param  command  what to ask
     * @param  body     the body, without digest
     * @param  patience how long and how often to try
     * @return          the answer, whatever its result; {@link NoAnswerException} when there is none,
     *                  {@link SessionClosedException} when the session ends first. Completes on the executor.
     */
    public final CompletionStage<WmmpMessage> request(Command command, byte[] body, Patience patience) {
        return resources().outgoing().request(this, new Outgoing(command, body, patience, null), false);
    }

    /**
     * As {@link #request(Command, byte[], Patience)}, before all requests that still wait.
     *
     * @param  command  what to ask
     * @param  body     the body, without digest
     * @param  patience how long and how often to try
     * @return          the answer
     */
    public final CompletionStage<WmmpMessage> urgentRequest(Command command, byte[] body, Patience patience) {
        return resources().outgoing().request(this, new Outgoing(command, body, patience, null), true);
    }

    /**
     * As {@link #request(Command, byte[], Patience)}, but to a peer of its own, wherever the other end is otherwise.
     *
     * @param  peer     where to send this request
     * @param  command  what to ask
     * @param  body     the body, without digest
     * @param  patience how long and how often to try; by SMS it is sent once
     * @return          the answer
     */
    public final CompletionStage<WmmpMessage> requestBy(Peer peer, Command command, byte[] body, Patience patience) {
        return resources().outgoing().request(this, new Outgoing(command, body, patience, peer), false);
    }

    /**
     * Sends a request once and at once, whatever is under way; nobody waits for its answer.
     *
     * @param command what to say
     * @param body    the body, without digest
     */
    protected final void announce(Command command, byte[] body) {
        announce(peer(), command, body);
    }

    /**
     * As {@link #announce(Command, byte[])}, but to a peer of its own.
     *
     * @param to      where to send it
     * @param command what to say
     * @param body    the body, without digest
     */
    protected final void announce(Peer to, Command command, byte[] body) {
        resources().outgoing().announce(this, to, command, body);
    }

    /** Starts whatever can start now. */
    final void proceed() {
        for (Runnable step = nextStep(); step != null; step = nextStep()) {
            step.run();
        }
    }

    /** What can start now and has to run outside the monitor; null for nothing. */
    private synchronized Runnable nextStep() {
        if (closed || !inbox.isFree() && !sendsWhileAnswering()) {
            return null;
        }
        Runnable next = inbox.isFree() ? resources().incoming().takeNext(this) : null;
        return next != null || inbox.owesAnswerAside() ? next : resources().outgoing().sendNext(this);
    }

    final byte[] frame(Command command, long number, int flag, byte[] body, Peer to) {
        return sign(WmmpMessage.builder(command).terminalId(terminalId).sequenceNumber(number).securityFlag(flag).body(body),
                to).frame();
    }

    /** Sends a message that nobody repeats. */
    final void sendNow(Command command, long number, int flag, byte[] body, Peer to) {
        try {
            transmit(frame(command, number, flag, body, to), to);
        } catch (RuntimeException e) {
            LOG.warn("{} of {} cannot be sent: {}", command, terminalId, e.toString());
        }
    }

    final void inPlain(Traffic.Direction direction, WmmpMessage plain) {
        resources().counters().traffic().inPlain(terminalId, direction, codec(), plain);
    }

    final void transmit(byte[] frame, Peer to) {
        sent(frame.length, to);
        resources().counters().traffic().send(terminalId, codec(), frame, to);
    }

    /**
     * Whether a request is the one in hand, whose answer is still owed.
     *
     * @param  request a request of the other end
     * @return         whether it is being dealt with
     */
    public final synchronized boolean isInHand(WmmpMessage request) {
        return inbox.isInHand(request);
    }

    final boolean hasFragments() {
        return fragments != null;
    }

    final synchronized IncomingFragments fragments() {
        if (fragments == null) {
            fragments = new IncomingFragments(this, resources());
        }
        return fragments;
    }

    /** Whether a transfer of the other end is under way, so that a request of this end would come at the wrong time. */
    final boolean isTransferUnderWay() {
        return fragments != null && fragments.isUnderWay();
    }

    final void forgetFragments() {
        if (fragments != null) {
            fragments.clear();
        }
    }

    /** Has no state, so an idle session has none. */
    final Protection protection() {
        return new Protection(this);
    }

    final boolean isClosed() {
        return closed;
    }

    /** @return whether a request of either end is under way or waits */
    public final synchronized boolean isBusy() {
        return !outbox.isEmpty() || !inbox.isFree() || inbox.owesAnswerAside() || isTransferUnderWay();
    }

    /** @return whether a request of this end is sent and not answered yet */
    public final synchronized boolean isAwaitingAnswer() {
        return outbox.isAwaitingAnswer();
    }

    /** @return how many requests of this end wait for their turn */
    public final synchronized int queued() {
        return outbox.waiting();
    }

    /** Makes the request under way be numbered and signed anew, and soon, since a new login voids what was sent. */
    protected final synchronized void renewRequest() {
        outbox.renewOutstanding();
    }

    /** Makes the request under way be sent again soon, since the other end has moved from where it was sent to. */
    protected final synchronized void redirectRequest() {
        outbox.redirectOutstanding();
    }

    /**
     * Where the other end has sent a request of its own since the request under way was sent: it drops what comes before its
     * answer, so that is sent again behind the answer; a few times, since who has much to say may cross that too.
     */
    public final void repeatCrossedRequest() {
        synchronized (this) {
            outbox.repeatOutstandingWhereCrossed();
        }
        proceed();
    }

    /** Numbers the next request of this end with the number behind this one. */
    final synchronized void lastNumber(int number) {
        lastNumber = number;
    }

    /** The number of the next request of this end. Under the monitor. */
    final int nextNumber() {
        changed();
        return ++lastNumber;
    }

    /**
     * Gives up the requests of this end, the one under way included.
     *
     * @param reason why, for the exception that their senders get
     */
    protected final void giveUpRequests(String reason) {
        resources().outgoing().giveUpAll(this, reason);
    }

    /**
     * The other end has begun anew: it waits no longer for answers to earlier requests. Those that wait are dropped; one that
     * is still dealt with is answered only if it is repeated.
     */
    protected final synchronized void abandonRequests() {
        resources().incoming().abandon(this);
    }

    /**
     * Ends the session: nothing is taken, answered or sent any more.
     *
     * @param reason why, for the exception that senders of open requests get
     */
    protected final void close(String reason) {
        synchronized (this) {
            closed = true;
            resources().incoming().close(this);
        }
        giveUpRequests(reason);
    }
}
