package io.wmmp.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.RequestMeter.Event;
import io.wmmp.session.flight.FlightEvents;

/**
 * What becomes of the requests of this end: waits for the turn of each, sends and repeats it, takes its answer or gives it
 * up. One for all sessions; the outbox of a session is with it and guarded by its monitor. Whoever waits for an answer is
 * told outside that.
 */
final class OutgoingRequests {

    private final SessionResources resources;

    OutgoingRequests(SessionResources resources) {
        this.resources = resources;
    }

    CompletionStage<WmmpMessage> request(Session session, Outgoing request, boolean urgent) {
        synchronized (session) {
            if (session.isClosed()) {
                return CompletableFuture
                        .failedStage(new SessionClosedException("Session of " + session.terminalId() + " has ended"));
            }
            if (session.outbox.waiting() >= resources.maxQueued()) {
                resources.requests().happened(request.command, Event.REFUSED);
                return CompletableFuture
                        .failedStage(new RejectedExecutionException(request.command + " of terminal " + session.terminalId()
                                + " not queued: " + resources.maxQueued() + " requests wait already"));
            }
            session.outbox = session.outbox.orNew(resources.counters().queue());
            session.outbox.add(request, urgent);
        }
        session.proceed();
        giveUpUnlessSent(session, request);
        return request.answer;
    }

