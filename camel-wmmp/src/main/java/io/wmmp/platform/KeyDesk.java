package io.wmmp.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecretGenerator;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionClosedException;

/**
 * The life of keys at the platform. Whatever secrets are sent to a terminal are first stored as pending; the terminal may log
 * in with either set from then on, until a message has come that is signed in a session which was opened with the new one.
 * Only then the old one goes, since only then the terminal cannot go back to it. While keys are pending no third set is sent:
 * nobody could tell which of three a terminal holds that was not heard.
 */
final class KeyDesk {

    private static final Logger LOG = LoggerFactory.getLogger(KeyDesk.class);

    /** Operation of SECURITY_CONFIG: the platform sets values. */
    static final int SET = 0;
    /** Operation: the terminal reports. */
    static final int REPORT = 4;
    /** Operation: the terminal wants new secrets, in clear. */
    private static final int WANTED = 5;
    /** Operation: the terminal wants new secrets, enciphered. */
    private static final int WANTED_ENCIPHERED = 6;
    /** Operation: the terminal wants something to be activated. */
    private static final int ACTIVATE = 7;
    private static final String OPERATION = "operation";
    /** A terminal has as long as three requests may take: to take the keys, to log out and to log in. */
    private static final int REQUESTS_OF_A_ROTATION = 3;

    private final Platform platform;
    private final TerminalRegistry registry;
    private final KeyRules rules;
    private final SecretGenerator generator = new SecretGenerator();
    /** Those who wait for a terminal to use its new keys, one for each terminal. */
    private final Map<TerminalId, CompletableFuture<WmmpMessage>> rotations = new ConcurrentHashMap<>();

    KeyDesk(Platform platform, TerminalRegistry registry, KeyRules rules) {
        this.platform = platform;
        this.registry = registry;
        this.rules = rules;
    }

    /** Whether there are secrets that could be sent to a terminal, or may be made. */
    boolean hasKeysFor(TerminalRecord terminal) {
        return rules.generates() || latest(terminal).credentials().hasPasswords();
    }

    /** Whether secrets that have ended are replaced by new ones. */
    boolean replacesEnded() {
        return rules.generates();
    }

    /** The secrets that a terminal shall use: pending ones, where there are such. */
    static KeySet latest(TerminalRecord terminal) {
        return terminal.pendingKeys() != null ? terminal.pendingKeys() : terminal.keys();
    }

    /** The terminal with secrets to send to it, stored: its pending ones, new ones where it may have them, or its own. */
    CompletionStage<TerminalRecord> keysFor(TerminalRecord terminal) {
        KeySet fresh = generate(terminal, platform.directory().codecOf(terminal).dialect());
        return registry.update(terminal.terminalId(), record -> record.pendingKeys() == null && rules.generates()
                ? record.offering(fresh) : record);
    }

    /** When a session key ends that is granted now. */
    Expiry sessionKeyExpiry() {
        return Expiry.after(rules.sessionKeyValidity(), Instant.now());
    }

    private KeySet generate(TerminalRecord terminal, Dialect dialect) {
        return KeySet.generate(terminal.credentials(), generator, dialect, Expiry.after(rules.validity(), Instant.now()));
    }

    /** Whether a request of ours would change secrets of the terminal. */
    static boolean isDelivery(WmmpMessage request) {
        return request.command() == Command.SECURITY_CONFIG && request.unsigned(OPERATION) == SET
                && KeySet.isIn(request.tlvs());
    }

    /**
     * Sends secrets that somebody has chosen.
     *
     * @param request the request, not yet signed
     * @param ask     sends it
     */
    CompletionStage<WmmpMessage> send(
            TerminalSession session, WmmpMessage request, Supplier<CompletionStage<WmmpMessage>> ask) {
        List<Integer> faults = session.terminal().keys().faults(request.tlvs(), session.dialect());
        if (!faults.isEmpty()) {
            throw new InvalidFieldException(session.codec().nameOf(faults.get(0)),
                    "is missing, or has a length that secrets do not have");
        }
        AtomicBoolean first = new AtomicBoolean();
        return offer(session, record -> {
            KeySet chosen = record.keys().changedBy(request.tlvs(), session.dialect());
            if (record.pendingKeys() != null && !record.pendingKeys().equals(chosen)) {
                throw new IllegalStateException("Terminal " + record.terminalId() + " has been sent keys that it has not used"
                        + " yet; send these again, with the header CamelWmmpRotateKeys, before others");
            }
            first.set(record.pendingKeys() == null && !record.keys().equals(chosen));
            return chosen;
        }).thenCompose(record -> ask.get()
                .thenCompose(answer -> withdrawWhenRefused(session, record.pendingKeys(), first.get(), answer)));
    }

    /** What a terminal gets that asks for keys or reports of its own, where no route takes that. */
    CompletionStage<Answer> answer(TerminalSession session, WmmpMessage request, SecurityCategory category) {
        WmmpCodec codec = session.codec();
        int operation = (int) request.unsigned(OPERATION);
        boolean may = operation == WANTED
                || operation == WANTED_ENCIPHERED && category.compareTo(SecurityCategory.ENCRYPTED) >= 0;
        if (operation == REPORT || operation == ACTIVATE) {
            return CompletableFuture.completedStage(Answer.success(codec, request));
        }
        if (!may || !rules.generates()) {
            return CompletableFuture.completedStage(Answer.failure(codec, request));
        }
        KeySet fresh = generate(session.terminal(), session.dialect());
        return platform.lookups().inTime(offer(session, record -> record.pendingKeys() == null ? fresh : record.pendingKeys()))
                .thenApply(record -> Answer.of(codec, request, codec.dialect().successCode(request.command().answer()),
                        record.pendingKeys().toBody(codec)));
    }

