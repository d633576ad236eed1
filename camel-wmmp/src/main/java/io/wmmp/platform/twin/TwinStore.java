package io.wmmp.platform.twin;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.wmmp.protocol.TerminalId;

/**
 * Keeps the configuration of terminals. The platform reads a twin when it needs it, keeps none in memory, and has one call
 * about a terminal under way at a time. Implementations are safe for use by any thread and never block the caller.
 */
public interface TwinStore {

    /**
     * Gives the terminals whose twin {@linkplain Twin#isPending() is pending}.
     *
     * @param  batch how many to give at a time, at least 1
     * @param  to    takes them, one call after the other; what it throws is what the stage fails with
     * @return       completes after the last call
     */
    CompletionStage<Void> loadPending(int batch, Consumer<List<TerminalId>> to);

    /**
     * @param  terminalId a terminal
     * @return            its twin, null where nothing is kept of it
     */
    CompletionStage<Twin> find(TerminalId terminalId);

    /**
     * Replaces what is kept of a terminal.
     *
     * @param  twin its twin
     * @return      completes when that is durable
     */
    CompletionStage<Void> save(Twin twin);
}
