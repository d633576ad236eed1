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

/**
 * A store that forgets everything when the process ends.
 *
 * @param registry  the terminals
 * @param sessions  none: the sessions themselves are in memory, with the platform
 * @param downloads what terminals were told to fetch
 * @param campaigns none: they are in memory too
 * @param commands  the commands that wait
 * @param twins     the configuration of terminals
 */
record MemoryPlatformStore(TerminalRegistry registry, SessionStore sessions, DownloadStore downloads, CampaignStore campaigns,
        CommandStore commands, TwinStore twins) implements PlatformStore {

    MemoryPlatformStore() {
        this(new MemoryTerminalRegistry(), SessionStore.NONE, new MemoryDownloadStore(), new MemoryCampaignStore(),
                new MemoryCommandStore(), new MemoryTwinStore());
    }
}