    /** Replaces the secrets of a terminal by new ones; completes when it has used them. */
    CompletionStage<WmmpMessage> rotate(TerminalSession session, Patience patience) {
        TerminalId id = session.terminalId();
        CompletableFuture<WmmpMessage> used = new CompletableFuture<>();
        if (rotations.putIfAbsent(id, used) != null) {
            throw new IllegalStateException("The keys of terminal " + id + " are being replaced already");
        }
        Duration longest = patience.longest().multipliedBy(REQUESTS_OF_A_ROTATION);
        Timeout limit = platform.resources().timer().newTimeout(
                timeout -> fail(id, used, new KeysNotUsedException(id, longest)), longest.toMillis(), TimeUnit.MILLISECONDS);
        used.whenComplete((answer, failure) -> limit.cancel());
        KeySet fresh = generate(session.terminal(), session.dialect());
        AtomicBoolean first = new AtomicBoolean();
        CompletableFuture.completedStage(session).thenCompose(one -> offer(one, record -> {
            first.set(record.pendingKeys() == null);
            return record.pendingKeys() == null ? fresh : record.pendingKeys();
        })).thenCompose(record -> session.ask(Command.SECURITY_CONFIG, body(session.codec(), record.pendingKeys()), patience)
                .thenCompose(answer -> withdrawWhenRefused(session, record.pendingKeys(), first.get(), answer)))
                .whenComplete((answer, failure) -> answered(session, used, answer, failure));
        return used;
    }

    static byte[] body(WmmpCodec codec, KeySet keys) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(OPERATION, SET);
        body.putAll(keys.toBody(codec));
        return codec.writeBody(Command.SECURITY_CONFIG, body);
    }

    private void answered(
            TerminalSession session, CompletableFuture<WmmpMessage> used, WmmpMessage answer, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof SessionClosedException closed && !closed.isRetryable()) {
            // it was sent, and the terminal has logged out: whether to use the keys will be seen
            LOG.debug("Terminal {} has not said whether it takes its new keys: {}", session.terminalId(), closed.getMessage());
        } else if (cause != null) {
            fail(session.terminalId(), used, cause);
        } else if (!isPositive(session, answer)) {
            rotations.remove(session.terminalId(), used);
            used.complete(answer);
        }
    }

    private static boolean isPositive(TerminalSession session, WmmpMessage answer) {
        return session.dialect().isSuccess(answer.command(), (int) answer.unsigned(WmmpCodec.RESULT));
    }

    /** Callers go on with code of their own, which may ask again at once. */
    private void fail(TerminalId id, CompletableFuture<WmmpMessage> waiting, Throwable failure) {
        rotations.remove(id, waiting);
        platform.resources().execute(() -> waiting.completeExceptionally(failure));
    }

    /** Stores secrets as pending before anything of them is sent. */
    private CompletionStage<TerminalRecord> offer(
            TerminalSession session, Function<TerminalRecord, KeySet> choice) {
        return registry.update(session.terminalId(), record -> {
            KeySet chosen = choice.apply(record);
            boolean stored = chosen.equals(record.pendingKeys()) || chosen.equals(record.keys());
            return stored ? record : record.offering(chosen);
        }).thenApply(record -> {
            if (record == null) {
                throw new UnknownTerminalException(session.terminalId().toString());
            }
            session.provisioned(record, session.codec());
            return record;
        });
    }

    /** What a terminal has refused it does not hold, unless it has been sent it before. */
    private CompletionStage<WmmpMessage> withdrawWhenRefused(
            TerminalSession session, KeySet sent, boolean first, WmmpMessage answer) {
        if (!first || !answer.hasDigest() || isPositive(session, answer)) {
            return CompletableFuture.completedStage(answer);
        }
        return registry.update(session.terminalId(),
                record -> sent.equals(record.pendingKeys()) ? record.offering(null) : record).thenApply(record -> {
                    session.provisioned(record, session.codec());
                    return answer;
                });
    }

    /** A message has come that proves which secrets the terminal uses and will not leave any more. */
    void used(TerminalSession session, Credentials credentials) {
        TerminalRecord known = session.terminal();
        if (known.proving(credentials) == known) {
            return;
        }
        registry.update(session.terminalId(), record -> record.proving(credentials)).whenComplete((record, failure) -> {
            if (failure != null) {
                LOG.warn("It cannot be stored that terminal {} uses its new keys, it may go on with either set: {}",
                        session.terminalId(), failure.toString());
                return;
            }
            session.provisioned(record, session.codec());
            LOG.debug("Terminal {} uses its new keys", session.terminalId());
            CompletableFuture<WmmpMessage> waiting = rotations.remove(session.terminalId());
            if (waiting != null) {
                platform.resources().execute(() -> waiting.complete(acknowledgement(session)));
            }
        });
    }

    private static WmmpMessage acknowledgement(TerminalSession session) {
        Command answer = Command.SECURITY_CONFIG.answer();
        return WmmpMessage.builder(answer).terminalId(session.terminalId()).body(session.codec().writeBody(answer,
                Map.of(WmmpCodec.RESULT, session.dialect().successCode(answer)))).build();
    }
}
