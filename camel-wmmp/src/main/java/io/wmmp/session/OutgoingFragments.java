package io.wmmp.session;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpMessage;

/**
 * The requests of this end that go in fragments, and the long answers to them (protocol reference, section 7): cuts the
 * former, and takes the fragments by which they go on. An answer that has become whole goes back to the session as if it
 * had come so. One for all sessions; how far a request is it knows itself, guarded by its session.
 */
final class OutgoingFragments {

    private final SessionResources resources;

    OutgoingFragments(SessionResources resources) {
        this.resources = resources;
    }

    /** Cuts a body where it must be; null when it goes whole. */
    Parts cut(Session session, Command command, byte[] body, Peer to) {
        if (to != null && to.bearer() == Bearer.SMS || !session.dialect().allowsFragments(command)) {
            return null;
        }
        int size = session.fragmentSize();
        if (body.length <= size) {
            return null;
        }
        int max = session.dialect().fragmentMaxMessage();
        if (body.length > max) {
            throw new IllegalArgumentException(
                    command + " of terminal " + session.terminalId() + " has a body of " + body.length
                            + " bytes, dialect " + session.dialect() + " allows " + max + " (fragment.max-message)");
        }
        return new Parts(body, size);
    }

    /** Reads a fragment that the dialect allows; null when it has been dropped. */
    Fragment read(Session session, WmmpMessage message, Peer from) {
        if (!session.dialect().allowsFragments(message.command()) || from.bearer() == Bearer.SMS) {
            resources.drops().drop(DropReason.UNEXPECTED, from, message);
            return null;
        }
        try {
            return Fragment.read(message);
        } catch (MalformedMessageException e) {
            resources.drops().drop(DropReason.MALFORMED, from, e.getMessage());
            return null;
        }
    }

    /** Takes an answer that is a fragment. */
    void acceptAnswer(Session session, WmmpMessage answer, Peer from) {
        Fragment fragment = read(session, answer, from);
        if (fragment == null) {
            return;
        }
        Taken taken;
        synchronized (session) {
            taken = take(session, answer, fragment);
        }
        if (taken.refused != null) {
            resources.drops().drop(taken.refused, from, answer + " with " + fragment);
        }
        if (taken.whole != null) {
            session.acceptWhole(taken.whole, taken.whole.sequenceNumber(), null, from, resources.nanoTime());
        }
        if (taken.failure != null) {
            taken.failure.run();
            session.proceed();
        }
    }

    private Taken take(Session session, WmmpMessage answer, Fragment fragment) {
        Outgoing request = session.outbox.awaiting(answer, session.dialect());
        Outgoing.Step step = request == null ? Outgoing.Step.LATE
                : request.take(fragment, session.dialect().fragmentMaxMessage(), resources.fragmentMemory());
        return switch (step) {
            case NEXT -> new Taken(null, null, resources.outgoing().send(session, request));
            case WHOLE -> whole(session, request, answer);
            case LATE -> new Taken(DropReason.LATE_ANSWER, null, null);
            case ABORTED -> new Taken(DropReason.FRAGMENTS_ABORTED, null,
                    resources.outgoing().abandon(session, request, "the other end gave up with " + fragment));
            case WRONG -> new Taken(DropReason.FRAGMENTS_ABORTED, null,
                    breakOff(session, request, "the other end sent " + fragment + " out of turn"));
            case TOO_LONG -> new Taken(DropReason.FRAGMENTS_TOO_LONG, null,
                    breakOff(session, request, "the answer exceeds the bounds on fragments"));
        };
    }

    private Taken whole(Session session, Outgoing request, WmmpMessage answer) {
        try {
            return new Taken(null, answer.withWholeBody(answer.sequenceNumber(), request.takeAnswerBody()), null);
        } catch (MalformedMessageException e) {
            return new Taken(DropReason.MALFORMED, null,
                    breakOff(session, request, "the answer in fragments is malformed: " + e.getMessage()));
        }
    }

    /**
     * Whether somebody answers positively who has not yet got all parts of the request: he cannot have understood it. That
     * ends the request.
     */
    boolean isTooEarly(Session session, WmmpMessage answer, Peer from) {
        Runnable failure;
        synchronized (session) {
            Outgoing request = session.outbox.awaiting(answer, session.dialect());
            if (request == null || !request.hasPartsLeft() || !answer.has("result")
                    || !session.dialect().isSuccess(answer.command(), (int) answer.unsigned("result"))) {
                return false;
            }
            failure = breakOff(session, request, "the other end answered before it had all parts");
        }
        resources.drops().drop(DropReason.FRAGMENTS_ABORTED, from, answer);
        failure.run();
        session.proceed();
        return true;
    }

    /** Tells the other end that a request of this end is given up, as well as that can be done. */
    private Runnable breakOff(Session session, Outgoing request, String why) {
        sayGoodbye(session, request);
        return resources.outgoing().abandon(session, request, why);
    }

    /** Lets the other end forget what it has of a request that is given up. It may never hear this. */
    void sayGoodbye(Session session, Outgoing request) {
        Fragment goodbye = request.goodbye();
        Peer to = request.peer != null ? request.peer : session.peer();
        if (goodbye != null && to != null) {
            session.sendNow(request.command, request.number(), WmmpMessage.FLAG_WRAPPED, goodbye.toBody(), to);
        }
    }

    /**
     * What has become of a fragment.
     *
     * @param refused why it is dropped; null when it is not
     * @param whole   the answer that it has made whole; null for none
     * @param failure what to do, outside the monitor, where the request has ended without an answer; otherwise null
     */
    private record Taken(DropReason refused, WmmpMessage whole, Runnable failure) {
    }
}
