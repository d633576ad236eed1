package io.wmmp.session;

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
 * What becomes of the requests of the other end: tells copies and repeats from new ones, has them dealt with one after the
 * other, answers each, and has the answers remembered. One for all sessions; what there is of a session, its inbox and its
 * memory, is with the session and guarded by its monitor. What acts on a request runs outside it.
 */
final class IncomingRequests {

    private static final Logger LOG = LoggerFactory.getLogger(IncomingRequests.class);

    private final SessionResources resources;
    private final AnswerMeter meter;

    IncomingRequests(SessionResources resources) {
        this.resources = resources;
        this.meter = resources.counters().answers();
    }

    boolean answeredBefore(Session session, byte[] frame, Peer from, long nowNanos) {
        byte[] answer;
        synchronized (session) {
            int number = WmmpMessage.sequenceNumberOf(frame);
            if (session.inbox == Inbox.EMPTY && !session.mayKnow(number)) {
                return false;
            }
            long hash = apart(FrameHash.of(frame), from);
            answer = session.answerTo(hash, number, nowNanos, session.dialect());
            if (answer == null && !session.inbox.takeCopy(hash, from)) {
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

    /** Takes a request of the other end, in plain; the number is that under which to answer. */
    void accept(Session session, WmmpMessage request, SecurityCategory category, long number, byte[] frame, Peer from,
            long nowNanos) {
        long hash = apart(FrameHash.of(frame), from);
        long bodyHash = apart(FrameHash.ofBody(request), from);
        Answer immediate = session.immediateAnswer(request);
        Incoming beside = null;
        DropReason refused;
        synchronized (session) {
            if (session.isClosed() || isRepeat(session, number, hash, bodyHash, from, nowNanos)) {
                return;
            }
            boolean possibleDuplicate = session.inbox.isAnswered() && session.lastHad(bodyHash, nowNanos, session.dialect());
            if (possibleDuplicate) {
                meter.copied(Copy.POSSIBLE_DUPLICATE);
            }
            Incoming incoming = new Incoming(request, category, number, hash, bodyHash, from, possibleDuplicate);
            session.outbox.crossOutstanding();
            if (immediate != null) {
                answerAtOnce(session, incoming, immediate, nowNanos);
                if (session.outbox == Outbox.EMPTY) {
                    // which is nearly always: nothing waits that could go out now
                    return;
                }
                refused = null;
            } else {
                refused = queue(session, incoming);
                beside = refused == null && request.command() == Command.LOGIN ? incoming : null;
            }
        }
        if (refused != null) {
            resources.drops().drop(refused, from, request);
            return;
        }
        if (beside != null) {
            start(session, beside);
        }
        session.proceed();
    }

    /** Takes a request that has to be acted upon; gives why it is not. Under the monitor. */
    private DropReason queue(Session session, Incoming incoming) {
        if (incoming.request.command() == Command.LOGIN) {
            // whoever logs in waits for nothing that was before
            session.inbox = session.inbox.orNew();
            return session.inbox.overtake(incoming) ? null : DropReason.OVERLOAD;
        }
        if (incoming.possibleDuplicate && session.dropsPossibleDuplicate(incoming.request)) {
            answerLikeTheLast(session, incoming);
            return DropReason.DUPLICATE;
        }
        session.note(incoming, false);
        DropReason refused = refusal(session);
        if (refused == null) {
            add(session, incoming);
        }
        return refused;
    }

    /** Whether a request has come before, under this number or another; then it is dealt with. Under the monitor. */
    private boolean isRepeat(Session session, long number, long hash, long bodyHash, Peer from, long nowNanos) {
        Incoming pending = session.inbox.withBody(bodyHash, nowNanos, session.dialect());
        session.inbox = session.inbox.orEmpty();
        if (pending != null) {
            takeRepeat(session, pending, number, hash, from, nowNanos);
            return true;
        }
        byte[] stored = session.answerTo(hash, (int) number, nowNanos, session.dialect());
        if (stored != null) {
            // answered by another thread since it was looked for
            meter.copied(Copy.SAME_BYTES);
            session.transmit(stored, from);
        }
        return stored != null;
    }

    /** Unsigned, anybody can send many: they must not take the place of answers that are still needed. */
    private void answerAtOnce(Session session, Incoming incoming, Answer answer, long nowNanos) {
        incoming.answeredAnew = !incoming.request.hasDigest();
        session.note(incoming, respond(session, incoming, answer, nowNanos));
    }

    private void add(Session session, Incoming incoming) {
        session.inbox = session.inbox.orNew();
        session.inbox.add(incoming);
        if (session.inbox.holdBackWhenFull(incoming.peer)) {
            resources.countHeldBack();
        }
    }

    /** The sender waits for the answer under the number of the repeat now. */
    private void takeRepeat(Session session, Incoming pending, long number, long hash, Peer from, long nowNanos) {
        meter.copied(Copy.RENUMBERED);
        pending.repeatedBy(number, hash, from);
        session.note(pending, false);
        if (pending.outcome() != null) {
            session.note(pending, respond(session, pending, pending.outcome(), nowNanos));
            finish(session, pending);
        }
    }

    /** It counts as answered when that was: else equal messages at a steady pace would never come through again. */
    private void answerLikeTheLast(Session session, Incoming incoming) {
        WmmpMessage last = session.codec().wrap(session.lastAnswer());
        byte[] body = last.isFragment() ? session.fragments().served() : last.body();
        boolean responded = false;
        if (body != null) {
            // it may have been enciphered, and is to be so anew
            WmmpMessage whole = last.isFragment() ? last.withWholeBody(last.sequenceNumber(), body) : last;
            responded = respond(session, incoming, new Answer(session.protection().plainOrSame(whole).body()),
                    session.lastAnswerNanos());
        }
        session.note(incoming, responded);
    }

    /** Why no request can be taken now; null when one can. */
    DropReason refusal(Session session) {
        if (session.outbox.isAwaitingAnswer() && !session.takesRequestsWhileWaiting()) {
            return DropReason.BUSY;
        }
        return session.inbox.isFull() ? DropReason.OVERLOAD : null;
    }

    /** Takes the next request; gives what deals with it and has to run outside the monitor, or null. Under the monitor. */
    Runnable takeNext(Session session) {
        Incoming incoming = session.inbox.takeNext();
        if (incoming == null) {
            return null;
        }
        session.inbox.holdBackNoMore();
        return () -> start(session, incoming);
    }

    private void start(Session session, Incoming incoming) {
        CompletionStage<Answer> answer;
        try {
            answer = session.act(incoming.request, incoming.category, incoming.peer, incoming.possibleDuplicate);
        } catch (RuntimeException | Error e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.whenComplete((given, failure) -> {
            if (failure != null) {
                warn(session, "could not be dealt with and stays unanswered", incoming.request.command(), failure);
            }
            end(session, incoming, failure == null && given != null ? given : Answer.SILENCE);
        });
    }

    private void end(Session session, Incoming incoming, Answer answer) {
        boolean responded;
        synchronized (session) {
            if (!session.inbox.isBeingDealtWith(incoming)) {
                return;
            }
            if (!incoming.owed && !answer.isSilence()) {
                incoming.keep(answer, resources.nanoTime());
                return;
            }
            responded = !answer.isSilence() && respond(session, incoming, answer, resources.nanoTime());
            if (!responded) {
                ended(session, incoming, Result.SILENCE);
            }
            if (incoming.owed) {
                session.note(incoming, responded);
            }
        }
        try {
            if (responded) {
                session.answered(incoming.request);
            }
        } finally {
            // not before what follows has been done: the next request may be a new login
            synchronized (session) {
                finish(session, incoming);
            }
            session.proceed();
        }
    }

    private static void finish(Session session, Incoming incoming) {
        session.inbox.finish(incoming);
        session.inbox = session.inbox.orEmpty();
    }

    private void warn(Session session, String what, Command command, Throwable failure) {
        long times = resources.failures().pass();
        if (times > 0) {
            LOG.warn("{} of {} {}: {} (failures since the last such warning: {})", command, session.terminalId(), what,
                    failure.toString(), times);
        }
    }

    private boolean respond(Session session, Incoming incoming, Answer answer, long nowNanos) {
        Command command = incoming.request.command().answer();
        try {
            WmmpMessage.Builder whole = session.protection().protect(command, incoming.number, answer.body(), incoming.category,
                    incoming.peer);
            Fragment part = whole.bodyLength() <= session.fragmentSize() ? null : session.fragments().serve(incoming, whole);
            byte[] frame = part == null ? session.sign(whole, incoming.peer).frame()
                    : session.frame(command, incoming.number, WmmpMessage.FLAG_WRAPPED, part.toBody(), incoming.peer);
            boolean positive = answer.body().length == 0 || session.dialect().isSuccess(command, answer.body()[0] & 0xFF);
            if (incoming.answeredAnew) {
                session.goOn();
            } else {
                session.remember(incoming, frame, positive, nowNanos, session.dialect(), resources.duplicateWindow());
                noteChange(session, incoming.request);
            }
            incoming.answered = true;
            if (session.hasFragments()) {
                session.fragments().answered(incoming, whole);
            }
            session.transmit(frame, incoming.peer);
            Peer copyPeer = incoming.copyPeer();
            if (copyPeer != null && !copyPeer.equals(incoming.peer)) {
                session.transmit(frame, copyPeer);
            }
            ended(session, incoming, positive ? Result.SUCCESS : Result.FAILURE);
            return true;
        } catch (RuntimeException e) {
            warn(session, "cannot be sent", command, e);
            return false;
        }
    }

    /** Heartbeats are too many to tell anybody. */
    private static void noteChange(Session session, WmmpMessage request) {
        if (request.command() != Command.HEART_BEAT) {
            session.changed();
        }
    }

    private void ended(Session session, Incoming incoming, Result how) {
        meter.answered(incoming.request.command(), how);
        if (incoming.event != null) {
            incoming.event.end(session.terminalId(), incoming.request.command(), how);
        }
    }

    /** Whether a request waits for its turn or for its answer. Under the monitor. */
    boolean isPending(Session session, WmmpMessage request) {
        boolean pending = session.inbox.withBody(FrameHash.ofBody(request), resources.nanoTime(), session.dialect()) != null;
        session.inbox = session.inbox.orEmpty();
        return pending;
    }

    /** The other end waits no longer for answers. Under the monitor. */
    void abandon(Session session) {
        session.inbox.abandon();
        session.inbox.holdBackNoMore();
        session.inbox = session.inbox.orEmpty();
        session.goOn();
    }

    /** Nothing is taken or answered any more. Under the monitor. */
    void close(Session session) {
        session.inbox.holdBackNoMore();
        session.inbox = Inbox.EMPTY;
        session.forgetRequests();
    }
}
