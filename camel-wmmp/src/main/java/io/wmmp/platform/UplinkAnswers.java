package io.wmmp.platform;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.wmmp.link.Peer;
import io.wmmp.platform.routing.BusinessData;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;

/**
 * What requests of terminals get: the answer of the handler that takes them, of the desk whose matter they are, or of the
 * platform itself. What only a session can tell, it adds itself.
 */
final class UplinkAnswers {

    private final Platform platform;

    UplinkAnswers(Platform platform) {
        this.platform = platform;
    }

    /**
     * @param at   the listener whose handlers count
     * @param from where the request came from
     */
    CompletionStage<Answer> decide(
            TerminalSession session, PlatformListener at, WmmpMessage request, SecurityCategory category, Peer from,
            boolean possibleDuplicate) {
        Consumption consumption = at.consumption(request.command());
        Supplier<CompletionStage<Answer>> handler = consumption == null ? null
                : () -> platform.deliver(consumption, request, category, session.codec(), from, possibleDuplicate);
        if (BusinessData.isCarriedBy(request.command())) {
            return platform.routing().route(session, request, at.options().forwarding(), handler);
        }
        if (request.command() == Command.SECURITY_CONFIG) {
            // kept before anybody says yes to it
            return platform.simBindings().reported(session, request, category)
                    .thenCompose(kept -> handler != null ? handler.get() : platform.keys().answer(session, request, category));
        }
        if (handler != null) {
            return handler.get();
        }
        return switch (request.command()) {
            case CONFIG_REQ -> platform.twins().answer(session, request);
            case FILE_REQ -> platform.downloads().answer(session, request, from);
            case HEART_BEAT, LOGOUT, LOGIN, CONFIG_TRAP ->
                CompletableFuture.completedStage(Answer.success(session.codec(), request));
            default -> CompletableFuture.completedStage(Answer.failure(session.codec(), request));
        };
    }

    /** A login that nobody refused, and nobody has said more of, tells whether its configuration is the one that is known. */
    CompletionStage<Answer> compared(TerminalSession session, WmmpMessage login, Answer given) {
        boolean plain = Platform.isPositive(session.codec(), Command.LOGIN_ACK, given)
                && (given.body()[0] & 0xFF) == session.dialect().successCode(Command.LOGIN_ACK);
        return !plain ? CompletableFuture.completedStage(given)
                : platform.twins().loginResult(session, login).thenApply(result -> Answer.of(session.codec(), login, result,
                        Map.of("timestamp", 0)));
    }

    /** What a terminal has reported is stored before it is acknowledged. */
    CompletionStage<Answer> recorded(TerminalSession session, WmmpMessage trap, Answer given) {
        return !Platform.isPositive(session.codec(), Command.CONFIG_TRAP_ACK, given) ? CompletableFuture.completedStage(given)
                : platform.twins().reported(session, trap).thenApply(done -> given);
    }
}
