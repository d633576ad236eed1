package io.wmmp.camel;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.apache.camel.spi.StateRepository;

import io.wmmp.security.CipherException;
import io.wmmp.security.SecretsAtRest;
import io.wmmp.terminal.TerminalStateStore;

/**
 * Keeps the state of one terminal in a repository of Camel, enciphered and bound to the terminal, so that it cannot be put in
 * place of that of another. The repository may block: it is written on an executor, one state at a time, and of those that come
 * meanwhile only the last.
 */
final class RepositoryStateStore implements TerminalStateStore {

    private final StateRepository<String, String> repository;
    private final SecretsAtRest secrets;
    private final Executor executor;
    private final String key;
    private final String place;
    private boolean writing;
    /** What is to be written next, and who waits for that; null for nothing. */
    private String next;
    private CompletableFuture<Void> nextWritten;

    RepositoryStateStore(
            StateRepository<String, String> repository, SecretsAtRest secrets, String terminalId, Executor executor) {
        this.repository = repository;
        this.secrets = secrets;
        this.executor = executor;
        // repositories have their own ideas of what separates a key from a value
        this.key = "wmmp-terminal-" + URLEncoder.encode(terminalId, StandardCharsets.UTF_8);
        this.place = "terminal " + terminalId;
    }

    @Override
    public byte[] load() {
        String stored = repository.getState(key);
        if (stored == null) {
            return null;
        }
        try {
            return secrets.open(Base64.getUrlDecoder().decode(stored), place);
        } catch (CipherException | IllegalArgumentException e) {
            throw new IllegalArgumentException("Option stateRepository: the state " + key + " cannot be read: "
                    + (e instanceof CipherException ? e.getMessage() : "it is not base64")
                    + ". Supply the stateSecretKey under which it was stored, or remove it and the terminal begins anew", e);
        }
    }

    @Override
    public CompletionStage<Void> save(byte[] state) {
        String sealed = Base64.getUrlEncoder().withoutPadding().encodeToString(secrets.seal(state, place));
        CompletableFuture<Void> written;
        synchronized (this) {
            next = sealed;
            if (nextWritten == null) {
                nextWritten = new CompletableFuture<>();
            }
            written = nextWritten;
            if (writing) {
                return written;
            }
            writing = true;
        }
        try {
            executor.execute(this::write);
        } catch (RejectedExecutionException e) {
            // the component is stopping: there is still time to write, and nobody else to do so
            write();
        }
        return written;
    }

    private void write() {
        while (true) {
            String state;
            CompletableFuture<Void> written;
            synchronized (this) {
                if (next == null) {
                    writing = false;
                    return;
                }
                state = next;
                written = nextWritten;
                next = null;
                nextWritten = null;
            }
            try {
                repository.setState(key, state);
                written.complete(null);
            } catch (RuntimeException e) {
                written.completeExceptionally(e);
            }
        }
    }
}
