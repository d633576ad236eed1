package io.wmmp.platform.twin;

import java.io.ByteArrayOutputStream;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
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
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.NoAnswerException;
import io.wmmp.session.Patience;

/**
 * Keeps the twins of terminals: takes what they tell and accept, and tells them what they shall have as soon as they speak.
 * Changes of one twin are made one after the other, in the order in which their causes came. Safe for use by any thread;
 * nothing here blocks.
 */
public final class TwinDesk {

    /** The bound on the tags of a twin where none is given. */
    public static final int DEFAULT_MAX_TAGS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(TwinDesk.class);
    private static final int LOAD_BATCH = 1000;
    /** The longest value that is kept, in bytes: configuration is short. */
    private static final int MAX_VALUE = 1024;
    private static final int FIRST_SECURITY_TAG = 0xE000;
    private static final int LAST_SECURITY_TAG = 0xEFFF;
    /** Says something of one message, and is no configuration. */
    private static final Set<Integer> NOT_CONFIGURATION = Set.of(0x4001, Tlv.USER_DATA, Tlv.FRAGMENT_INFO, 0x4009, 0x4010,
            0x4011,
            Tlv.DESTINATION_TERMINAL, Tlv.SOURCE_TERMINAL, Tlv.DESTINATION_EC, Tlv.SOURCE_EC, Tlv.COMMAND_PARAMETERS, 0x4017);
    /** Result of LOGIN_ACK: the checksum differs, the terminal shall report the values that are kept alike, and their list. */
    private static final int LOGIN_OUT_OF_SYNC = 1;
    /** A terminal that does not answer is told what it shall have so often, until it logs in anew. */
    private static final int MAX_UNANSWERED = 10;

