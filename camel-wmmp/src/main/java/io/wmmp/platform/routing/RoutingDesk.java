package io.wmmp.platform.routing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.fleet.Downlink;
import io.wmmp.platform.fleet.Fleet;
import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.platform.routing.Forwarded.Refusal;
import io.wmmp.platform.routing.Forwarding.Mode;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.Patience;
import io.wmmp.session.Session;
import io.wmmp.session.SessionClosedException;

/**
 * Forwards business data between terminals and applications: names the source in place of the destination, asks who may send to
 * whom, and gives the answer of the far end back. Safe for use by any thread; nothing here blocks.
 */
public final class RoutingDesk {

    private static final Logger LOG = LoggerFactory.getLogger(RoutingDesk.class);

    private final Fleet fleet;
    private final Applications applications;
    private final WaitGraph waits = new WaitGraph();

    /**
     * @param fleet        the terminals
     * @param applications the applications
     */
    public RoutingDesk(Fleet fleet, Applications applications) {
        this.fleet = fleet;
        this.applications = applications;
    }

    /**
     * Deals with a request of a terminal: forwards what is addressed to somebody whom the platform knows, and leaves the rest
     * to the handler that takes such requests, if there is one.
     *
     * @param  from    the session of the terminal
     * @param  request TRANSPARENT_DATA or TRANSPARENT_CMD
     * @param  how     how to forward it
     * @param  handler gives the answer of that handler, or null where there is none
     * @return         what to answer
     */
    public CompletionStage<Answer> route(
            Downlink from, WmmpMessage request, Forwarding how, Supplier<CompletionStage<Answer>> handler) {
        Supplier<CompletionStage<Answer>> otherwise = handler != null ? handler
                : () -> CompletableFuture.completedStage(Answer.failure(from.codec(), request));
        if (how.mode() == Mode.OFF) {
            return otherwise.get();
        }
        if (handler != null && applications.isNoneKnown() && request.tlv(Tlv.DESTINATION_TERMINAL) == null) {
            // nearly everything: nobody else can be meant
            return handler.get();
        }
        BusinessData data = BusinessData.of(request, from.dialect());
        Party sender = Party.of(from.terminal());
        return find(data, sender).thenCompose(far -> {
            if (far == null && (handler != null || data.terminal() == null)) {
                return otherwise.get();
            }
            CompletionStage<Forwarded> outcome = far == null ? refused(Refusal.UNKNOWN) : forward(sender, data, far, how);
            return outcome.thenApply(known -> answer(from.codec(), request, known));
        });
    }

    /**
     * Deals with a request of an application: no handler gets it.
     *
     * @param  application the application
     * @param  codec       how its conversation is read and written
     * @param  request     TRANSPARENT_DATA or TRANSPARENT_CMD
     * @param  how         how to forward it
     * @return             what to answer
     */
    public CompletionStage<Answer> route(
            ApplicationRecord application, WmmpCodec codec, WmmpMessage request, Forwarding how) {
        Party sender = Party.of(application);
        BusinessData data = BusinessData.of(request, codec.dialect());
        return find(data, sender)
                .thenCompose(far -> far == null ? refused(Refusal.UNKNOWN) : forward(sender, data, far, how))
                .thenApply(outcome -> answer(codec, request, outcome));
    }

    private static Answer answer(WmmpCodec codec, WmmpMessage request, Forwarded outcome) {
        int result = outcome.resultFor(codec.dialect(), request.command().answer());
        return Answer.of(codec, request, result, outcome.details());
    }

    /**
     * Forwards business data as if a terminal had sent it: the same may get it, and its id is the source. Without a terminal
     * the platform itself is the sender, which may send to everybody, in the name of the application of the receiver.
     *
     * @param  source the id of the terminal from which the data comes; null for the platform itself
     * @param  data   the data
     * @param  how    how to forward it; {@link Mode#OFF} counts as {@link Mode#FAR} here
     * @return        what came of it, also where nobody of that name is known or reached; fails only where the source is not
     *                known ({@link UnknownTerminalException}) or the body cannot be written
     *                ({@link io.wmmp.protocol.InvalidFieldException})
     */
    public CompletionStage<Forwarded> forward(TerminalId source, BusinessData data, Forwarding how) {
        CompletionStage<Party> sender = source == null ? CompletableFuture.completedStage(null)
                : fleet.recordOf(source).thenApply(Party::of);
        return sender.thenCompose(party -> find(data, party).thenCompose(far -> far == null
                ? refused(Refusal.UNKNOWN) : forward(party, data, far, how)));
    }

