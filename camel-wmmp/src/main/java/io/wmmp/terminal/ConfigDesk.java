package io.wmmp.terminal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.zip.CRC32;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/**
 * Changes the settings of a terminal and reports so: what CONFIG_SET and the answer to a CONFIG_REQ bring, and what somebody
 * changes at the terminal itself (protocol reference, behaviour, section 10). Safe for use by any thread; its monitor is taken
 * after that of the life.
 */
final class ConfigDesk {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigDesk.class);

    private static final int TAG_OPTION = 0x4009;
    private static final int TAG_RESULT = 0x4010;
    private static final int TAG_LOCAL_CHANGE = 0x4011;
    private static final int TAG_CRC32 = 0x4017;
    private static final int APPLIED = 0;
    private static final int NOT_APPLIED = 2;
    /** What a session cannot go on with when it changes. */
    private static final Set<String> OF_THE_SESSION = Set.of(TerminalStore.PLATFORM_APN, TerminalStore.PLATFORM_IP,
            TerminalStore.PLATFORM_PORT);

    private final Terminal terminal;
    private final TerminalStore store;
    private final ConfigRules rules;
    private final WmmpCodec codec;
    /** The CONFIG_SET that was carried out last, until it has been answered. */
    private volatile Applied applied;
    /** Changed at the terminal, and the platform has not been told. */
    private final Set<Integer> unannounced = new TreeSet<>();
    private boolean needsSession;

    ConfigDesk(Terminal terminal, TerminalStore store, ConfigRules rules) {
        this.terminal = terminal;
        this.store = store;
        this.rules = rules;
        this.codec = terminal.codec();
    }

    /** Does what a CONFIG_SET asks for, all or nothing; gives the tags at fault. */
    List<String> apply(WmmpMessage request) {
        List<String> faulty = rules.unwritable(request.tlvs());
        if (faulty.isEmpty()) {
            applied = new Applied(request, store.configure(settings(request)));
        }
        return faulty;
    }

    /** The option tells how to set the others, and is no setting itself. */
    private static List<Tlv> settings(WmmpMessage message) {
        return message.tlvs().stream().filter(tlv -> tlv.tag() != TAG_OPTION).toList();
    }

    /** What has been set cannot be kept: the terminal is as before, and says so once it has answered. */
    void notKept(WmmpMessage request) {
        Applied change = applied;
        if (change != null && change.request == request) {
            change.undo.run();
            applied = new Applied(request, null);
        }
    }

    /** A CONFIG_SET has its answer: a report follows, or a new session where the old one cannot go on. */
    void answered(WmmpMessage request) {
        Applied change = applied;
        if (change == null || change.request != request) {
            // refused, or taken by a route
            return;
        }
        applied = null;
        if (change.undo == null) {
            report(request, NOT_APPLIED);
        } else {
            follow(request);
        }
    }

    private void follow(WmmpMessage message) {
        terminal.settingsChanged(tagsOf(settings(message)));
        if (endsSession(settings(message))) {
            terminal.begin(NewSession.SETTINGS);
        } else {
            report(message, APPLIED);
        }
    }

    private boolean endsSession(List<Tlv> tlvs) {
        return tlvs.stream().anyMatch(tlv -> OF_THE_SESSION.contains(codec.nameOf(tlv.tag())));
    }

    private static Set<Integer> tagsOf(List<Tlv> tlvs) {
        Set<Integer> tags = new TreeSet<>();
        tlvs.forEach(tlv -> tags.add(tlv.tag()));
        return tags;
    }

    /** The platform has told values that the terminal has asked for by CONFIG_REQ. */
    void told(WmmpMessage answer) {
        List<Tlv> given = settings(answer).stream().filter(tlv -> tlv.length() > 0).toList();
        if (given.isEmpty()) {
            return;
        }
        if (!rules.unwritable(given).isEmpty()) {
            LOG.warn("Terminal {} cannot take what the platform has told it: {}", terminal.terminalId(),
                    rules.unwritable(given));
            report(answer, NOT_APPLIED);
            return;
        }
        Runnable undo = store.configure(given);
        terminal.saveState().whenComplete((done, failure) -> {
            if (failure == null) {
                follow(answer);
            } else {
                undo.run();
                report(answer, NOT_APPLIED);
            }
        });
    }

    /** Tells what has become of a message; the number of an answer is that of the request. */
    private void report(WmmpMessage message, int result) {
        report(message.sequenceNumber(), result, result == APPLIED ? settings(message) : null);
    }

    /** Tells that a request has been carried out that has no settings. */
    void reportDone(WmmpMessage request) {
        report(request.sequenceNumber(), APPLIED, null);
    }

    private void report(long number, int result, List<Tlv> settings) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(codec.nameOf(TAG_RESULT),
                ByteBuffer.allocate(Byte.BYTES + Integer.BYTES).put((byte) result).putInt((int) number).array());
        if (settings != null) {
            CRC32 crc = new CRC32();
            settings.forEach(tlv -> crc.update(tlv.toBytes()));
            body.put(codec.nameOf(TAG_CRC32), crc.getValue());
        }
        trap(body, () -> {
        });
    }

    private void trap(Map<String, ?> body, Runnable told) {
        terminal.request(Command.CONFIG_TRAP, codec.writeBody(Command.CONFIG_TRAP, body), terminal.patience())
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        told.run();
                    } else {
                        LOG.warn("Terminal {}: the report of {} failed: {}", terminal.terminalId(), body.keySet(),
                                failure.getMessage());
                    }
                });
    }

    /**
     * Changes values at the terminal itself. Of settings the platform is told: at once, or after the next login; of what the
     * terminal measures it is not.
     *
     * @return                       completes when they are kept; fails when they cannot be, and are as before then
     * @throws InvalidFieldException when one of them is wrong; then none is changed
     */
    CompletionStage<Void> change(Map<String, ?> values) {
        List<Tlv> settings = new ArrayList<>();
        List<Tlv> measured = new ArrayList<>();
        values.forEach((name, value) -> {
            Tlv tlv = codec.writeTlv(name, value);
            if (!rules.isPossible(tlv)) {
                throw new InvalidFieldException(name, "cannot be set, or not to this value, at a terminal");
            }
            (rules.isSetting(tlv.tag()) ? settings : measured).add(tlv);
        });
        measured.forEach(store::put);
        Runnable undo = store.configure(settings);
        return terminal.saveState().handle((done, failure) -> {
            if (failure != null) {
                undo.run();
                throw new CompletionException(failure);
            }
            terminal.settingsChanged(tagsOf(settings));
            synchronized (this) {
                unannounced.addAll(tagsOf(settings));
                needsSession |= endsSession(settings);
            }
            announce();
            return null;
        });
    }

    /** What is not told now is told after the login. */
    private void announce() {
        if (terminal.phase() != TerminalPhase.ONLINE) {
            return;
        }
        Set<Integer> changed;
        boolean restart;
        synchronized (this) {
            changed = new TreeSet<>(unannounced);
            restart = needsSession;
        }
        if (restart) {
            terminal.begin(NewSession.LOCAL_SETTINGS);
        } else if (!changed.isEmpty()) {
            List<Integer> sync = store.syncTags().stream().filter(changed::contains).toList();
            notice(sync.isEmpty() ? localChange() : store.read(sync), changed);
        }
    }

    /** The terminal has logged in: the LOGIN has said whether the values that both ends keep alike have changed. */
    void loggedIn() {
        Set<Integer> changed;
        synchronized (this) {
            needsSession = false;
            changed = new TreeSet<>(unannounced);
        }
        if (!changed.isEmpty()) {
            notice(localChange(), changed);
        }
    }

    private Map<String, Object> localChange() {
        return Collections.singletonMap(codec.nameOf(TAG_LOCAL_CHANGE), null);
    }

    private void notice(Map<String, Object> body, Set<Integer> changed) {
        trap(body, () -> {
            synchronized (this) {
                unannounced.removeAll(changed);
            }
        });
    }

    /** @param undo null where it has been undone */
    private record Applied(WmmpMessage request, Runnable undo) {
    }
}
