package io.wmmp.camel.dataformat;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.security.KeySet;

/** Finds the secrets with which a terminal and its platform sign. */
interface SecretsLookup {

    /**
     * @param  terminalId a terminal
     * @return            what it may sign with, certain secrets first; empty where it is not known
     */
    List<Credentials> find(TerminalId terminalId) throws TimeoutException, ExecutionException, InterruptedException;

    /** Those of one terminal, whatever it is called: its id may not be known yet. */
    static SecretsLookup of(Credentials one) {
        return terminalId -> List.of(one);
    }

    /** Waits for a registry; data formats cannot but wait, and routes have threads of their own. */
    static SecretsLookup of(TerminalRegistry registry, long timeoutMillis) {
        return terminalId -> {
            TerminalRecord terminal = registry.find(terminalId).toCompletableFuture().get(timeoutMillis,
                    TimeUnit.MILLISECONDS);
            return terminal == null ? List.of() : Stream.of(terminal.keys(), terminal.pendingKeys()).filter(Objects::nonNull)
                    .map(KeySet::credentials).toList();
        };
    }
}
