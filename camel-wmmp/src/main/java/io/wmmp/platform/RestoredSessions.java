package io.wmmp.platform;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.store.SessionStore;
import io.wmmp.platform.store.StoredSession;
import io.wmmp.protocol.WmmpCodec;

/**
 * Takes the sessions of an earlier process from their store before the first socket is opened, and gives each its listener
 * when that is. Guarded by {@link PlatformListeners}.
 */
final class RestoredSessions {

    private static final Logger LOG = LoggerFactory.getLogger(RestoredSessions.class);
    private static final int BATCH = 1000;

    private final Platform platform;
    private final SessionStore store;
    private final Map<String, List<TerminalSession>> byListener = new HashMap<>();
    private boolean loaded;
    private int count;
    private int left;

    RestoredSessions(Platform platform, SessionStore store) {
        this.platform = platform;
        this.store = store;
    }

    /** Reads the sessions, once; waits until all are there. */
    void load() {
        if (loaded || store == SessionStore.NONE) {
            return;
        }
        long start = System.nanoTime();
        store.load(BATCH, this::restore).toCompletableFuture().join();
        loaded = true;
        if (count + left > 0) {
            LOG.info("{} sessions go on, read in {} ms; those of {} terminals that are not known any more do not", count,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), left);
        }
    }

    private CompletionStage<Void> restore(List<StoredSession> sessions) {
        return platform.registry().findAll(sessions.stream().map(StoredSession::terminalId).toList())
                .thenCompose(known -> {
                    for (StoredSession session : sessions) {
                        restore(session, known.get(session.terminalId()));
                    }
                    return CompletableFuture.completedStage(null);
                });
    }

    private void restore(StoredSession stored, TerminalRecord terminal) {
        if (terminal == null) {
            left++;
            return;
        }
        try {
            SessionForm.Header header = SessionForm.read(stored);
            if (header == null) {
                LOG.warn("The session of terminal {} is of another version: it has to log in anew", stored.terminalId());
                return;
            }
            WmmpCodec codec = platform.directory().codec(header.dialect());
            TerminalSession session = new TerminalSession(platform, terminal, codec);
            session.read(header.rest());
            if (platform.add(session)) {
                byListener.computeIfAbsent(header.listener(), key -> new ArrayList<>()).add(session);
                count++;
                session.resume();
            }
        } catch (IOException | RuntimeException e) {
            // a dialect that is no more, for instance
            LOG.warn("The session of terminal {} does not go on, it has to log in anew: {}", stored.terminalId(), e.toString());
        }
    }

    /** A listener has been opened: sessions that were heard there can be reached again. */
    void attach(PlatformListener listener) {
        List<TerminalSession> sessions = byListener.remove(listener.address().toString());
        if (sessions != null) {
            sessions.forEach(session -> session.goOnAt(listener));
        }
    }
}