    /**
     * Forwards a request of a terminal, as {@link #forward(TerminalId, BusinessData, Forwarding)} does.
     *
     * @param  request     TRANSPARENT_DATA or TRANSPARENT_CMD, in plain
     * @param  terminal    the terminal that shall get the data; null for an application
     * @param  application the application that shall get it; null for that of the sender
     * @param  how         how to forward it
     * @return             what came of it
     */
    public CompletionStage<Forwarded> forward(WmmpMessage request, String terminal, String application, Forwarding how) {
        return fleet.recordOf(request.terminalId()).thenCompose(sender -> forward(request.terminalId(), new BusinessData(
                request.command(), terminal, application,
                BusinessData.of(request, fleet.codecOf(sender).dialect()).content()), how));
    }

    /** Who shall get the data; null where nobody of that name is known. */
    private CompletionStage<FarEnd> find(BusinessData data, Party sender) {
        if (data.terminal() == null) {
            return findApplication(data.application() != null || sender == null ? data.application() : sender.ecCode());
        }
        TerminalId id;
        try {
            id = TerminalId.of(data.terminal());
        } catch (IllegalArgumentException e) {
            // no terminal can have such an id
            return CompletableFuture.completedStage(null);
        }
        Downlink session = fleet.session(id);
        CompletionStage<TerminalRecord> known = session != null ? CompletableFuture.completedStage(session.terminal())
                : fleet.lookUp(id);
        return known.thenApply(terminal -> terminal == null ? null
                : new FarEnd(Party.of(terminal), session == null ? null : session.codec(),
                        session == null || !session.isOnline() ? null : session::ask));
    }

    private CompletionStage<FarEnd> findApplication(String ecCode) {
        return ecCode == null ? CompletableFuture.completedStage(null) : applications.find(ecCode).thenApply(known -> {
            if (known == null) {
                return null;
            }
            Session connection = applications.connectionOf(ecCode);
            return new FarEnd(Party.of(known), applications.codec(), connection == null ? null : connection::request);
        });
    }

    private CompletionStage<Forwarded> forward(Party sender, BusinessData data, FarEnd far, Forwarding how) {
        if (sender != null && (sender.name().equals(far.party.name()) || !sender.mayExchangeWith(far.party))) {
            return refused(Refusal.REJECTED);
        }
        if (far.asking == null) {
            return refused(Refusal.ABSENT);
        }
        boolean accepts = how.mode() == Mode.ACCEPT;
        boolean bothWait = !accepts && sender != null && sender.terminal() != null && far.party.terminal() != null;
        if (bothWait && !waits.enter(sender.terminal(), far.party.terminal())) {
            return refused(Refusal.ABSENT);
        }
        CompletionStage<WmmpMessage> answer;
        try {
            byte[] body = data.content().write(far.codec, sender == null ? BusinessData.sourceEc(far.party.ecCode())
                    : sender.asSource());
            answer = far.asking.ask(data.command(), body, how.patience(far.codec.dialect()));
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedStage(e);
        }
        CompletionStage<Forwarded> outcome = answer.handle((message, failure) -> {
            if (bothWait) {
                waits.leave(sender.terminal(), far.party.terminal());
            }
            return failure == null ? new Forwarded(null, message, far.codec.dialect()) : failed(data, far, failure);
        });
        boolean taken = !outcome.toCompletableFuture().isDone();
        return accepts && taken ? CompletableFuture.completedStage(Forwarded.ACCEPTED) : outcome;
    }

    private static Forwarded failed(BusinessData data, FarEnd far, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOG.debug("{} to {} not forwarded: {}", data.command(), far.party.name(), cause.toString());
        boolean absent = cause instanceof NoAnswerException || cause instanceof TerminalOfflineException
                || cause instanceof SessionClosedException || cause instanceof RejectedExecutionException;
        return Forwarded.refused(absent ? Refusal.ABSENT : Refusal.REJECTED);
    }

    private static CompletionStage<Forwarded> refused(Refusal why) {
        return CompletableFuture.completedStage(Forwarded.refused(why));
    }

    /** Who shall get data, in which dialect, and how to ask; null for the last two where it is not there. */
    private record FarEnd(Party party, WmmpCodec codec, Asking asking) {
    }

    /** Sends a request in its turn. */
    @FunctionalInterface
    private interface Asking {

        CompletionStage<WmmpMessage> ask(Command command, byte[] body, Patience patience);
    }
}
