package io.wmmp.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.protocol.Command;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeySet;
import io.wmmp.security.SessionCipher;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionResources;

/**
 * Notices that keys of a terminal that is logged in have ended: logs it out with reason 8 for its session key, whereupon it
 * logs in again, and replaces its secrets where the platform makes such. A terminal does the first by itself, and has a moment
 * to do so. One slot of the timer wheel, while something has an end.
 */
final class KeyWatch {

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);

    private static final int LOGOUT_KEY_EXPIRED = 8;
    private static final long GRACE_SECONDS = 2;

    private final TerminalSession session;
    private final KeyDesk keys;
    private final SessionResources resources;
    private Timeout slot;

    private KeyWatch(TerminalSession session, KeyDesk keys, SessionResources resources) {
        this.session = session;
        this.keys = keys;
        this.resources = resources;
    }

    /**
     * A session has begun and is in use.
     *
     * @param  before its watch so far; null for none
     * @return        its watch; null where nothing has an end, as in most sessions
     */
    static KeyWatch start(KeyWatch before, TerminalSession session, KeyDesk keys, SessionResources resources) {
        OptionalLong end = endOf(session, keys);
        if (before == null && end.isEmpty()) {
            return null;
        }
        KeyWatch watch = before == null ? new KeyWatch(session, keys, resources) : before;
        watch.start(end);
        return watch;
    }

    private synchronized void start(OptionalLong end) {
        stop();
        end.ifPresent(seconds -> slot = resources.timer().newTimeout(this::ended,
                Math.max(0, seconds * 1000 - System.currentTimeMillis()), TimeUnit.MILLISECONDS));
    }

    private static OptionalLong endOf(TerminalSession session, KeyDesk keys) {
        SessionCipher cipher = session.cipher();
        LongStream sessionEnd = cipher == null || cipher.key().expiry().isNever() ? LongStream.empty()
                : LongStream.of(cipher.key().expiry().seconds() + GRACE_SECONDS);
        return LongStream.concat(sessionEnd, keys.replacesEnded() ? ends(session.terminal().keys()) : LongStream.empty()).min();
    }

    private static LongStream ends(KeySet keys) {
        return LongStream.of(keys.uplinkExpiry().seconds(), keys.downlinkExpiry().seconds(), keys.baseKeyExpiry().seconds())
                .filter(end -> !new Expiry(end).isNever());
    }

    synchronized void stop() {
        if (slot != null) {
            slot.cancel();
            slot = null;
        }
    }

    private void ended(Timeout fired) {
        synchronized (this) {
            if (fired != slot || !session.isOnline()) {
                return;
            }
            slot = null;
        }
        Instant now = Instant.now();
        SessionCipher cipher = session.cipher();
        Patience patience = Patience.of(session.dialect());
        try {
            if (cipher != null && cipher.key().expiry().isPast(now.minus(Duration.ofSeconds(GRACE_SECONDS - 1)))) {
                byte[] body = session.codec().writeBody(Command.LOGOUT, Map.of("reason", LOGOUT_KEY_EXPIRED));
                session.ask(Command.LOGOUT, body, patience).whenComplete((answer, failure) -> report("session key", failure));
            } else if (keys.replacesEnded() && session.terminal().keys().isPast(now)) {
                keys.rotate(session, patience).whenComplete((answer, failure) -> report("secrets", failure));
            }
        } catch (IllegalStateException e) {
            // it has gone, or is being given new ones already
            LOG.debug("Keys of terminal {} have ended: {}", session.terminalId(), e.getMessage());
        }
    }

    private void report(String what, Throwable failure) {
        if (failure != null) {
            LOG.warn("The {} of terminal {} ended and could not be replaced: {}", what, session.terminalId(),
                    failure.getMessage());
        }
    }
}
