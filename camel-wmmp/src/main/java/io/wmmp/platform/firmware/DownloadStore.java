package io.wmmp.platform.firmware;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

import io.wmmp.protocol.TerminalId;

/**
 * Keeps what terminals were told to fetch, so that they go on with it when the process of their platform has ended and
 * another has been started. The platform writes a download before it offers it, and the progress of downloads behind, in
 * batches: a block costs no write. Implementations are safe for use by any thread and never block the caller.
 */
public interface DownloadStore {

    /**
     * @param  terminalId a terminal
     * @return            what it was told to fetch last; null for nothing
     */
    CompletionStage<Download> find(TerminalId terminalId);

    /**
     * Replaces what is kept of some terminals.
     *
     * @param  downloads downloads as they are now, one for each terminal at most
     * @return           completes when that is durable
     */
    CompletionStage<Void> save(Collection<Download> downloads);
}
