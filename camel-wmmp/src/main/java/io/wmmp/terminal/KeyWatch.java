package io.wmmp.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.protocol.Command;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeySet;
import io.wmmp.security.SessionCipher;

/**
 * Notices that keys of a terminal that is logged in have ended. An ended session key is replaced by a new login, ended
 * secrets by such that the platform is asked for (protocol reference, behaviour, section 10.5). Its methods run under the
 * monitor of the life.
 */
final class KeyWatch {

    private static final Logger LOG = LoggerFactory.getLogger(KeyWatch.class);

    private final Terminal terminal;
    private final TerminalLife life;
    private final TerminalIdentity identity;
    private final Duration pause;
    private Timeout slot;

    KeyWatch(Terminal terminal, TerminalLife life, TerminalIdentity identity, Duration pause) {
        this.terminal = terminal;
        this.life = life;
        this.identity = identity;
        this.pause = pause;
    }

    /** The terminal has logged in: waits for the first end. */
    void start() {
        KeySet keys = identity.keys();
        SessionCipher cipher = terminal.cipher();
        Expiry session = cipher == null ? Expiry.NEVER : cipher.key().expiry();
        Stream.of(session, keys.uplinkExpiry(), keys.downlinkExpiry(), keys.baseKeyExpiry()).filter(end -> !end.isNever())
                .mapToLong(Expiry::seconds).min().ifPresent(this::waitUntil);
    }

    private void waitUntil(long end) {
        long millis = end * 1000 - System.currentTimeMillis();
        // what has ended before it was there shall not be replaced without a pause, again and again
        slot = life.schedule(millis > 0 ? TimeUnit.MILLISECONDS.toNanos(millis) : pause.toNanos(), this::ended);
    }

    void stop() {
        if (slot != null) {
            slot.cancel();
            slot = null;
        }
    }

    private void ended() {
        SessionCipher cipher = terminal.cipher();
        if (cipher != null && cipher.key().expiry().isPast(Instant.now())) {
            life.sessionChange().begin(NewSession.SESSION_KEY_ENDED);
        } else if (identity.keys().isPast(Instant.now())) {
            askForKeys(cipher != null);
        } else {
            start();
        }
    }

    private void askForKeys(boolean enciphered) {
        int operation = enciphered ? SecurityAnswers.WANT_KEYS_ENCIPHERED : SecurityAnswers.WANT_KEYS;
        // new ones come before this is over, and end the watch
        slot = life.schedule(pause.toNanos(), this::ended);
        terminal.request(Command.SECURITY_CONFIG,
                terminal.codec().writeBody(Command.SECURITY_CONFIG, Map.of("operation", operation)), terminal.patience())
                .whenComplete((answer, failure) -> {
                    if (failure != null || !answer.has("result") || answer.unsigned("result") != 0) {
                        LOG.warn("Keys of terminal {} have ended, and the platform gives it no others: {}",
                                terminal.terminalId(), failure != null ? failure.getMessage() : answer);
                    }
                });
    }
}
