package io.wmmp.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.BodyCipher;
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
public abstract class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final TerminalId terminalId;
    private final SessionResources resources;
    private final AnswerMemory answers;
    private final SeenNumbers seen = new SeenNumbers();
    /** Of signed heartbeats. They go beside requests, which may come again under a number from before a heartbeat. */
    private final SeenNumbers seenHeartbeats = new SeenNumbers();
    private final Inbox inbox = new Inbox();
    /** The connection that is not read because the inbox is full; null for none. */
    private Peer heldBack;
    private final Fragments fragments;
    private final OutgoingRequests outgoing;
    private boolean closed;

    /**
     * @param terminalId the terminal, at whichever end
     * @param resources  what all sessions share
     */
    protected Session(TerminalId terminalId, SessionResources resources) {
        this.terminalId = terminalId;
        this.resources = resources;
        this.answers = new AnswerMemory(resources.duplicateWindow());
        this.fragments = new Fragments(this, resources);
        this.outgoing = new OutgoingRequests(this, resources, fragments);
    }

    /** @return the terminal */
    public final TerminalId terminalId() {
        return terminalId;
    }

    /** @return how the conversation is read and written */
    protected abstract WmmpCodec codec();

    /** @return where to send requests, or null when that is not known at the moment */
    protected abstract Peer peer();

    /**
     * Gives a message of this end what it needs before it is sent: flag, terminal id and digest.
     *
     * @param  message the message
     * @param  to      where it goes; null when that is not known at the moment
     * @return         what goes out
     */
    protected abstract WmmpMessage sign(WmmpMessage message, Peer to);

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
     * Looks at a verified message, request or answer, before anything follows from it. One that came in fragments is whole
     * here, one that was enciphered is plain.
     *
     * @param message the message
     * @param from    where it came from
     */
    protected void received(WmmpMessage message, Peer from) {
        // nothing that both ends would look at
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
     * @return       whether it was a copy, which is dealt with now
     */
    public final boolean answeredBefore(byte[] frame, Peer from) {
        byte[] answer;
        synchronized (this) {
            long hash = apart(FrameHash.of(frame), from);
            answer = answers.answerTo(hash, resources.nanoTime(), dialect());
            if (answer == null) {
                return inbox.takeCopy(hash, from);
            }
        }
        from.send(answer);
        return true;
    }

    /** What comes unsigned by SMS is never a copy of what has come signed, nor the other way round. */
    private static long apart(long hash, Peer from) {
        return from.bearer() == Bearer.SMS ? ~hash : hash;
    }

    /** Forgets what was answered: identical bytes and smaller numbers count as new from now on. */
    protected final synchronized void forgetAnswers() {
        answers.clear();
        seen.clear();
        seenHeartbeats.clear();
        fragments.clear();
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
            return outgoing.awaiting(message) != null ? null : DropReason.LATE_ANSWER;
        }
        if (fragments.goesOn(message)) {
            return null;
        }
        return seenLike(message).isOver((int) message.sequenceNumber()) ? DropReason.REPLAYED : null;
    }

    /**
     * Takes a message that has been verified.
     *
     * @param message the message
     * @param frame   its bytes
     * @param from    where it came from
     */
    public final void accept(WmmpMessage message, byte[] frame, Peer from) {
        if (!message.isFragment()) {
            acceptWhole(message, message.sequenceNumber(), frame, from);
        } else if (message.command().isAnswer()) {
            fragments.acceptAnswer(message, from);
        } else {
            fragments.acceptRequest(message, frame, from);
        }
    }

    /** Takes what came whole or has become whole; the number is that under which to answer. */
    final void acceptWhole(WmmpMessage message, long number, byte[] frame, Peer from) {
        SecurityCategory category = SecurityCategory.of(message);
        WmmpMessage plain;
        try {
            plain = open(message, from);
        } catch (CipherException e) {
            resources.drops().drop(DropReason.UNDECIPHERABLE, from, message + ": " + e.getMessage());
            return;
        }
        // by SMS there is the common category only
        if (from.bearer() != Bearer.SMS && !policy().permits(message, true)) {
            resources.drops().drop(DropReason.NOT_ENCIPHERED, from, message);
            return;
        }
        if (plain != message) {
            fragments.opened(message, plain);
        }
        received(plain, from);
        if (!plain.command().isAnswer()) {
            acceptRequest(plain, category, number, frame, from);
        } else if (!fragments.isTooEarly(plain, from)) {
            outgoing.acceptAnswer(plain, from);
        }
    }

    private WmmpMessage open(WmmpMessage message, Peer from) {
        if (!BodyCipher.isEnciphered(message)) {
            return message;
        }
        SessionCipher cipher = cipher();
        if (cipher == null || from.bearer() == Bearer.SMS || !message.hasDigest()) {
            throw new CipherException(cipher == null ? "the session has no key" : "only what is signed is deciphered");
        }
        return cipher.open(message);
    }

    /** What a message of this session says; itself where that cannot be read. */
    private WmmpMessage plainOrSame(WmmpMessage message) {
        SessionCipher cipher = cipher();
        try {
            return cipher == null ? message : cipher.open(message);
        } catch (CipherException e) {
            LOG.debug("{} of {}: {}", message.command(), terminalId, e.getMessage());
            return message;
        }
    }

    /** A message of this end before it is cut and signed: enciphered as the policy wants, and like the request it answers. */
    final WmmpMessage protect(Command command, long number, byte[] body, SecurityCategory category, Peer to) {
        WmmpMessage plain = WmmpMessage.builder(command).terminalId(serial()).sequenceNumber(number).body(body).build();
        if (to != null && to.bearer() == Bearer.SMS) {
            return plain;
        }
        SessionCipher cipher = cipher();
        if (cipher != null) {
            return cipher.protect(plain, category);
        }
        if (policy().required(command).compareTo(SecurityCategory.ENCRYPTED) >= 0) {
            throw new CipherException(command + " of terminal " + serial() + " must be enciphered, and the session has no key");
        }
        return plain;
    }

    private void acceptRequest(WmmpMessage request, SecurityCategory category, long number, byte[] frame, Peer from) {
        long hash = apart(FrameHash.of(frame), from);
        long bodyHash = apart(FrameHash.ofBody(request), from);
        Answer immediate = immediateAnswer(request);
        Incoming beside = null;
        DropReason refused;
        synchronized (this) {
            if (closed) {
                return;
            }
            Incoming pending = inbox.withBody(bodyHash, resources.nanoTime(), dialect().repeatTime().toNanos());
            if (pending != null) {
                pending.repeatedBy(number, hash, from);
                note(pending, false);
                if (pending.outcome != null) {
                    note(pending, respond(pending, pending.outcome, resources.nanoTime()));
                    inbox.finish(pending);
                }
                return;
            }
            byte[] stored = answers.answerTo(hash, resources.nanoTime(), dialect());
            if (stored != null) {
                // answered by another thread since it was looked for
                from.send(stored);
                return;
            }
            boolean possibleDuplicate = inbox.isAnswered() && answers.lastHad(bodyHash, resources.nanoTime(), dialect());
            Incoming incoming = new Incoming(request, category, number, hash, bodyHash, from, possibleDuplicate);
            if (immediate != null) {
                // unsigned, anybody can send many: they must not take the place of answers that are still needed
                incoming.answeredAnew = !request.hasDigest();
                note(incoming, respond(incoming, immediate, resources.nanoTime()));
                refused = null;
            } else if (request.command() == Command.LOGIN) {
                // whoever logs in waits for nothing that was before
                refused = inbox.overtake(incoming) ? null : DropReason.OVERLOAD;
                beside = refused == null ? incoming : null;
            } else if (possibleDuplicate && dropsPossibleDuplicate(request)) {
                answerLikeTheLast(incoming);
                refused = DropReason.DUPLICATE;
            } else {
                note(incoming, false);
                refused = refusal();
                if (refused == null) {
                    inbox.add(incoming);
                    holdBackWhenFull(from);
                }
            }
        }
        if (refused != null) {
            resources.drops().drop(refused, from, request);
            return;
        }
        if (beside != null) {
            start(beside);
        }
        proceed();
    }

    /** It counts as answered when that was: else equal messages at a steady pace would never come through again. */
    private void answerLikeTheLast(Incoming incoming) {
        WmmpMessage last = codec().wrap(answers.last());
        byte[] body = last.isFragment() ? fragments.served() : last.body();
        boolean responded = false;
        if (body != null) {
            // it may have been enciphered, and is to be so anew
            WmmpMessage whole = last.isFragment() ? last.withWholeBody(last.sequenceNumber(), body) : last;
            responded = respond(incoming, new Answer(plainOrSame(whole).body()), answers.lastNanos());
        }
        note(incoming, responded);
    }

    /** What is not signed under this session proves nothing by its number: anybody may send it, or an old LOGIN. */
    private void note(Incoming incoming, boolean answered) {
        if (!incoming.request.hasDigest() || incoming.request.command() == Command.LOGIN) {
            return;
        }
        SeenNumbers numbers = seenLike(incoming.request);
        if (answered) {
            // it was the only one under way: all numbers in between were its own
            numbers.answered((int) incoming.firstNumber, (int) incoming.number);
        } else {
            numbers.note((int) incoming.number, false);
        }
    }

    private SeenNumbers seenLike(WmmpMessage request) {
        return request.command() == Command.HEART_BEAT ? seenHeartbeats : seen;
    }

    /** Where frames can be held back none need be dropped. */
    private void holdBackWhenFull(Peer from) {
        if (inbox.isFull() && heldBack == null && from.pause()) {
            heldBack = from;
            resources.countHeldBack();
        }
    }

    private void holdBackNoMore() {
        if (heldBack != null) {
            heldBack.resume();
            heldBack = null;
        }
    }

    /** Why no request can be taken now; null when one can. */
    final DropReason refusal() {
        if (outgoing.isAwaitingAnswer() && !takesRequestsWhileWaiting()) {
            return DropReason.BUSY;
        }
        return inbox.isFull() ? DropReason.OVERLOAD : null;
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
        return outgoing.request(new Outgoing(command, body, patience, null), false);
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
        return outgoing.request(new Outgoing(command, body, patience, null), true);
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
        return outgoing.request(new Outgoing(command, body, patience, peer), false);
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
        outgoing.announce(to, command, body);
    }

    /** Starts whatever can start now. */
    final void proceed() {
        for (Runnable step = nextStep(); step != null; step = nextStep()) {
            step.run();
        }
    }

    /** What can start now and has to run outside the monitor; null for nothing. */
    private synchronized Runnable nextStep() {
        if (closed || !inbox.isFree()) {
            return null;
        }
        Incoming incoming = inbox.takeNext();
        if (incoming != null) {
            holdBackNoMore();
            return () -> start(incoming);
        }
        if (inbox.owesAnswerAside()) {
            return null;
        }
        return outgoing.sendNext();
    }

    private void start(Incoming incoming) {
        CompletionStage<Answer> answer;
        try {
            answer = act(incoming.request, incoming.category, incoming.peer, incoming.possibleDuplicate);
        } catch (RuntimeException | Error e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.whenComplete((given, failure) -> {
            if (failure != null) {
                warn("could not be dealt with and stays unanswered", incoming.request.command(), failure);
            }
            finish(incoming, failure == null && given != null ? given : Answer.SILENCE);
        });
    }

    private void finish(Incoming incoming, Answer answer) {
        boolean responded;
        synchronized (this) {
            if (!inbox.isBeingDealtWith(incoming)) {
                return;
            }
            if (!incoming.owed && !answer.isSilence()) {
                incoming.outcome = answer;
                incoming.outcomeNanos = resources.nanoTime();
                return;
            }
            responded = !answer.isSilence() && respond(incoming, answer, resources.nanoTime());
            if (incoming.owed) {
                note(incoming, responded);
            }
        }
        try {
            if (responded) {
                answered(incoming.request);
            }
        } finally {
            // not before what follows has been done: the next request may be a new login
            synchronized (this) {
                inbox.finish(incoming);
            }
            proceed();
        }
    }

    private void warn(String what, Command command, Throwable failure) {
        long times = resources.failures().pass();
        if (times > 0) {
            LOG.warn("{} of {} {}: {} (failures since the last such warning: {})", command, terminalId, what,
                    failure.toString(), times);
        }
    }

    private boolean respond(Incoming incoming, Answer answer, long nowNanos) {
        Command command = incoming.request.command().answer();
        try {
            WmmpMessage whole = protect(command, incoming.number, answer.body(), incoming.category, incoming.peer);
            Fragment part = fragments.serve(incoming, whole.body());
            byte[] frame = part == null ? sign(whole, incoming.peer).toBytes()
                    : frame(command, incoming.number, WmmpMessage.FLAG_WRAPPED, part.toBody(), incoming.peer);
            if (incoming.answeredAnew) {
                answers.goOn();
            } else {
                boolean positive = answer.body().length == 0 || dialect().isSuccess(command, answer.body()[0] & 0xFF);
                answers.remember(incoming, frame, positive, nowNanos);
            }
            incoming.answered = true;
            fragments.answered(incoming, whole);
            incoming.peer.send(frame);
            if (incoming.copyPeer != null && !incoming.copyPeer.equals(incoming.peer)) {
                incoming.copyPeer.send(frame);
            }
            return true;
        } catch (RuntimeException e) {
            warn("cannot be sent", command, e);
            return false;
        }
    }

    private byte[] frame(Command command, long number, int flag, byte[] body, Peer to) {
        return sign(WmmpMessage.builder(command).terminalId(terminalId).sequenceNumber(number).securityFlag(flag).body(body)
                .build(), to).toBytes();
    }

    /** Sends a message that nobody repeats. */
    final void sendNow(Command command, long number, int flag, byte[] body, Peer to) {
        try {
            to.send(frame(command, number, flag, body, to));
        } catch (RuntimeException e) {
            LOG.warn("{} of {} cannot be sent: {}", command, terminalId, e.toString());
        }
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

    /** Whether a request waits for its turn or for its answer. Under the monitor. */
    final boolean isPending(WmmpMessage request) {
        return inbox.withBody(FrameHash.ofBody(request), resources.nanoTime(), dialect().repeatTime().toNanos()) != null;
    }

    final OutgoingRequests outgoing() {
        return outgoing;
    }

    final boolean isClosed() {
        return closed;
    }

    /** @return whether a request of either end is under way or waits */
    public final synchronized boolean isBusy() {
        return !outgoing.isEmpty() || !inbox.isFree() || inbox.owesAnswerAside() || fragments.isUnderWay();
    }

    /** @return how many requests of this end wait for their turn */
    public final synchronized int queued() {
        return outgoing.waiting();
    }

    /** Makes the request under way be numbered and signed anew, and soon, since a new login voids what was sent. */
    protected final synchronized void renewRequest() {
        outgoing.renewOutstanding();
    }

    /** Makes the request under way be sent again soon, since the other end has moved from where it was sent to. */
    protected final synchronized void redirectRequest() {
        outgoing.redirectOutstanding();
    }

    /** Numbers the next request of this end with the number behind this one. */
    final synchronized void lastNumber(int number) {
        outgoing.lastNumber(number);
    }

    /**
     * Gives up the requests of this end, the one under way included.
     *
     * @param reason why, for the exception that their senders get
     */
    protected final void giveUpRequests(String reason) {
        outgoing.giveUpAll(reason);
    }

    /**
     * The other end has begun anew: it waits no longer for answers to earlier requests. Those that wait are dropped; one that
     * is still dealt with is answered only if it is repeated.
     */
    protected final synchronized void abandonRequests() {
        inbox.abandon();
    }

    /**
     * Ends the session: nothing is taken, answered or sent any more.
     *
     * @param reason why, for the exception that senders of open requests get
     */
    protected final void close(String reason) {
        synchronized (this) {
            closed = true;
            inbox.clear();
            holdBackNoMore();
            answers.clear();
        }
        giveUpRequests(reason);
    }
}
