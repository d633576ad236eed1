package io.wmmp.platform.store;

import io.wmmp.platform.download.CampaignStore;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.platform.queue.CommandStore;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.twin.TwinStore;

/**
 * Where a platform keeps what must outlive its process: one store for each matter. A stage of any of them completes when
 * the thing is durable, or fails. Implementations are safe for use by any thread and never block the caller.
 */
public interface PlatformStore {

    /**
     * A store that forgets everything when the process ends.
     *
     * @return a new one, empty
     */
    static PlatformStore inMemory() {
        return new MemoryPlatformStore();
    }

    /** @return the terminals, and their secrets; not used by a platform that is given a registry of its own */
    TerminalRegistry registry();

    /** @return the sessions of terminals */
    SessionStore sessions();

    /** @return what terminals were told to fetch */
    DownloadStore downloads();

    /** @return the campaigns that have terminals fetch something */
    CampaignStore campaigns();

    /** @return the commands that wait for their terminals */
    CommandStore commands();

    /** @return the configuration of terminals, and what it shall be */
    TwinStore twins();
}
