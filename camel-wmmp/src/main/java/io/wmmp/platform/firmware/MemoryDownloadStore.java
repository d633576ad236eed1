package io.wmmp.platform.firmware;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.wmmp.protocol.TerminalId;

/** Forgets all downloads when the process ends. It holds one for each terminal that has ever been told to fetch something. */
public final class MemoryDownloadStore implements DownloadStore {

    private final Map<TerminalId, Download> downloads = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Download> find(TerminalId terminalId) {
        return CompletableFuture.completedStage(downloads.get(terminalId));
    }

    @Override
    public CompletionStage<Void> save(Collection<Download> changed) {
        changed.forEach(download -> downloads.put(download.terminalId(), download));
        return CompletableFuture.completedStage(null);
    }
}
