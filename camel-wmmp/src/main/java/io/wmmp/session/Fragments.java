package io.wmmp.session;

import java.util.concurrent.TimeUnit;

import io.netty.util.Timeout;
import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.Fragment.Operation;
import io.wmmp.protocol.FrameHash;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpMessage;

/**
 * The bodies of a session that go in fragments (protocol reference, section 7): gathers a request of the other end, serves
 * a long answer to it part by part, and takes the fragments by which a request of this end goes on. What has become whole
 * goes back to the session as if it had come so. State is guarded by the session.
 * <p>
 * Copies are told by part and number. The part that came last is answered again, those before it are dropped: to answer
 * them too would look to the other end as if a part had been asked for out of turn.
 */
final class Fragments {

    private final Session session;
    private final SessionResources resources;
    private Gathering gathering;
    private Serving serving;

    Fragments(Session session, SessionResources resources) {
        this.session = session;
        this.resources = resources;
    }

    /** Whether a transfer of the other end is under way, so that a request of this end would come at the wrong time. */
    boolean isUnderWay() {
        return gathering != null && !gathering.assembly.isComplete() || serving != null && serving.sent < serving.parts.total();
    }

    /** Cuts a body where it must be; null when it goes whole. */
    Parts cut(Command command, byte[] body, Peer to) {
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

    /** Begins to serve an answer; null when it goes whole. */
    Fragment serve(Incoming incoming, WmmpMessage.Builder answer) {
        Command command = incoming.request.command();
        if (answer.bodyLength() <= session.fragmentSize()) {
            return null;
        }
        Parts parts = cut(answer.command(), answer.build().body(), incoming.peer);
        if (parts == null) {
            return null;
        }
        stopServing();
        serving = new Serving(command, parts, incoming.number);
        keep(serving);
        return parts.part(1);
    }

    /** The answer to a request is on its way: copies of its last part get it again. */
    void answered(Incoming incoming, WmmpMessage.Builder answer) {
        if (gathering != null && gathering.whole != null && FrameHash.ofBody(gathering.whole) == incoming.bodyHash) {
            gathering.answer = answer.build();
            gathering.whole = null;
            gathering.assembly.free();
            keep(gathering);
        }
    }

    /** What has become whole was enciphered, and goes on in plain. */
    void opened(WmmpMessage whole, WmmpMessage plain) {
        synchronized (session) {
            if (gathering != null && gathering.whole == whole) {
                gathering.whole = plain;
            }
        }
    }

    /** The whole of the answer that is or was last served; null when that is forgotten. */
    byte[] served() {
        return serving == null ? null : serving.parts.body();
    }

    /** Whether a message goes on with what is being served, whatever was answered under its number before. */
    boolean goesOn(WmmpMessage message) {
        return serving != null && message.isFragment() && serving.command == message.command()
                && (int) message.sequenceNumber() - serving.number >= 0;
    }

    /** Takes a request of the other end that is a fragment. */
    void acceptRequest(WmmpMessage message, byte[] frame, Peer from) {
        Fragment fragment = read(message, from);
        if (fragment == null) {
            return;
        }
        DropReason refused;
        WmmpMessage whole;
        synchronized (session) {
            if (session.isClosed()) {
                return;
            }
            refused = switch (fragment.operation()) {
                case DATA -> gather(message, fragment, from);
                case NEXT -> serveNext(message, fragment, from);
                case SENDER_ABORTS, COLLECTOR_ABORTS -> aborted(message, fragment);
            };
            whole = refused == null && fragment.operation() == Operation.DATA ? gathering.whole : null;
        }
        if (refused != null) {
            resources.drops().drop(refused, from, message + " with " + fragment);
        }
        if (whole != null) {
            session.acceptWhole(whole, message.sequenceNumber(), frame, from);
        }
        session.proceed();
    }

    private Fragment read(WmmpMessage message, Peer from) {
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

    private DropReason gather(WmmpMessage message, Fragment part, Peer from) {
        Command command = message.command();
        int number = (int) message.sequenceNumber();
        boolean known = gathering != null && gathering.command == command;
        if (part.part() == 1 && !(known && (gathering.covers(number) || gathering.assembly.isRepeated(part)))) {
            DropReason refusal = session.incoming().refusal();
            if (refusal != null) {
                return refusal;
            }
            stopGathering();
            gathering = new Gathering(command, number,
                    new Assembly(part, session.dialect().fragmentMaxMessage(), resources.fragmentMemory()));
        } else if (!known) {
            send(message, from, part.reply(Operation.COLLECTOR_ABORTS, part.part()));
            return DropReason.FRAGMENTS_ABORTED;
        }
        return switch (gathering.assembly.add(part)) {
            case ADDED, REPEATED -> goOn(message, from);
            case COMPLETE -> complete(message, part, from);
            case LATE -> DropReason.REPLAYED;
            case WRONG -> abortGathering(DropReason.FRAGMENTS_ABORTED, message, part, from);
            case TOO_LONG -> abortGathering(DropReason.FRAGMENTS_TOO_LONG, message, part, from);
        };
    }

    /** Asks for the next part; where there is none any more, says again what was answered. */
    private DropReason goOn(WmmpMessage message, Peer from) {
        Assembly assembly = gathering.assembly;
        gathering.reached((int) message.sequenceNumber());
        if (!assembly.isComplete()) {
            keep(gathering);
            send(message, from, assembly.next());
        } else if (gathering.answer != null) {
            return answerAgain(message, from);
        }
        return null;
    }

    private DropReason answerAgain(WmmpMessage message, Peer from) {
        if (serving != null && serving.command == message.command()) {
            if (serving.sent > 1) {
                return DropReason.REPLAYED;
            }
            send(message, from, serving.parts.part(1));
        } else {
            session.sendNow(message.command().answer(), message.sequenceNumber(),
                    gathering.answer.securityFlag(), gathering.answer.body(), from);
        }
        return null;
    }

    private DropReason complete(WmmpMessage message, Fragment last, Peer from) {
        gathering.reached((int) message.sequenceNumber());
        try {
            gathering.whole = message.withWholeBody(gathering.first & 0xFFFFFFFFL, gathering.assembly.take());
        } catch (MalformedMessageException e) {
            return abortGathering(DropReason.MALFORMED, message, last, from);
        }
        keep(gathering);
        return null;
    }

    private DropReason abortGathering(DropReason reason, WmmpMessage message, Fragment part, Peer from) {
        if (gathering.answer == null && gathering.whole == null) {
            stopGathering();
        }
        send(message, from, part.reply(Operation.COLLECTOR_ABORTS, part.part()));
        return reason;
    }

    private DropReason serveNext(WmmpMessage message, Fragment wanted, Peer from) {
        boolean known = serving != null && serving.command == message.command();
        if (known && (int) message.sequenceNumber() - serving.number < 0) {
            return DropReason.REPLAYED;
        }
        int part = wanted.part();
        if (!known || !serving.parts.concernedBy(wanted) || part < 1 || part > serving.parts.total()
                || part > serving.sent + 1) {
            if (known) {
                stopServing();
            }
            send(message, from, wanted.reply(Operation.SENDER_ABORTS, part));
            return DropReason.FRAGMENTS_ABORTED;
        }
        if (part < serving.sent) {
            return DropReason.REPLAYED;
        }
        serving.sent = part;
        serving.number = (int) message.sequenceNumber();
        keep(serving);
        send(message, from, serving.parts.part(part));
        return null;
    }

    private DropReason aborted(WmmpMessage message, Fragment fragment) {
        Command command = message.command();
        int number = (int) message.sequenceNumber();
        boolean gathered = gathering != null && gathering.command == command && number - gathering.first >= 0
                && !gathering.assembly.isComplete();
        if (fragment.operation() == Operation.SENDER_ABORTS && gathered) {
            stopGathering();
        } else if (fragment.operation() == Operation.COLLECTOR_ABORTS && goesOn(message)) {
            stopServing();
        }
        return DropReason.FRAGMENTS_ABORTED;
    }

    /** Takes an answer that is a fragment. */
    void acceptAnswer(WmmpMessage answer, Peer from) {
        Fragment fragment = read(answer, from);
        if (fragment == null) {
            return;
        }
        DropReason refused = null;
        WmmpMessage whole = null;
        Runnable failure = null;
        synchronized (session) {
            Outgoing request = session.outgoing().awaiting(answer);
            Outgoing.Step step = request == null ? Outgoing.Step.LATE
                    : request.take(fragment, session.dialect().fragmentMaxMessage(), resources.fragmentMemory());
            switch (step) {
                case NEXT -> failure = session.outgoing().send(request);
                case WHOLE -> {
                    try {
                        whole = answer.withWholeBody(answer.sequenceNumber(), request.takeAnswerBody());
                    } catch (MalformedMessageException e) {
                        refused = DropReason.MALFORMED;
                        failure = breakOff(request, "the answer in fragments is malformed: " + e.getMessage());
                    }
                }
                case LATE -> refused = DropReason.LATE_ANSWER;
                case ABORTED -> {
                    refused = DropReason.FRAGMENTS_ABORTED;
                    failure = session.outgoing().abandon(request, "the other end gave up with " + fragment);
                }
                case WRONG -> {
                    refused = DropReason.FRAGMENTS_ABORTED;
                    failure = breakOff(request, "the other end sent " + fragment + " out of turn");
                }
                case TOO_LONG -> {
                    refused = DropReason.FRAGMENTS_TOO_LONG;
                    failure = breakOff(request, "the answer exceeds the bounds on fragments");
                }
            }
        }
        if (refused != null) {
            resources.drops().drop(refused, from, answer + " with " + fragment);
        }
        if (whole != null) {
            session.acceptWhole(whole, whole.sequenceNumber(), null, from);
        }
        if (failure != null) {
            failure.run();
            session.proceed();
        }
    }

    /**
     * Whether somebody answers positively who has not yet got all parts of the request: he cannot have understood it. That
     * ends the request.
     */
    boolean isTooEarly(WmmpMessage answer, Peer from) {
        Runnable failure;
        synchronized (session) {
            Outgoing request = session.outgoing().awaiting(answer);
            if (request == null || !request.hasPartsLeft() || !answer.has("result")
                    || !session.dialect().isSuccess(answer.command(), (int) answer.unsigned("result"))) {
                return false;
            }
            failure = breakOff(request, "the other end answered before it had all parts");
        }
        resources.drops().drop(DropReason.FRAGMENTS_ABORTED, from, answer);
        failure.run();
        session.proceed();
        return true;
    }

    /** Tells the other end that a request of this end is given up, as well as that can be done. */
    private Runnable breakOff(Outgoing request, String why) {
        sayGoodbye(request);
        return session.outgoing().abandon(request, why);
    }

    /** Lets the other end forget what it has of a request that is given up. It may never hear this. */
    void sayGoodbye(Outgoing request) {
        Fragment goodbye = request.goodbye();
        Peer to = request.peer != null ? request.peer : session.peer();
        if (goodbye != null && to != null) {
            session.sendNow(request.command, request.number(), WmmpMessage.FLAG_WRAPPED, goodbye.toBody(), to);
        }
    }

    private void send(WmmpMessage request, Peer to, Fragment fragment) {
        session.sendNow(request.command().answer(), request.sequenceNumber(), WmmpMessage.FLAG_WRAPPED, fragment.toBody(), to);
    }

    void clear() {
        stopGathering();
        stopServing();
    }

    private void stopGathering() {
        if (gathering != null) {
            gathering.assembly.free();
            gathering.cancelTimeout();
            gathering = null;
        }
    }

    private void stopServing() {
        if (serving != null) {
            serving.cancelTimeout();
            serving = null;
        }
    }

    /** Keeps a transfer for as long as the other end may repeat what it has sent last. */
    private void keep(Transfer transfer) {
        transfer.cancelTimeout();
        transfer.timeout = resources.timer().newTimeout(timeout -> forget(transfer), session.patience().longest().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void forget(Transfer transfer) {
        boolean unfinished;
        synchronized (session) {
            unfinished = isUnderWay();
            if (transfer == gathering) {
                if (gathering.whole != null && session.incoming().isPending(gathering.whole)) {
                    keep(gathering);
                    return;
                }
                stopGathering();
            } else if (transfer == serving) {
                stopServing();
            } else {
                return;
            }
            unfinished &= !isUnderWay();
        }
        if (unfinished) {
            resources.drops().drop(DropReason.FRAGMENTS_ABORTED, session.terminalId(),
                    transfer.command + " in fragments, nothing more has come");
        }
        session.proceed();
    }

    /** A transfer that the other end has asked for. */
    private abstract static class Transfer {

        final Command command;
        private Timeout timeout;

        Transfer(Command command) {
            this.command = command;
        }

        void cancelTimeout() {
            if (timeout != null) {
                timeout.cancel();
                timeout = null;
            }
        }
    }

    /** A request of the other end, from its first part until nobody repeats its last. */
    private static final class Gathering extends Transfer {

        final int first;
        final Assembly assembly;
        private int last;
        /** Set when all parts are there and the answer is owed. */
        private WmmpMessage whole;
        /** Set when it was answered. */
        private WmmpMessage answer;

        Gathering(Command command, int first, Assembly assembly) {
            super(command);
            this.first = first;
            this.last = first;
            this.assembly = assembly;
        }

        /** Whether a part of this request has come under the number, or under one before and after it. */
        boolean covers(int number) {
            return Integer.compareUnsigned(number - first, last - first) <= 0;
        }

        void reached(int number) {
            if (number - last > 0) {
                last = number;
            }
        }
    }

    /** A long answer, from its first part until nobody asks for its last again. */
    private static final class Serving extends Transfer {

        final Parts parts;
        private int sent = 1;
        private int number;

        Serving(Command command, Parts parts, int number) {
            super(command);
            this.parts = parts;
            this.number = number;
        }
    }
}
