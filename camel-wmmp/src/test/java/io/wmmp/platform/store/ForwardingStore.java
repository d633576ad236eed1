package io.wmmp.platform.store;

import io.wmmp.platform.download.CampaignStore;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.platform.queue.CommandStore;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.twin.TwinStore;

/** The store that another is, for tests that replace a part of it. */
public class ForwardingStore implements PlatformStore {

    private final PlatformStore other;

    /** All that is not replaced is in memory. */
    public ForwardingStore() {
        this(PlatformStore.inMemory());
    }

    public ForwardingStore(PlatformStore other) {
        this.other = other;
    }

    @Override
    public TerminalRegistry registry() {
        return other.registry();
    }

    @Override
    public SessionStore sessions() {
        return other.sessions();
    }

    @Override
    public DownloadStore downloads() {
        return other.downloads();
    }

    @Override
    public CampaignStore campaigns() {
        return other.campaigns();
    }

    @Override
    public CommandStore commands() {
        return other.commands();
    }

    @Override
    public TwinStore twins() {
        return other.twins();
    }
}
