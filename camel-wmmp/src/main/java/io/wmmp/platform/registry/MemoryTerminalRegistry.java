package io.wmmp.platform.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

import io.wmmp.protocol.TerminalId;

/** A registry that forgets everything when the process ends. */
public final class MemoryTerminalRegistry implements TerminalRegistry {

    private static final Comparator<TerminalId> ORDER = Comparator.comparing(TerminalId::high, Long::compareUnsigned)
            .thenComparing(TerminalId::low, Long::compareUnsigned);

    private final Map<TerminalId, TerminalRecord> terminals = new ConcurrentSkipListMap<>(ORDER);
    private final Map<String, TerminalId> identities = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<TerminalRecord> find(TerminalId terminalId) {
        return CompletableFuture.completedStage(terminals.get(terminalId));
    }

    @Override
    public CompletionStage<TerminalRecord> findByIdentity(String imei, String imsi) {
        TerminalId id = identities.get(identity(imei, imsi));
        return CompletableFuture.completedStage(id == null ? null : terminals.get(id));
    }

    @Override
    public CompletionStage<Boolean> add(TerminalRecord terminal) {
        if (identities.putIfAbsent(identity(terminal), terminal.terminalId()) != null) {
            return CompletableFuture.completedStage(false);
        }
        if (terminals.putIfAbsent(terminal.terminalId(), terminal) != null) {
            identities.remove(identity(terminal), terminal.terminalId());
            return CompletableFuture.completedStage(false);
        }
        return CompletableFuture.completedStage(true);
    }

    @Override
    public CompletionStage<Void> save(TerminalRecord terminal) {
        TerminalRecord old = terminals.put(terminal.terminalId(), terminal);
        if (old != null && !identity(old).equals(identity(terminal))) {
            identities.remove(identity(old), old.terminalId());
        }
        identities.put(identity(terminal), terminal.terminalId());
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<TerminalRecord> update(TerminalId terminalId, UnaryOperator<TerminalRecord> change) {
        TerminalRecord changed = terminals.computeIfPresent(terminalId, (id, terminal) -> {
            TerminalRecord next = change.apply(terminal);
            if (!identity(terminal).equals(identity(next))) {
                if (identities.putIfAbsent(identity(next), id) != null) {
                    throw new IllegalStateException("IMEI and IMSI of terminal " + id + " are those of another one");
                }
                identities.remove(identity(terminal), id);
            }
            return next;
        });
        return CompletableFuture.completedStage(changed);
    }

    @Override
    public CompletionStage<TerminalPage> list(TerminalQuery query) {
        List<TerminalRecord> page = new ArrayList<>();
        long total = 0;
        for (TerminalRecord terminal : terminals.values()) {
            if (query.matches(terminal)) {
                if (total >= query.offset() && page.size() < query.limit()) {
                    page.add(terminal);
                }
                total++;
            }
        }
        return CompletableFuture.completedStage(new TerminalPage(total, page));
    }

    private static String identity(TerminalRecord terminal) {
        return identity(terminal.credentials().imei(), terminal.credentials().imsi());
    }

    private static String identity(String imei, String imsi) {
        return imei + "/" + imsi;
    }
}
