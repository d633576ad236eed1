package io.wmmp.terminal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;
import io.wmmp.session.SessionResources;

/**
 * What the requests of a platform are answered with: by whoever takes them, or by the terminal itself where nobody does or where
 * it knows better. An answer that promises to keep something waits until that is kept.
 */
final class DownlinkAnswers {

    private final Terminal terminal;
    private final RequestHandlers handlers;
    private final TerminalIdentity identity;
    private final ConfigDesk config;
    private final RemoteControl remoteControl;
    private final BuiltInAnswers builtIn;
    private final SecurityAnswers securityAnswers;
    /** Null where the terminal does not fetch files. */
    private final Downloader downloader;
    private final SessionResources resources;

    DownlinkAnswers(Terminal terminal, RequestHandlers handlers, TerminalIdentity identity, ConfigDesk config,
            RemoteControl remoteControl, BuiltInAnswers builtIn, Downloader downloader, SessionResources resources) {
        this.terminal = terminal;
        this.handlers = handlers;
        this.identity = identity;
        this.config = config;
        this.remoteControl = remoteControl;
        this.builtIn = builtIn;
        this.securityAnswers = new SecurityAnswers(terminal.codec(), identity);
        this.downloader = downloader;
        this.resources = resources;
    }

    /** The answer to a request; a failure means silence. */
    CompletionStage<Answer> to(WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate) {
        CompletionStage<Answer> answer = isKeyDelivery(request) ? takeKeys(request, category, from, possibleDuplicate)
                : answer(request, category, from, possibleDuplicate);
        boolean changesState = request.command() == Command.SECURITY_CONFIG || request.command() == Command.CONFIG_SET;
        return changesState ? answer.thenCompose(given -> saved(request, given)) : answer;
    }

    /** What is acknowledged must not be lost with the process. */
    private CompletionStage<Answer> saved(WmmpMessage request, Answer given) {
        if (given == null || given.isSilence()) {
            return CompletableFuture.completedStage(given);
        }
        return terminal.saveState().handle((done, failure) -> {
            if (failure == null) {
                return given;
            }
            if (request.command() == Command.CONFIG_SET) {
                config.notKept(request);
                return given;
            }
            identity.unstage();
            return Answer.failure(terminal.codec(), request);
        });
    }

    private static boolean isKeyDelivery(WmmpMessage request) {
        return request.command() == Command.SECURITY_CONFIG && request.unsigned("operation") == SecurityAnswers.SET;
    }

    /** New secrets: a route may refuse them, and cannot make them right. */
    private CompletionStage<Answer> takeKeys(
            WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate) {
        Answer faulty = builtIn.toFaultyKeys(request, identity);
        if (faulty != null) {
            return CompletableFuture.completedStage(faulty);
        }
        CompletionStage<Answer> answer = terminal.isAside(from) || handlers.of(request.command()) == null
                ? CompletableFuture.completedStage(Answer.success(terminal.codec(), request))
                : answer(request, category, from, possibleDuplicate);
        return answer.thenApply(given -> {
            if (given != null && !given.isSilence()
                    && terminal.dialect().isSuccess(Command.SECURITY_CONFIG_ACK, given.body()[0] & 0xFF)) {
                identity.stage(request, terminal.dialect());
            }
            return given;
        });
    }

    private CompletionStage<Answer> answer(
            WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate) {
        RequestHandler handler = handlers.of(request.command());
        if (handler == null && request.command() == Command.SECURITY_CONFIG) {
            return CompletableFuture.completedStage(securityAnswers.to(request, category));
        }
        boolean terminalFirst = handlers.terminalComesFirst(request.command());
        if (downloader != null && !terminal.isAside(from) && terminalFirst && downloader.takes(request)) {
            return downloader.take(request);
        }
        if (terminal.isAside(from) || handler == null || terminalFirst && remoteControl.comesFirst(request)) {
            return CompletableFuture.completedStage(builtIn.to(request));
        }
        ReceivedRequest received = new ReceivedRequest(request, terminal.codec(), from, category,
                possibleDuplicate);
        Executor executor = handler.runsOnEventLoop() ? from::execute : resources.executor();
        return CompletableFuture.supplyAsync(() -> handler.handle(received), executor).thenCompose(answer -> answer);
    }
}