    /** A request that does not come to its turn in the time in which it might have been answered is not sent any more. */
    private void giveUpUnlessSent(Session session, Outgoing request) {
        Duration limit = request.patience.longest();
        synchronized (session) {
            if (!session.outbox.isWaiting(request)) {
                return;
            }
            request.timeout = resources.timer().newTimeout(timeout -> {
                boolean given;
                synchronized (session) {
                    given = session.outbox.removeWaiting(request);
                    session.outbox = session.outbox.orEmpty();
                }
                if (given) {
                    resources.requests().happened(request.command, Event.NOT_SENT);
                    fail(request, new NoAnswerException(session.terminalId(), request.command, 0, limit.toMillis()));
                }
            }, limit.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Sends a request, which is the outstanding one; gives what to do, outside the monitor, when that cannot be. */
    Runnable send(Session session, Outgoing request) {
        try {
            Peer peer = request.peer != null ? request.peer : session.peer();
            if (!request.isReady()) {
                WmmpMessage whole = session.protection().protect(request.command, 0, request.body, SecurityCategory.COMMON,
                        peer).build();
                request.say(whole, resources.fragments().cut(session, request.command, whole.body(), peer));
            }
            if (request.message() == null || session.renumbersRepeats()) {
                request.message(session.sign(request.content().terminalId(session.terminalId())
                        .sequenceNumber(request.keepsNumber() ? request.number() : session.nextNumber()), peer));
            }
            refuseUnlessFits(request.message(), peer);
            request.sent++;
            if (request.sent > 1 || !request.started) {
                resources.requests().happened(request.command, request.started ? Event.REPEATED : Event.SENT);
            }
            if (!request.started) {
                request.started = true;
                request.startedNanos = resources.nanoTime();
                request.event = FlightEvents.answer();
            }
            request.sentAt(resources.nanoTime());
            request.cancelTimeout();
            Duration wait = request.patience.waitAfter(request.sent, ThreadLocalRandom.current().nextDouble());
            request.waited = request.waited.plus(wait);
            request.timeout = resources.timer().newTimeout(timeout -> onTimeout(session, request), wait.toNanos(),
                    TimeUnit.NANOSECONDS);
            request.wentBySms = peer != null && peer.bearer() == Bearer.SMS;
            if (peer != null) {
                session.transmit(request.message().toBytes(), peer);
            }
            return null;
        } catch (RuntimeException | Error e) {
            // an Error too: a request without a timer would be outstanding for ever
            finish(session, request);
            countAbandoned(session, request);
            return () -> fail(request, e);
        }
    }

    private static void refuseUnlessFits(WmmpMessage message, Peer peer) {
        if (peer != null && message.length() > peer.maxFrame()) {
            throw new IllegalArgumentException(message.command() + " of " + message.length() + " bytes is too long for "
                    + peer + ", which takes " + peer.maxFrame() + "; send less of it at a time");
        }
    }

    private void countAbandoned(Session session, Outgoing request) {
        ended(session, request, request.started ? Event.ABANDONED : Event.NOT_SENT);
    }

    private void onTimeout(Session session, Outgoing request) {
        Runnable failure;
        synchronized (session) {
            if (!session.outbox.isOutstanding(request) || request.answered) {
                return;
            }
            if (request.sent < request.patience.sends() && !request.wentBySms) {
                failure = send(session, request);
            } else {
                resources.fragments().sayGoodbye(session, request);
                // what comes now comes too late
                request.answered = true;
                ended(session, request, Event.UNANSWERED);
                failure = () -> giveUp(session, request);
            }
        }
        if (failure != null) {
            failure.run();
            session.proceed();
        }
    }

    /** While the request is outstanding nothing else is sent. */
    private void giveUp(Session session, Outgoing request) {
        try {
            session.unanswered(request.command);
        } finally {
            synchronized (session) {
                finish(session, request);
            }
            fail(request,
                    new NoAnswerException(session.terminalId(), request.command, request.sent, request.waited.toMillis()));
        }
    }

    void acceptAnswer(Session session, WmmpMessage answer, Peer from) {
        Outgoing request;
        synchronized (session) {
            request = session.outbox.answeredBy(answer, from, session.dialect());
        }
        if (request == null) {
            resources.drops().drop(DropReason.LATE_ANSWER, from, answer);
            return;
        }
        noteAnswer(session, request, answer);
        // while the request is outstanding nothing else is sent
        try {
            session.answerArrived(answer, request.body);
        } finally {
            synchronized (session) {
                finish(session, request);
            }
            complete(request, answer);
            session.proceed();
        }
    }

    private void noteAnswer(Session session, Outgoing request, WmmpMessage answer) {
        ended(session, request, Event.ANSWERED);
        boolean negative = answer.has(WmmpCodec.RESULT)
                && !session.dialect().isSuccess(answer.command(), (int) answer.unsigned(WmmpCodec.RESULT));
        resources.requests().happened(request.command, negative ? Event.NEGATIVE : Event.POSITIVE);
        resources.counters().answerTimes().note(request.command, resources.nanoTime() - request.startedNanos);
    }

    private void ended(Session session, Outgoing request, Event how) {
        resources.requests().happened(request.command, how);
        if (request.event != null) {
            request.event.end(session.terminalId(), request.command, how);
        }
    }

    /** Callers go on with code of their own: never on an event loop or on the timer, never under the monitor. */
    private void complete(Outgoing request, WmmpMessage answer) {
        resources.execute(() -> request.answer.complete(answer));
    }

    private void fail(Outgoing request, Throwable failure) {
        resources.execute(() -> request.answer.completeExceptionally(failure));
    }

    /** Ends the outstanding request because its fragments do not go on; gives what to do outside the monitor. */
    Runnable abandon(Session session, Outgoing request, String why) {
        finish(session, request);
        countAbandoned(session, request);
        return () -> fail(request, new FragmentsAbortedException(session.terminalId(), request.command, why));
    }

    private static void finish(Session session, Outgoing request) {
        session.outbox.finish(request);
        session.outbox = session.outbox.orEmpty();
    }

    /** Sends a request once and at once, whatever is under way. */
    void announce(Session session, Peer to, Command command, byte[] body) {
        synchronized (session) {
            if (!session.isClosed() && to != null) {
                session.transmit(session.sign(
                        session.protection().protect(command, session.nextNumber(), body, SecurityCategory.COMMON, to), to)
                        .toBytes(),
                        to);
            }
        }
    }

    /** Sends the next request whose turn has come; gives what to do outside the monitor when that cannot be, or null. */
    Runnable sendNext(Session session) {
        Outgoing request = session.isTransferUnderWay() ? null : session.outbox.takeNext();
        if (request == null) {
            request = session.outbox.takeMisdirected();
        }
        return request == null ? null : send(session, request);
    }

    /** Gives up all requests, the one under way included. */
    void giveUpAll(Session session, String reason) {
        List<Outgoing> given;
        synchronized (session) {
            given = session.outbox.clear();
            session.outbox = Outbox.EMPTY;
            session.forgetFragments();
        }
        given.forEach(request -> {
            countAbandoned(session, request);
            fail(request, new SessionClosedException(
                    request.command + " of terminal " + session.terminalId() + " given up: " + reason, request.sent == 0));
        });
    }
}
