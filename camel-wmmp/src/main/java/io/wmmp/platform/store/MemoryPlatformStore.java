package io.wmmp.platform.store;

import io.wmmp.platform.download.CampaignStore;
import io.wmmp.platform.download.MemoryCampaignStore;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.platform.firmware.MemoryDownloadStore;
import io.wmmp.platform.queue.CommandStore;
import io.wmmp.platform.queue.MemoryCommandStore;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.twin.MemoryTwinStore;
import io.wmmp.platform.twin.TwinStore;

/** A store that forgets everything when the process ends. */
final class MemoryPlatformStore implements PlatformStore {

    private final TerminalRegistry registry = new MemoryTerminalRegistry();
    private final DownloadStore downloads = new MemoryDownloadStore();
    private final CampaignStore campaigns = new MemoryCampaignStore();
    private final CommandStore commands = new MemoryCommandStore();
    private final TwinStore twins = new MemoryTwinStore();

    @Override
    public TerminalRegistry registry() {
        return registry;
    }

    /** The sessions themselves are in memory, with the platform. */
    @Override
    public SessionStore sessions() {
        return SessionStore.NONE;
    }

    @Override
    public DownloadStore downloads() {
        return downloads;
    }

    @Override
    public CampaignStore campaigns() {
        return campaigns;
    }

    @Override
    public CommandStore commands() {
        return commands;
    }

    @Override
    public TwinStore twins() {
        return twins;
    }
}
