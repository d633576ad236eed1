package io.wmmp.session;

import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    /** Requests of the other end that may wait behind the one in hand. */
    private static final int BACKLOG = 8;

    private final TerminalId terminalId;
    private final SessionResources resources;
    private final AnswerMemory answers = new AnswerMemory();
    private Incoming inHand;
    private Deque<Incoming> backlog;
    private Outgoing outstanding;
    private Deque<Outgoing> waiting;
    private int lastNumber;
    private boolean closed;

    /**
     * @param terminalId the terminal, at whichever end
     * @param resources  what all sessions share
     */
    protected Session(TerminalId terminalId, SessionResources resources) {
        this.terminalId = terminalId;
        this.resources = resources;
    }

    /** @return the terminal */
    public final TerminalId terminalId() {
        return terminalId;
    }

    /** @return the dialect of the conversation */
    protected abstract WmmpCodec codec();

    /** @return where to send requests, or null when that is not known at the moment */
    protected abstract Peer peer();

    /**
     * Gives a message of this end what it needs before it is sent: flag, terminal id and digest.
     *
     * @param  message the message
     * @return         what goes out
     */
    protected abstract WmmpMessage sign(WmmpMessage message);

    /**
     * Acts on a request of the other end. Called in order, the next time only after the stage has completed.
     *
     * @param  request           the verified request
     * @param  from              where it came from
     * @param  possibleDuplicate whether it looks like the one answered last, under another number
     * @return                   what to answer
     */
    protected abstract CompletionStage<Answer> act(WmmpMessage request, Peer from, boolean possibleDuplicate);

    /**
     * Does what follows from a request of the other end, once its answer is on its way.
     *
     * @param request the request
     */
    protected abstract void answered(WmmpMessage request);

    /** @return whether a repeat of this end gets a number of its own; otherwise it is identical to the first send */
    protected abstract boolean renumbersRepeats();

    /** @return whether this end takes requests while it waits for an answer */
    protected abstract boolean takesRequestsWhileWaiting();

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
            long hash = FrameHash.of(frame);
            if (isPending(hash)) {
                return true;
            }
            answer = answers.answerTo(hash, resources.nanoTime(), dialect());
        }
        if (answer == null) {
            return false;
        }
        from.send(answer);
        return true;
    }

    private boolean isPending(long hash) {
        if (inHand != null && inHand.isCopy(hash)) {
            return true;
        }
        return backlog != null && backlog.stream().anyMatch(incoming -> incoming.isCopy(hash));
    }

    /**
     * Takes a message that has been verified.
     *
     * @param message the message
     * @param frame   its bytes
     * @param from    where it came from
     */
    public final void accept(WmmpMessage message, byte[] frame, Peer from) {
        if (message.command().isAnswer()) {
            acceptAnswer(message, from);
        } else {
            acceptRequest(message, frame, from);
        }
    }

    private void acceptAnswer(WmmpMessage answer, Peer from) {
        Outgoing answered;
        synchronized (this) {
            answered = outstanding;
            if (answered == null || answered.command.answer() != answer.command() || !hasNumberOf(answered, answer)) {
                answered = null;
            } else {
                answered.cancelTimeout();
                outstanding = null;
            }
        }
        if (answered == null) {
            resources.drops().drop(DropReason.LATE_ANSWER, from, answer);
            return;
        }
        complete(answered, answer);
        proceed();
    }

    private boolean hasNumberOf(Outgoing request, WmmpMessage answer) {
        return request.message != null && request.message.sequenceNumber() == answer.sequenceNumber()
                || dialect().allowsForeignNumber(answer.command());
    }

    /** Callers go on with code of their own: never on an event loop or on the timer. */
    private void complete(Outgoing request, WmmpMessage answer) {
        resources.executor().execute(() -> request.answer.complete(answer));
    }

    private void fail(Outgoing request, RuntimeException failure) {
        resources.executor().execute(() -> request.answer.completeExceptionally(failure));
    }

    private void acceptRequest(WmmpMessage request, byte[] frame, Peer from) {
        DropReason refused = null;
        synchronized (this) {
            long hash = FrameHash.of(frame);
            long bodyHash = FrameHash.ofBody(request);
            Incoming pending = pendingWith(bodyHash);
            if (closed) {
                return;
            } else if (pending != null) {
                pending.repeatedBy(request, hash, from);
                return;
            } else if (outstanding != null && !takesRequestsWhileWaiting()) {
                refused = DropReason.BUSY;
            } else if (backlog != null && backlog.size() >= BACKLOG) {
                refused = DropReason.OVERLOAD;
            } else {
                boolean possibleDuplicate = answers.lastHad(bodyHash, resources.nanoTime(), dialect());
                if (backlog == null) {
                    backlog = new ArrayDeque<>(2);
                }
                backlog.add(new Incoming(request, hash, from, possibleDuplicate));
            }
        }
        if (refused != null) {
            resources.drops().drop(refused, from, request);
            return;
        }
        proceed();
    }

    private Incoming pendingWith(long bodyHash) {
        if (inHand != null && inHand.bodyHash == bodyHash) {
            return inHand;
        }
        if (backlog != null) {
            for (Incoming incoming : backlog) {
                if (incoming.bodyHash == bodyHash) {
                    return incoming;
                }
            }
        }
        return null;
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
        return request(command, body, patience, false);
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
        return request(command, body, patience, true);
    }

    private CompletionStage<WmmpMessage> request(Command command, byte[] body, Patience patience, boolean urgent) {
        Outgoing request = new Outgoing(command, body, patience);
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedStage(new SessionClosedException("Session of " + terminalId + " has ended"));
            }
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
            }
            if (urgent) {
                waiting.addFirst(request);
            } else {
                waiting.addLast(request);
            }
        }
        proceed();
        return request.answer;
    }

    /** Starts whatever can start now. */
    private void proceed() {
        Incoming next;
        synchronized (this) {
            if (closed || inHand != null) {
                return;
            }
            next = backlog == null ? null : backlog.poll();
            inHand = next;
            if (next == null) {
                backlog = null;
                sendNext();
            }
        }
        if (next != null) {
            start(next);
        }
    }

    private void sendNext() {
        while (outstanding == null && waiting != null) {
            outstanding = waiting.poll();
            if (waiting.isEmpty()) {
                waiting = null;
            }
            send(outstanding);
        }
    }

    private void start(Incoming incoming) {
        CompletionStage<Answer> answer;
        try {
            answer = act(incoming.request, incoming.peer, incoming.possibleDuplicate);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        answer.whenComplete((given, failure) -> {
            if (failure != null) {
                LOG.warn("{} of {} could not be dealt with and stays unanswered: {}", incoming.request.command(), terminalId,
                        failure.toString());
            }
            finish(incoming, failure == null ? given : Answer.SILENCE);
        });
    }

    private void finish(Incoming incoming, Answer answer) {
        synchronized (this) {
            if (inHand != incoming) {
                return;
            }
            inHand = null;
            if (!answer.isSilence()) {
                respond(incoming, answer);
            }
        }
        if (!answer.isSilence()) {
            answered(incoming.request);
        }
        proceed();
    }

    private void respond(Incoming incoming, Answer answer) {
        Command command = incoming.request.command().answer();
        try {
            byte[] frame = sign(WmmpMessage.builder(command).terminalId(terminalId).sequenceNumber(incoming.number)
                    .body(answer.body()).build()).toBytes();
            answers.remember(incoming, frame, resources.nanoTime());
            incoming.peer.send(frame);
        } catch (RuntimeException e) {
            LOG.warn("{} of {} cannot be sent: {}", command, terminalId, e.toString());
        }
    }

    private void send(Outgoing request) {
        try {
            if (request.message == null || renumbersRepeats()) {
                request.message = sign(WmmpMessage.builder(request.command).terminalId(terminalId)
                        .sequenceNumber(++lastNumber).body(request.body).build());
            }
        } catch (RuntimeException e) {
            outstanding = null;
            fail(request, e);
            return;
        }
        request.sent++;
        Peer peer = peer();
        if (peer != null) {
            peer.send(request.message.toBytes());
        }
        request.timeout = resources.timer().newTimeout(timeout -> onTimeout(request), request.patience.timeout().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void onTimeout(Outgoing request) {
        synchronized (this) {
            if (outstanding != request) {
                return;
            }
            if (request.sent < request.patience.sends()) {
                send(request);
                return;
            }
            outstanding = null;
        }
        fail(request, new NoAnswerException(terminalId, request.command, request.sent,
                request.patience.timeout().toMillis() * request.sent));
        proceed();
    }

    /**
     * Whether a request is the one in hand, whose answer is still owed.
     *
     * @param  request a request of the other end
     * @return         whether it is being dealt with
     */
    public final synchronized boolean isInHand(WmmpMessage request) {
        return inHand != null && inHand.request == request;
    }

    /** @return whether a request of either end is under way or waits */
    public final synchronized boolean isBusy() {
        return outstanding != null || waiting != null || inHand != null;
    }

    /** @return how many requests of this end wait for their turn */
    public final synchronized int queued() {
        return waiting == null ? 0 : waiting.size();
    }

    /** Makes the request under way be numbered and signed anew at its next send, since a new login voids what was sent. */
    protected final synchronized void renewRequest() {
        if (outstanding != null) {
            outstanding.message = null;
        }
    }

    /**
     * Gives up the requests of this end, the one under way included.
     *
     * @param reason why, for the exception that their senders get
     */
    protected final void giveUpRequests(String reason) {
        Deque<Outgoing> given = new ArrayDeque<>();
        synchronized (this) {
            if (outstanding != null) {
                outstanding.cancelTimeout();
                given.add(outstanding);
                outstanding = null;
            }
            if (waiting != null) {
                given.addAll(waiting);
                waiting = null;
            }
        }
        given.forEach(request -> fail(request, new SessionClosedException(
                request.command + " of terminal " + terminalId + " given up: " + reason)));
    }

    /**
     * Ends the session: nothing is taken, answered or sent any more.
     *
     * @param reason why, for the exception that senders of open requests get
     */
    protected final void close(String reason) {
        synchronized (this) {
            closed = true;
            inHand = null;
            backlog = null;
            answers.clear();
        }
        giveUpRequests(reason);
    }
}
