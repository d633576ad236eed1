package io.wmmp.session;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.FrameHash;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.AnswerMeter.Copy;
import io.wmmp.session.AnswerMeter.Result;

/**
 * The requests of the other end of a session: tells copies and repeats from new ones, has them dealt with one after the
 * other, answers each, and remembers the answers. Guarded by the monitor of the session; what acts on a request runs outside
 * it.
 */
final class IncomingRequests {

    private static final Logger LOG = LoggerFactory.getLogger(IncomingRequests.class);

    private final Session session;
    private final SessionResources resources;
    private final Fragments fragments;
    private final AnswerMeter meter;
    private final AnswerMemory answers;
    private final SeenNumbers seen = new SeenNumbers();
    /** Of signed heartbeats. They go beside requests, which may come again under a number from before a heartbeat. */
    private final SeenNumbers seenHeartbeats = new SeenNumbers();
    private final Inbox inbox = new Inbox();
    /** The connection that is not read because the inbox is full; null for none. */
    private Peer heldBack;

    IncomingRequests(Session session, SessionResources resources, Fragments fragments) {
        this.session = session;
        this.resources = resources;
        this.fragments = fragments;
        this.meter = resources.counters().answers();
        this.answers = new AnswerMemory(resources.duplicateWindow());
    }

    boolean answeredBefore(byte[] frame, Peer from) {
        byte[] answer;
        synchronized (session) {
            long hash = apart(FrameHash.of(frame), from);
            answer = answers.answerTo(hash, WmmpMessage.sequenceNumberOf(frame), resources.nanoTime(),
                    session.dialect());
            if (answer == null && !inbox.takeCopy(hash, from)) {
                return false;
            }
        }
        meter.copied(Copy.SAME_BYTES);
        if (answer != null) {
            session.transmit(answer, from);
        }
        return true;
    }

    /** What comes unsigned by SMS is never a copy of what has come signed, nor the other way round. */
    private static long apart(long hash, Peer from) {
        return from.bearer() == Bearer.SMS ? ~hash : hash;
    }

    /** Identical bytes and smaller numbers count as new from now on. Under the monitor. */
    void forgetAnswers() {
        answers.clear();
        seen.clear();
        seenHeartbeats.clear();
    }

    /** Whether the number of a request has been answered or passed over. Under the monitor. */
    boolean isOver(WmmpMessage request) {
        return seenLike(request).isOver((int) request.sequenceNumber());
    }

