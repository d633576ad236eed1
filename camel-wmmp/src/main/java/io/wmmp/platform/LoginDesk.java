package io.wmmp.platform;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Peer;
import io.wmmp.platform.admission.LoginAdmission;
import io.wmmp.platform.admission.LoginRequest;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.CipherException;
import io.wmmp.security.Credentials;
import io.wmmp.security.SessionCipher;
import io.wmmp.session.Answer;

/**
 * What a LOGIN gets that has verified: whether it is admitted, the session key that it is granted, and the answer that tells it
 * its timestamp. What that means for the session of the terminal is for {@link LoginSession} to say.
 */
final class LoginDesk {

    private static final Logger LOG = LoggerFactory.getLogger(LoginDesk.class);

    private final Platform platform;
    private final LoginAdmission admission;

    /** @param admission who is asked first; null for nobody */
    LoginDesk(Platform platform, LoginAdmission admission) {
        this.platform = platform;
        this.admission = admission;
    }

    /**
     * @param at       the listener where it was heard
     * @param decision what its handler says, or the platform where it has none
     */
    CompletionStage<Answer> answer(
            TerminalSession session, PlatformListener at, WmmpMessage login, Peer from,
            Supplier<CompletionStage<Answer>> decision) {
        return admitted(session, login, from, decision)
                .thenCompose(given -> platform.answers().compared(session, login, given))
                .thenCompose(given -> letIn(session, at, login, from.compact(), given));
    }

    private CompletionStage<Answer> admitted(
            TerminalSession session, WmmpMessage login, Peer from, Supplier<CompletionStage<Answer>> decision) {
        if (admission == null) {
            return decision.get();
        }
        LoginRequest request = new LoginRequest(session.terminal(), login, from.address(), from.bearer());
        return platform.lookups().inTime(CompletableFuture.completedStage(request).thenCompose(admission::login))
                .whenComplete((result, failure) -> {
                    if (failure != null) {
                        platform.lookups().failed(from, login, failure);
                    }
                }).thenCompose(result -> result == LoginAdmission.ADMITTED ? decision.get()
                        : CompletableFuture.completedStage(result < 0 ? Answer.SILENCE : refusal(session, login, result)));
    }

    /** A login that nobody refused gets the next session timestamp. */
    private CompletionStage<Answer> letIn(
            TerminalSession session, PlatformListener at, WmmpMessage request, Peer from, Answer given) {
        if (!Platform.isPositive(session.codec(), Command.LOGIN_ACK, given)) {
            return CompletableFuture.completedStage(
                    given.isSilence() || given.body().length == 0 ? given : refusal(session, request, given.body()[0] & 0xFF));
        }
        TerminalRecord known = session.terminal();
        Dialect dialect = session.dialect();
        Credentials signer = signerOf(request, known, dialect);
        SessionCipher granted;
        try {
            granted = SessionKeys.grant(request, signer, dialect, session.policyAt(at, known.security()),
                    platform.keys().sessionKeyExpiry());
        } catch (CipherException e) {
            LOG.warn("LOGIN of {} is refused, no session key can be granted: {}", session.terminalId(), e.getMessage());
            return CompletableFuture.completedStage(refusal(session, request, dialect.failureCode(Command.LOGIN_ACK)));
        }
        Login login = session.logIn(from, granted, signer, known.security());
        return login == null ? CompletableFuture.completedStage(Answer.SILENCE)
                : stored(session, login, answer(session, request, given.body()[0] & 0xFF, login));
    }

    /** The secrets of a LOGIN that was let in; by SMS, where it is not signed, those of the registry. */
    private static Credentials signerOf(WmmpMessage login, TerminalRecord terminal, Dialect dialect) {
        Credentials signer = terminal.signerOf(login, dialect);
        return signer != null ? signer : terminal.credentials();
    }

    private static Answer answer(TerminalSession session, WmmpMessage request, int result, Login login) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("timestamp", login.timestamp());
        if (login.cipher != null) {
            byte[] baseKey = login.credentials.baseKey();
            Tlv envelope = login.cipher.cipher().seal(login.cipher.key(), baseKey, session.terminalId());
            Arrays.fill(baseKey, (byte) 0);
            body.put(session.codec().nameOf(envelope.tag()), envelope.value());
        }
        return Answer.of(session.codec(), request, result, body);
    }

    /** A refusal is signed with a timestamp of its own too: the terminal may know none of an earlier session. */
    private static Answer refusal(TerminalSession session, WmmpMessage request, int result) {
        Login refused = session.refuse(signerOf(request, session.terminal(), session.dialect()));
        return Answer.of(session.codec(), request, result, Map.of("timestamp", refused.timestamp()));
    }

    /** A timestamp is a promise that is kept after a restart too. */
    private CompletionStage<Answer> stored(TerminalSession session, Login login, Answer answer) {
        if (login.isStored()) {
            session.changed();
            return CompletableFuture.completedStage(answer);
        }
        return platform.sessionWriter().now(session).thenApply(written -> {
            login.hasBeenStored();
            return answer;
        });
    }
}
