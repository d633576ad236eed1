package io.wmmp.platform.download;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Keeps nothing: campaigns are in memory, with the platform, and end with its process. */
public final class MemoryCampaignStore implements CampaignStore {

    @Override
    public CompletionStage<Void> load(Consumer<StoredCampaign> to) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> save(StoredCampaign campaign) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> end(Collection<End> ends) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> remove(String id) {
        return CompletableFuture.completedStage(null);
    }
}
