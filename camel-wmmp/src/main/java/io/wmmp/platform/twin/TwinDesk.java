package io.wmmp.platform.twin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.fleet.Downlink;
import io.wmmp.platform.fleet.Fleet;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.queue.CommandDesk;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.platform.twin.ExecutionReports.Report;
import io.wmmp.platform.twin.ExecutionReports.Taken;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;

/**
 * Keeps the twins of terminals: takes what they tell and accept, and tells them what they shall have as soon as they speak.
 * Changes of one twin are made one after the other, in the order in which their causes came. Safe for use by any thread;
 * nothing here blocks.
 */
public final class TwinDesk {

    /** The bound on the tags of a twin where none is given. */
    public static final int DEFAULT_MAX_TAGS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(TwinDesk.class);
    /** Result of LOGIN_ACK: the checksum differs, the terminal shall report the values that are kept alike, and their list. */
    private static final int LOGIN_OUT_OF_SYNC = 1;

    private final Fleet fleet;
    private final CommandDesk commands;
    private final KeptTags kept;
    private final TwinBook twins;
    private final TwinDelivery delivery;
    private final ExecutionReports executions = new ExecutionReports();

    /**
     * Reads at once which terminals have to be told something.
     *
     * @param fleet    the terminals
     * @param commands where commands wait, of which terminals report that they are carried out
     * @param store    keeps the twins
     * @param maxTags  how many values a twin may have
     */
    public TwinDesk(Fleet fleet, CommandDesk commands, TwinStore store, int maxTags) {
        this.fleet = fleet;
        this.commands = commands;
        this.kept = new KeptTags(maxTags);
        this.twins = new TwinBook(store, this::changed);
        this.delivery = new TwinDelivery(fleet, twins);
        delivery.load(store);
    }

    /**
     * @param  terminalId a terminal
     * @return            what is known of its configuration, and what it shall be. Fails with
     *                    {@link UnknownTerminalException}
     */
    public CompletionStage<TwinStatus> find(TerminalId terminalId) {
        return fleet.recordOf(terminalId).thenCompose(terminal -> twins.find(terminalId)
                .thenApply(twin -> TwinStatus.of(twin, fleet.codecOf(terminal))));
    }

    /**
     * Sets values that a terminal shall have. They are sent when it next speaks, in one CONFIG_SET, as far as it is not known
     * to have them.
     *
     * @param  terminalId the terminal
     * @param  values     values by name; null for a tag that the terminal may have any value of
     * @param  replace    whether tags that are not named may have any value from now on
     * @return            completes when that is stored. Fails with {@link UnknownTerminalException}, or
     *                    {@link InvalidFieldException} for a tag that is unknown, secret or no configuration, for a value that
     *                    does not fit, or when there would be too many tags
     */
    public CompletionStage<TwinStatus> desire(TerminalId terminalId, Map<String, ?> values, boolean replace) {
        return fleet.recordOf(terminalId).thenCompose(terminal -> {
            WmmpCodec codec = fleet.codecOf(terminal);
            List<Tlv> wanted = new ArrayList<>();
            List<Integer> dropped = new ArrayList<>();
            codec.checkRanges(values);
            values.forEach((key, value) -> {
                int tag = KeptTags.require(codec, key);
                if (value == null) {
                    dropped.add(tag);
                } else {
                    wanted.add(codec.writeTlv(key, value));
                }
            });
            return twins.change(terminalId, twin -> {
                Collection<Integer> gone = replace ? twin.desired().keySet() : dropped;
                return kept.requireRoom(twin.desiring(wanted, gone), codec);
            }).thenApply(twin -> {
                // what was refused or not answered may be tried again
                delivery.deliver(terminalId);
                return TwinStatus.of(twin, codec);
            });
        });
    }

    /** @return how many terminals have to be told values that they shall have */
    public int pending() {
        return delivery.pending();
    }

    /** @return how many values were not kept, since they were too long or their twin had too many tags already */
    public long ignored() {
        return kept.ignored();
    }

    /**
     * What to answer to a LOGIN that is let in: whether its checksum is that of the values that are known here. As long as it
     * is not known which tags are summed, nobody is asked to report.
     *
     * @param  session the session of the terminal
     * @param  login   the LOGIN
     * @return         the result of LOGIN_ACK; never fails
     */
    public CompletionStage<Integer> loginResult(Downlink session, WmmpMessage login) {
        int inSync = session.dialect().successCode(Command.LOGIN_ACK);
        long crc32 = login.unsigned("sync_crc32");
        if (crc32 == 0 || !session.dialect().isSuccess(Command.LOGIN_ACK, LOGIN_OUT_OF_SYNC)) {
            // real terminals that keep nothing alike send 0
            return CompletableFuture.completedStage(inSync);
        }
        return twins.find(session.terminalId()).handle((twin, failure) -> {
            if (failure != null) {
                warn(session.terminalId(), failure);
                return inSync;
            }
            return !twin.knowsSyncTags() || twin.isInSync(crc32) ? inSync : LOGIN_OUT_OF_SYNC;
        });
    }

    /**
     * Takes what a terminal reports.
     *
     * @param  session the session of the terminal
     * @param  trap    the CONFIG_TRAP
     * @return         completes, and never fails, when that is stored
     */
    public CompletionStage<Void> reported(Downlink session, WmmpMessage trap) {
        Report report = executions.read(trap);
        if (report != null) {
            executed(session, report);
        }
        List<Tlv> values = kept.in(trap.tlvs(), session.dialect());
        if (values.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        Instant now = now();
        return quietly(session, twin -> twin.reporting(kept.within(twin, values), now));
    }

    private void executed(Downlink session, Report report) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("sequenceNumber", report.number());
        details.put("status", report.status());
        Taken command = report.command();
        if (command != null) {
            details.put("command", command.command().name());
            if (command.commandId() != null) {
                details.put("commandId", command.commandId());
            }
            if (report.crc32Matches() != null) {
                details.put("crc32Matches", report.crc32Matches());
            }
            if (report.status() != 0 && command.command() == Command.CONFIG_SET) {
                quietly(session, twin -> twin.failing(command.tlvs()));
            }
        }
        publish(Type.COMMAND_EXECUTED, session.terminalId(), details);
    }