    private final Fleet fleet;
    private final CommandDesk commands;
    private final TwinStore store;
    private final int maxTags;
    private final ExecutionReports executions = new ExecutionReports();
    /** The last change of each twin that is under way. */
    private final Map<TerminalId, CompletableFuture<Void>> changes = new ConcurrentHashMap<>();
    /** The terminals that have to be told something. */
    private final Map<TerminalId, Sync> pending = new ConcurrentHashMap<>();
    private final LongAdder ignored = new LongAdder();

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
        this.store = store;
        this.maxTags = maxTags;
        store.loadPending(LOAD_BATCH, batch -> batch.forEach(id -> pending.computeIfAbsent(id, key -> new Sync())))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("The twins cannot be read: what terminals shall have is sent when it is set again", failure);
                    }
                });
    }

    /**
     * @param  terminalId a terminal
     * @return            what is known of its configuration, and what it shall be. Fails with
     *                    {@link UnknownTerminalException}
     */
    public CompletionStage<TwinStatus> find(TerminalId terminalId) {
        return fleet.recordOf(terminalId).thenCompose(terminal -> load(terminalId)
                .thenApply(twin -> status(twin, fleet.codecOf(terminal))));
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
                int tag = configurationTag(codec, key);
                if (value == null) {
                    dropped.add(tag);
                } else {
                    wanted.add(codec.writeTlv(key, value));
                }
            });
            return change(terminalId, twin -> {
                Collection<Integer> gone = replace ? twin.desired().keySet() : dropped;
                Twin after = twin.desiring(wanted, gone);
                if (after.desired().size() > maxTags) {
                    throw new InvalidFieldException(codec.nameOf(after.desired().lastKey()),
                            "would be one tag too many, a twin has at most " + maxTags + " (maxTwinTags)");
                }
                return after;
            }).thenApply(twin -> {
                // what was refused or not answered may be tried again
                deliver(terminalId);
                return status(twin, codec);
            });
        });
    }

    private static int configurationTag(WmmpCodec codec, String key) {
        int tag = codec.numberOf(key);
        if (codec.dialect().isSecret(tag) || tag >= FIRST_SECURITY_TAG && tag <= LAST_SECURITY_TAG) {
            throw new InvalidFieldException(key, "is a secret, of which no twin is kept; send it as a command");
        }
        if (!isKept(tag, codec.dialect())) {
            throw new InvalidFieldException(key, "is no configuration that a terminal could keep");
        }
        return tag;
    }

    private static boolean isKept(int tag, Dialect dialect) {
        return !dialect.isSecret(tag) && (tag < FIRST_SECURITY_TAG || tag > LAST_SECURITY_TAG)
                && !NOT_CONFIGURATION.contains(tag);
    }

    /** @return how many terminals have to be told values that they shall have */
    public int pending() {
        return pending.size();
    }

    /** @return how many values were not kept, since they were too long or their twin had too many tags already */
    public long ignored() {
        return ignored.sum();
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
        return load(session.terminalId()).handle((twin, failure) -> {
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
        List<Tlv> values = kept(session, trap.tlvs());
        if (values.isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        Instant now = now();
        return quietly(session, twin -> twin.reporting(within(twin, values), now));
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
        publish(Type.COMMAND_EXECUTED, session.terminalId(), null, details);
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
            List<Tlv> told = kept(session, answer.tlvs());
            quietly(session, twin -> twin.reporting(within(twin, told), now));
        } else if (request == Command.CONFIG_SET && positive) {
            List<Tlv> set = kept(session, asked);
            quietly(session, twin -> twin.accepting(within(twin, set), now));
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
        return load(session.terminalId()).thenCompose(twin -> {
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
        Sync sync = pending.isEmpty() ? null : pending.get(session.terminalId());
        if (sync == null) {
            return;
        }
        // not on this event loop, where what is sent would overtake the answer that another thread has just handed to it
        fleet.resources().execute(() -> {
            if (sync.isUnderWay()) {
                session.repeatCrossedRequest();
            }
            deliver(session.terminalId());
        });
    }

    /**
     * A login of a terminal counts from now on. Called by its session.
     *
     * @param session its session
     */
    public void loggedIn(Downlink session) {
        Sync sync = pending.get(session.terminalId());
        if (sync != null) {
            sync.loggedIn();
        }
    }

    /** Tells a terminal that is there what it shall have, unless that is under way. */
    private void deliver(TerminalId terminalId) {
        Sync sync = pending.get(terminalId);
        Downlink session = fleet.ready(terminalId);
        if (sync == null || session == null || !sync.begin()) {
            return;
        }
        change(terminalId, twin -> {
            if (!twin.isPending()) {
                pending.remove(terminalId, sync);
            }
            return twin;
        }).thenCompose(twin -> {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            twin.difference().forEach(tlv -> body.writeBytes(tlv.toBytes()));
            return body.size() == 0 ? CompletableFuture.<WmmpMessage>completedStage(null)
                    : session.ask(Command.CONFIG_SET, body.toByteArray(), Patience.of(session.dialect()));
        }).whenComplete((answer, failure) -> {
            if (failure == null) {
                // what follows from the answer has to be stored first
                change(terminalId, twin -> twin).whenComplete((twin, failed) -> {
                    sync.end(true);
                    if (answer != null) {
                        deliver(terminalId);
                    }
                });
                return;
            }
            boolean silent = causeOf(failure) instanceof NoAnswerException;
            sync.end(!silent);
            LOG.debug("Terminal {} could not be told what it shall have: {}", terminalId, failure.toString());
        });
    }

    private static Throwable causeOf(Throwable failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }

    private CompletionStage<Twin> load(TerminalId terminalId) {
        return CompletableFuture.completedStage(terminalId).thenCompose(store::find)
                .thenApply(twin -> twin == null ? Twin.unknown(terminalId) : twin);
    }

    /** Changes a twin for a cause that nobody waits for; completes, and never fails, when that is stored. */
    private CompletionStage<Void> quietly(Downlink session, UnaryOperator<Twin> change) {
        return change(session.terminalId(), change).handle((twin, failure) -> {
            if (failure != null) {
                warn(session.terminalId(), failure);
            }
            return null;
        });
    }

    private static void warn(TerminalId terminalId, Throwable failure) {
        LOG.warn("The twin of terminal {} cannot be read or stored: {}", terminalId, failure.toString());
    }

    /** Changes a twin when the changes before it are through. */
    private CompletionStage<Twin> change(TerminalId terminalId, UnaryOperator<Twin> change) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<Void> before = changes.put(terminalId, over);
        CompletionStage<Void> ready = before == null ? CompletableFuture.completedStage(null) : before;
        return ready.thenCompose(done -> load(terminalId)).thenCompose(twin -> {
            Twin after = change.apply(twin);
            return after == twin ? CompletableFuture.completedStage(twin) : store.save(after).thenApply(done -> {
                note(twin, after);
                return after;
            });
        }).whenComplete((twin, failure) -> {
            changes.remove(terminalId, over);
            over.complete(null);
        });
    }

    /** Sees what a change means: whether there is something to tell the terminal, and what others may want to know. */
    private void note(Twin before, Twin after) {
        TerminalId id = after.terminalId();
        List<Integer> refused = refused(after);
        refused.removeAll(refused(before));
        if (!refused.isEmpty()) {
            fleet.recordOf(id).thenAccept(terminal -> publish(Type.TWIN_REFUSED, id, null,
                    Map.of("tags", refused.stream().map(fleet.codecOf(terminal)::nameOf).toList())))
                    .exceptionally(failure -> {
                        warn(id, failure);
                        return null;
                    });
        }
        if (after.isPending()) {
            if (pending.putIfAbsent(id, new Sync()) == null) {
                // the sign of life that has brought the difference may have passed already
                fleet.resources().execute(() -> deliver(id));
            }
        } else {
            pending.remove(id);
            if (before.isPending() && refused(after).isEmpty() && !after.desired().isEmpty()) {
                publish(Type.TWIN_IN_SYNC, id, null, Map.of());
            }
        }
    }

    private static List<Integer> refused(Twin twin) {
        List<Integer> tags = new ArrayList<>();
        twin.desired().forEach((tag, wanted) -> {
            if (wanted.refused()) {
                tags.add(tag);
            }
        });
        return tags;
    }

    private void publish(Type type, TerminalId terminalId, String reason, Map<String, Object> details) {
        fleet.publish(new PlatformEvent(type, terminalId, null, null, reason, null, details));
    }

    /** What of a message is configuration. */
    private List<Tlv> kept(Downlink session, List<Tlv> tlvs) {
        List<Tlv> kept = new ArrayList<>();
        for (Tlv tlv : tlvs) {
            if (!isKept(tlv.tag(), session.dialect())) {
                continue;
            }
            if (tlv.length() > MAX_VALUE) {
                ignored.increment();
            } else {
                kept.add(tlv);
            }
        }
        return kept;
    }

    /** The values for which a twin has room. */
    private List<Tlv> within(Twin twin, List<Tlv> values) {
        Set<Integer> tags = new HashSet<>(twin.tags());
        List<Tlv> taken = new ArrayList<>();
        for (Tlv tlv : values) {
            if (tags.contains(tlv.tag()) || tags.size() < maxTags) {
                tags.add(tlv.tag());
                taken.add(tlv);
            } else {
                ignored.increment();
            }
        }
        return taken;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static TwinStatus status(Twin twin, WmmpCodec codec) {
        List<Tlv> reported = new ArrayList<>();
        Map<String, Instant> times = new LinkedHashMap<>();
        twin.reported().forEach((tag, has) -> {
            reported.add(Tlv.of(tag, has.value()));
            times.put(codec.nameOf(tag), has.at());
        });
        List<Tlv> desired = new ArrayList<>();
        twin.desired().forEach((tag, wanted) -> desired.add(Tlv.of(tag, wanted.value())));
        return new TwinStatus(twin.terminalId(), named(twin, reported, codec), times, named(twin, desired, codec),
                refused(twin).stream().map(codec::nameOf).toList(), !twin.isPending() && refused(twin).isEmpty());
    }

    /** The values by name, as a CONFIG_TRAP has them. */
    private static Map<String, Object> named(Twin twin, List<Tlv> values, WmmpCodec codec) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        values.forEach(tlv -> body.writeBytes(tlv.toBytes()));
        WmmpBody read = codec.readBody(
                WmmpMessage.builder(Command.CONFIG_TRAP).terminalId(twin.terminalId()).body(body.toByteArray()).build());
        return new LinkedHashMap<>(read);
    }

    /** That a terminal has to be told something, and how that goes. */
    private static final class Sync {

        private boolean underWay;
        private int unanswered;

        synchronized boolean isUnderWay() {
            return underWay;
        }

        synchronized boolean begin() {
            if (underWay || unanswered >= MAX_UNANSWERED) {
                return false;
            }
            underWay = true;
            return true;
        }

        synchronized void end(boolean answered) {
            underWay = false;
            unanswered = answered ? 0 : unanswered + 1;
        }

        synchronized void loggedIn() {
            unanswered = 0;
        }
    }
}
