package io.wmmp.soak;

import io.wmmp.platform.download.CampaignStore;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.platform.queue.CommandStore;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.platform.store.SessionStore;
import io.wmmp.platform.twin.TwinStore;

/**
 * A store that keeps sessions and downloads apart.
 *
 * @param other     keeps all the rest
 * @param sessions  keeps sessions
 * @param downloads keeps downloads
 */
record PartlyKept(PlatformStore other, SessionStore sessions, DownloadStore downloads) implements PlatformStore {

    @Override
    public TerminalRegistry registry() {
        return other.registry();
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