    /**
     * Takes what follows from an answer of a terminal. Called by its session before anything else of it is dealt with.
     *
     * @param session     the session of the terminal
     * @param answer      the answer
     * @param requestBody the body of the request, without digest
     */
    public void answered(Downlink session, WmmpMessage answer, byte[] requestBody) {
        Command request = answer.command().request();
        if (request != Command.CONFIG_GET && request != Command.CONFIG_SET && request != Command.REMOTE_CTRL) {
            return;
        }
        boolean positive = session.dialect().isSuccess(answer.command(), (int) answer.unsigned(WmmpCodec.RESULT));
        List<Tlv> asked = WmmpMessage.builder(request).terminalId(session.terminalId()).body(requestBody).build().tlvs();
        Instant now = now();
        if (positive && request != Command.CONFIG_GET) {
            executions.taken(session.terminalId(), answer.sequenceNumber(),
                    new Taken(request, asked, commands.idOf(session.terminalId(), requestBody)));
        }
        if (request == Command.CONFIG_GET && positive) {
            List<Tlv> told = kept.in(answer.tlvs(), session.dialect());
            quietly(session, twin -> twin.reporting(kept.within(twin, told), now));
        } else if (request == Command.CONFIG_SET && positive) {
            List<Tlv> set = kept.in(asked, session.dialect());
            quietly(session, twin -> twin.accepting(kept.within(twin, set), now));
        } else if (request == Command.CONFIG_SET) {
            Set<Integer> faulty = new HashSet<>(answer.tlvs().stream().map(Tlv::tag).toList());
            List<Tlv> refused = asked.stream().filter(tlv -> faulty.isEmpty() || faulty.contains(tlv.tag())).toList();
            quietly(session, twin -> twin.refusing(refused));
        }
    }

    /**
     * Answers a terminal that asks what it shall have.
     *
     * @param  session the session of the terminal
     * @param  request the CONFIG_REQ
     * @return         all that it asks for, or which of that is not known
     */
    public CompletionStage<Answer> answer(Downlink session, WmmpMessage request) {
        WmmpCodec codec = session.codec();
        List<Integer> asked = request.tlvs().stream().map(Tlv::tag).toList();
        return twins.find(session.terminalId()).thenCompose(twin -> {
            List<Tlv> given = asked.stream().filter(tag -> twin.value(tag) != null).map(tag -> Tlv.of(tag, twin.value(tag)))
                    .toList();
            List<String> unknown = asked.stream().filter(tag -> twin.value(tag) == null).map(codec::nameOf).toList();
            Command answer = request.command().answer();
            if (!unknown.isEmpty() || given.isEmpty()) {
                return CompletableFuture.completedStage(Answer.of(codec, request, codec.dialect().failureCode(answer),
                        Map.of(WmmpCodec.FAULTY, unknown)));
            }
            Map<String, Object> body = new LinkedHashMap<>();
            given.forEach(tlv -> body.put(codec.nameOf(tlv.tag()), tlv.value()));
            Instant now = now();
            return quietly(session, before -> before.accepting(given, now)).thenApply(
                    done -> Answer.of(codec, request, codec.dialect().successCode(answer), body));
        });
    }

    /**
     * A terminal that is logged in has been heard. Called by its session for each message, on event loops.
     *
     * @param session its session
     */
    public void heard(Downlink session) {
        delivery.heard(session);
    }

    /**
     * A login of a terminal counts from now on. Called by its session.
     *
     * @param session its session
     */
    public void loggedIn(Downlink session) {
        delivery.loggedIn(session.terminalId());
    }

    /** Changes a twin for a cause that nobody waits for; completes, and never fails, when that is stored. */
    private CompletionStage<Void> quietly(Downlink session, UnaryOperator<Twin> change) {
        return twins.change(session.terminalId(), change).handle((twin, failure) -> {
            if (failure != null) {
                warn(session.terminalId(), failure);
            }
            return null;
        });
    }

    private static void warn(TerminalId terminalId, Throwable failure) {
        LOG.warn("The twin of terminal {} cannot be read or stored: {}", terminalId, failure.toString());
    }

    /** Sees what a change means: whether there is something to tell the terminal, and what others may want to know. */
    private void changed(Twin before, Twin after) {
        TerminalId id = after.terminalId();
        List<Integer> refused = new ArrayList<>(after.refused());
        refused.removeAll(before.refused());
        if (!refused.isEmpty()) {
            fleet.recordOf(id).thenAccept(terminal -> publish(Type.TWIN_REFUSED, id,
                    Map.of("tags", refused.stream().map(fleet.codecOf(terminal)::nameOf).toList())))
                    .exceptionally(failure -> {
                        warn(id, failure);
                        return null;
                    });
        }
        delivery.changed(after);
        if (before.isPending() && !after.isPending() && after.refused().isEmpty() && !after.desired().isEmpty()) {
            publish(Type.TWIN_IN_SYNC, id, Map.of());
        }
    }

    private void publish(Type type, TerminalId terminalId, Map<String, Object> details) {
        fleet.publish(new PlatformEvent(type, terminalId, null, null, null, null, details));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
