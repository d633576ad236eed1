package io.wmmp.soak;

import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.platform.store.ForwardingStore;
import io.wmmp.platform.store.SessionStore;

/** A store that keeps sessions and downloads apart; all the rest is in memory. */
final class PartlyKept extends ForwardingStore {

    private final SessionStore sessions;
    private final DownloadStore downloads;

    PartlyKept(SessionStore sessions, DownloadStore downloads) {
        this.sessions = sessions;
        this.downloads = downloads;
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public DownloadStore downloads() {
        return downloads;
    }
}