    /** Takes a request of the other end, in plain; the number is that under which to answer. */
    void accept(WmmpMessage request, SecurityCategory category, long number, byte[] frame, Peer from) {
        long hash = apart(FrameHash.of(frame), from);
        long bodyHash = apart(FrameHash.ofBody(request), from);
        Answer immediate = session.immediateAnswer(request);
        Incoming beside = null;
        DropReason refused;
        synchronized (session) {
            if (session.isClosed()) {
                return;
            }
            Incoming pending = inbox.withBody(bodyHash, resources.nanoTime(), session.dialect().repeatTime().toNanos());
            if (pending != null) {
                takeRepeat(pending, number, hash, from);
                return;
            }
            byte[] stored = answers.answerTo(hash, (int) number, resources.nanoTime(), session.dialect());
            if (stored != null) {
                // answered by another thread since it was looked for
                meter.copied(Copy.SAME_BYTES);
                session.transmit(stored, from);
                return;
            }
            boolean possibleDuplicate = inbox.isAnswered()
                    && answers.lastHad(bodyHash, resources.nanoTime(), session.dialect());
            if (possibleDuplicate) {
                meter.copied(Copy.POSSIBLE_DUPLICATE);
            }
            Incoming incoming = new Incoming(request, category, number, hash, bodyHash, from, possibleDuplicate);
            session.outgoing().crossOutstanding();
            if (immediate != null) {
                // unsigned, anybody can send many: they must not take the place of answers that are still needed
                incoming.answeredAnew = !request.hasDigest();
                note(incoming, respond(incoming, immediate, resources.nanoTime()));
                refused = null;
            } else if (request.command() == Command.LOGIN) {
                // whoever logs in waits for nothing that was before
                refused = inbox.overtake(incoming) ? null : DropReason.OVERLOAD;
                beside = refused == null ? incoming : null;
            } else if (possibleDuplicate && session.dropsPossibleDuplicate(request)) {
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
        session.proceed();
    }

    /** The sender waits for the answer under the number of the repeat now. */
    private void takeRepeat(Incoming pending, long number, long hash, Peer from) {
        meter.copied(Copy.RENUMBERED);
        pending.repeatedBy(number, hash, from);
        note(pending, false);
        if (pending.outcome() != null) {
            note(pending, respond(pending, pending.outcome(), resources.nanoTime()));
            inbox.finish(pending);
        }
    }

    /** It counts as answered when that was: else equal messages at a steady pace would never come through again. */
    private void answerLikeTheLast(Incoming incoming) {
        WmmpMessage last = session.codec().wrap(answers.last());
        byte[] body = last.isFragment() ? fragments.served() : last.body();
        boolean responded = false;
        if (body != null) {
            // it may have been enciphered, and is to be so anew
            WmmpMessage whole = last.isFragment() ? last.withWholeBody(last.sequenceNumber(), body) : last;
            responded = respond(incoming, new Answer(session.protection().plainOrSame(whole).body()), answers.lastNanos());
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
            numbers.answered(incoming.firstNumber(), incoming.number);
        } else {
            numbers.note(incoming.number, false);
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
    DropReason refusal() {
        if (session.outgoing().isAwaitingAnswer() && !session.takesRequestsWhileWaiting()) {
            return DropReason.BUSY;
        }
        return inbox.isFull() ? DropReason.OVERLOAD : null;
    }

    /** Whether no request is being dealt with. Under the monitor. */
    boolean isFree() {
        return inbox.isFree();
    }

    boolean owesAnswerAside() {
        return inbox.owesAnswerAside();
    }

    /** Takes the next request; gives what deals with it and has to run outside the monitor, or null. Under the monitor. */
    Runnable takeNext() {
        Incoming incoming = inbox.takeNext();
        if (incoming == null) {
            return null;
        }
        holdBackNoMore();
        return () -> start(incoming);
    }

    private void start(Incoming incoming) {
        CompletionStage<Answer> answer;
        try {
            answer = session.act(incoming.request, incoming.category, incoming.peer, incoming.possibleDuplicate);
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
        synchronized (session) {
            if (!inbox.isBeingDealtWith(incoming)) {
                return;
            }
            if (!incoming.owed && !answer.isSilence()) {
                incoming.keep(answer, resources.nanoTime());
                return;
            }
            responded = !answer.isSilence() && respond(incoming, answer, resources.nanoTime());
            if (!responded) {
                ended(incoming, Result.SILENCE);
            }
            if (incoming.owed) {
                note(incoming, responded);
            }
        }
        try {
            if (responded) {
                session.answered(incoming.request);
            }
        } finally {
            // not before what follows has been done: the next request may be a new login
            synchronized (session) {
                inbox.finish(incoming);
            }
            session.proceed();
        }
    }

    private void warn(String what, Command command, Throwable failure) {
        long times = resources.failures().pass();
        if (times > 0) {
            LOG.warn("{} of {} {}: {} (failures since the last such warning: {})", command, session.terminalId(), what,
                    failure.toString(), times);
        }
    }

    private boolean respond(Incoming incoming, Answer answer, long nowNanos) {
        Command command = incoming.request.command().answer();
        try {
            WmmpMessage.Builder whole = session.protection().protect(command, incoming.number, answer.body(), incoming.category,
                    incoming.peer);
            Fragment part = fragments.serve(incoming, whole);
            byte[] frame = part == null ? session.sign(whole, incoming.peer).frame()
                    : session.frame(command, incoming.number, WmmpMessage.FLAG_WRAPPED, part.toBody(), incoming.peer);
            boolean positive = answer.body().length == 0 || session.dialect().isSuccess(command, answer.body()[0] & 0xFF);
            if (incoming.answeredAnew) {
                answers.goOn();
            } else {
                answers.remember(incoming, frame, positive, nowNanos, session.dialect());
                noteChange(incoming.request);
            }
            incoming.answered = true;
            fragments.answered(incoming, whole);
            session.transmit(frame, incoming.peer);
            Peer copyPeer = incoming.copyPeer();
            if (copyPeer != null && !copyPeer.equals(incoming.peer)) {
                session.transmit(frame, copyPeer);
            }
            ended(incoming, positive ? Result.SUCCESS : Result.FAILURE);
            return true;
        } catch (RuntimeException e) {
            warn("cannot be sent", command, e);
            return false;
        }
    }

    /** Heartbeats are too many to tell anybody. */
    private void noteChange(WmmpMessage request) {
        if (request.command() != Command.HEART_BEAT) {
            session.changed();
        }
    }

    private void ended(Incoming incoming, Result how) {
        meter.answered(incoming.request.command(), how);
        if (incoming.event != null) {
            incoming.event.end(session.terminalId(), incoming.request.command(), how);
        }
    }

    /** Whether a request is the one whose answer is owed. Under the monitor. */
    boolean isInHand(WmmpMessage request) {
        return inbox.isInHand(request);
    }

    /** Whether a request waits for its turn or for its answer. Under the monitor. */
    boolean isPending(WmmpMessage request) {
        return inbox.withBody(FrameHash.ofBody(request), resources.nanoTime(),
                session.dialect().repeatTime().toNanos()) != null;
    }

    /** The other end waits no longer for answers. Under the monitor. */
    void abandon() {
        inbox.abandon();
        answers.goOn();
    }

    /** Writes what has been answered, and which numbers are over. Under the monitor. */
    void write(DataOutput out) throws IOException {
        answers.write(out, resources.nanoTime());
        seen.write(out);
        seenHeartbeats.write(out);
    }

    /** Takes over what {@link #write} has written so many seconds ago. Under the monitor. */
    void read(DataInput in, long secondsAgo) throws IOException {
        answers.read(in, resources.nanoTime(), secondsAgo);
        seen.read(in);
        seenHeartbeats.read(in);
    }

    /** Nothing is taken or answered any more. Under the monitor. */
    void close() {
        inbox.clear();
        holdBackNoMore();
        answers.clear();
    }
}
