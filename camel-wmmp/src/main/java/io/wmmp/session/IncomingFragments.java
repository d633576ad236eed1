package io.wmmp.session;

import java.util.concurrent.TimeUnit;

import io.netty.util.Timeout;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.Fragment.Operation;
import io.wmmp.protocol.FrameHash;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpMessage;

/**
 * The requests of the other end of a session that go in fragments (protocol reference, section 7), and the long answers to
 * them: gathers the former and serves the latter part by part. What has become whole goes back to the session as if it had
 * come so. A session has one from the first fragment on; its state is guarded by the session.
 * <p>
 * Copies are told by part and number. The part that came last is answered again, those before it are dropped: to answer
 * them too would look to the other end as if a part had been asked for out of turn.
 */
final class IncomingFragments {

    private final Session session;
    private final SessionResources resources;
    private Gathering gathering;
    private Serving serving;

    IncomingFragments(Session session, SessionResources resources) {
        this.session = session;
        this.resources = resources;
    }

    /** Whether a transfer of the other end is under way, so that a request of this end would come at the wrong time. */
    boolean isUnderWay() {
        return gathering != null && !gathering.assembly.isComplete() || serving != null && serving.sent < serving.parts.total();
    }

    /** Begins to serve an answer; null when it goes whole. */
    Fragment serve(Incoming incoming, WmmpMessage.Builder answer) {
        Command command = incoming.request.command();
        Parts parts = resources.fragments().cut(session, answer.command(), answer.build().body(), incoming.peer);
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
    void acceptRequest(WmmpMessage message, byte[] frame, Peer from, long nanos) {
        Fragment fragment = resources.fragments().read(session, message, from);
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
            session.acceptWhole(whole, message.sequenceNumber(), frame, from, nanos);
        }
        session.proceed();
    }

    private DropReason gather(WmmpMessage message, Fragment part, Peer from) {
        Command command = message.command();
        int number = (int) message.sequenceNumber();
        boolean known = gathering != null && gathering.command == command;
        if (part.part() == 1 && !(known && (gathering.covers(number) || gathering.assembly.isRepeated(part)))) {
            DropReason refusal = resources.incoming().refusal(session);
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
                if (gathering.whole != null && resources.incoming().isPending(session, gathering.whole)) {
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
