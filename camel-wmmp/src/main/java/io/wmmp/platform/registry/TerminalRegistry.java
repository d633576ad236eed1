package io.wmmp.platform.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import io.wmmp.protocol.TerminalId;

/**
 * The terminals that a platform knows. Asked when a terminal registers or logs in and when users look for terminals, not
 * for each message. Implementations are safe for use by any thread and do not block the caller: one that has to wait, for
 * instance for a database, does so on threads of its own.
 */
public interface TerminalRegistry {

    /**
     * @param  terminalId a serial number
     * @return            the terminal; null when it is not known
     */
    CompletionStage<TerminalRecord> find(TerminalId terminalId);

    /**
     * Finds many terminals at once, as a platform does with those whose sessions it restores. The default asks for one after
     * the other; a registry that has to wait for each answer should do better.
     *
     * @param  terminalIds serial numbers, some thousands at most
     * @return             those that are known
     */
    default CompletionStage<Map<TerminalId, TerminalRecord>> findAll(Collection<TerminalId> terminalIds) {
        CompletionStage<Map<TerminalId, TerminalRecord>> all = CompletableFuture.completedStage(new HashMap<>());
        for (TerminalId id : terminalIds) {
            all = all.thenCombine(find(id), (known, terminal) -> {
                if (terminal != null) {
                    known.put(id, terminal);
                }
                return known;
            });
        }
        return all;
    }

    /**
     * @param  imei an IMEI, 15 digits
     * @param  imsi an IMSI, 15 digits
     * @return      the terminal that has both; null when none is known
     */
    CompletionStage<TerminalRecord> findByIdentity(String imei, String imsi);

    /**
     * Adds a terminal, unless its id or its IMEI and IMSI are taken.
     *
     * @param  terminal the terminal
     * @return          whether it was added
     */
    CompletionStage<Boolean> add(TerminalRecord terminal);

    /**
     * Adds many terminals, each unless its id or its IMEI and IMSI are taken. The default adds one after the other; a registry
     * that has to wait for each should do better.
     *
     * @param  terminals some thousands at most
     * @return           those that were not added
     */
    default CompletionStage<List<TerminalRecord>> addAll(List<TerminalRecord> terminals) {
        CompletionStage<List<TerminalRecord>> all = CompletableFuture.completedStage(new ArrayList<>());
        for (TerminalRecord terminal : terminals) {
            all = all.thenCompose(refused -> add(terminal).thenApply(added -> {
                if (!added) {
                    refused.add(terminal);
                }
                return refused;
            }));
        }
        return all;
    }

    /**
     * Replaces what is known of a terminal, or adds it.
     *
     * @param  terminal the terminal
     * @return          completes when it is stored
     */
    CompletionStage<Void> save(TerminalRecord terminal);

    /**
     * Changes what is known of a terminal. The default finds and saves; a registry that others change too at the same time
     * should do better, since what they save in between would be lost.
     *
     * @param  terminalId a serial number
     * @param  change     gives the terminal as it shall be, or the same for no change
     * @return            the terminal as it is now; null when it is not known
     */
    default CompletionStage<TerminalRecord> update(TerminalId terminalId, UnaryOperator<TerminalRecord> change) {
        return find(terminalId).thenCompose(terminal -> {
            TerminalRecord changed = terminal == null ? null : change.apply(terminal);
            return changed == terminal ? CompletableFuture.completedStage(terminal)
                    : save(changed).thenApply(saved -> changed);
        });
    }

    /**
     * Looks for terminals, ascending by id.
     *
     * @param  query what to look for
     * @return       one page of them
     */
    CompletionStage<TerminalPage> list(TerminalQuery query);
}
