package io.wmmp.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
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
 * to do so. Most sessions have nothing that ends; each other takes a slot of the timer wheel. Safe for use by any thread.
 */
final class KeyWatch {

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);

    private static final int LOGOUT_KEY_EXPIRED = 8;
    private static final long GRACE_SECONDS = 2;

    private final KeyDesk keys;
    private final SessionResources resources;
    private final Map<TerminalSession, Timeout> slots = new ConcurrentHashMap<>();

    KeyWatch(KeyDesk keys, SessionResources resources) {
        this.keys = keys;
        this.resources = resources;
    }

    /** A session has begun and is in use. */
    void start(TerminalSession session) {
        OptionalLong end = endOf(session);
        if (end.isEmpty()) {
            stop(session);
            return;
        }
        slots.compute(session, (same, before) -> {
            if (before != null) {
                before.cancel();
            }
            // it may have ended meanwhile
            return session.isOnline() ? resources.timer().newTimeout(fired -> ended(session, fired),
                    Math.max(0, end.getAsLong() * 1000 - System.currentTimeMillis()), TimeUnit.MILLISECONDS) : null;
        });
    }

    /** A session has ended. */
    void stop(TerminalSession session) {
        Timeout slot = slots.remove(session);
        if (slot != null) {
            slot.cancel();
        }
    }

    /** How many sessions have something that ends. */
    int slots() {
        return slots.size();
    }

    private OptionalLong endOf(TerminalSession session) {
        SessionCipher cipher = session.cipher();
        LongStream sessionEnd = cipher == null || cipher.key().expiry().isNever() ? LongStream.empty()
                : LongStream.of(cipher.key().expiry().seconds() + GRACE_SECONDS);
        return LongStream.concat(sessionEnd, keys.replacesEnded() ? ends(session.terminal().keys()) : LongStream.empty()).min();
    }

    private static LongStream ends(KeySet keys) {
        return LongStream.of(keys.uplinkExpiry().seconds(), keys.downlinkExpiry().seconds(), keys.baseKeyExpiry().seconds())
                .filter(end -> !new Expiry(end).isNever());
    }

    private void ended(TerminalSession session, Timeout fired) {
        if (!slots.remove(session, fired) || !session.isOnline()) {
            return;
        }
        Instant now = Instant.now();
        SessionCipher cipher = session.cipher();
        Patience patience = Patience.of(session.dialect());
        try {
            if (cipher != null && cipher.key().expiry().isPast(now.minus(Duration.ofSeconds(GRACE_SECONDS - 1)))) {
                byte[] body = session.codec().writeBody(Command.LOGOUT, Map.of("reason", LOGOUT_KEY_EXPIRED));
                session.ask(Command.LOGOUT, body, patience)
                        .whenComplete((answer, failure) -> report(session, "session key", failure));
            } else if (keys.replacesEnded() && session.terminal().keys().isPast(now)) {
                keys.rotate(session, patience).whenComplete((answer, failure) -> report(session, "secrets", failure));
            }
        } catch (IllegalStateException e) {
            // it has gone, or is being given new ones already
            LOG.debug("Keys of terminal {} have ended: {}", session.terminalId(), e.getMessage());
        }
    }

    private static void report(TerminalSession session, String what, Throwable failure) {
        if (failure != null) {
            LOG.warn("The {} of terminal {} ended and could not be replaced: {}", what, session.terminalId(),
                    failure.getMessage());
        }
    }
}
