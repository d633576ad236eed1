package io.wmmp.platform;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.wmmp.platform.admission.RegistrationRequest;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.security.SecurityCategory;

/**
 * What is known of terminals, logged in or not: what their sessions know, and otherwise what the registry says. Safe for use by
 * any thread.
 */
final class TerminalDirectory {

    private final TerminalRegistry registry;
    private final TerminalSessions sessions;
    private final Map<String, WmmpCodec> codecs = new ConcurrentHashMap<>();

    TerminalDirectory(TerminalRegistry registry, TerminalSessions sessions) {
        this.registry = registry;
        this.sessions = sessions;
    }

    /** As the registry, but whatever it throws is a failure of the stage. */
    CompletionStage<TerminalRecord> lookUp(TerminalId terminalId) {
        return CompletableFuture.completedStage(terminalId).thenCompose(registry::find);
    }

    /** The terminal that wants to register, by its IMEI and IMSI; null when they are not known. */
    CompletionStage<TerminalRecord> lookUp(RegistrationRequest request) {
        return CompletableFuture.completedStage(request).thenCompose(wish -> registry.findByIdentity(wish.imei(), wish.imsi()));
    }

    /** The terminal as the registry knows it; fails where that does not. */
    CompletionStage<TerminalRecord> find(TerminalId terminalId) {
        return lookUp(terminalId).thenApply(terminal -> {
            if (terminal == null) {
                throw new UnknownTerminalException(terminalId.toString());
            }
            return terminal;
        });
    }

    /** The terminal as its session knows it, or else the registry; fails where neither does. */
    CompletionStage<TerminalRecord> recordOf(TerminalId terminalId) {
        TerminalSession session = sessions.get(terminalId);
        return session == null ? find(terminalId) : CompletableFuture.completedStage(session.terminal());
    }

    /** How the platform sees a terminal. */
    TerminalStatus status(TerminalRecord terminal) {
        TerminalSession session = sessions.get(terminal.terminalId());
        return session != null ? session.status(terminal) : unheard(terminal, codecOf(terminal).dialect());
    }

    private static TerminalStatus unheard(TerminalRecord terminal, Dialect dialect) {
        SecurityCategory security = Platform.policyOf(dialect, terminal.security()).required(Command.TRANSPARENT_DATA);
        return new TerminalStatus(terminal, dialect.name(), security, TerminalState.REGISTERED, null, null, null, null);
    }

    /** How the messages of a terminal are read that need not have a session. */
    WmmpCodec codecOf(TerminalRecord terminal) {
        TerminalSession session = sessions.get(terminal.terminalId());
        return session != null ? session.codec() : codecOf(terminal, null);
    }

    /** By the dialect that a terminal was provisioned with, and otherwise as those do that are heard where it is, if anywhere. */
    WmmpCodec codecOf(TerminalRecord terminal, WmmpCodec listener) {
        if (terminal.dialect() == null && listener != null) {
            return listener;
        }
        return codec(terminal.dialect() == null ? Dialect.DEFAULT : terminal.dialect());
    }

    /** One for all who speak a dialect. */
    WmmpCodec codec(Dialect dialect) {
        return codecs.computeIfAbsent(dialect.name(), name -> new WmmpCodec(dialect));
    }

    /** As {@link #codec(Dialect)}, of the dialect of a name. */
    WmmpCodec codec(String dialect) {
        return codecs.computeIfAbsent(dialect, name -> new WmmpCodec(Dialect.load(name)));
    }
}
