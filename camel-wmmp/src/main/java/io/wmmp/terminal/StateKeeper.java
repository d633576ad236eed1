package io.wmmp.terminal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.security.Credentials;

/**
 * Keeps what of a terminal must outlive its process in a {@link TerminalStateStore}, and gives it back. What was saved counts for
 * more than the options, since the platform has set it later; but keys are void when the options have other secrets than those
 * under which they were saved: then somebody has set the terminal up anew. Safe for use by any thread.
 */
final class StateKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);

    private final TerminalStateStore states;
    private final TerminalIdentity identity;
    private final TerminalStore store;
    private final ConfigRules rules;
    private final byte[] origin;
    /** What was saved last, as a hash. */
    private byte[] saved;

    /**
     * @param states where to keep it; null for nowhere
     */
    StateKeeper(TerminalStateStore states, TerminalIdentity identity, TerminalStore store, ConfigRules rules,
            Credentials setUpWith) {
        this.states = states;
        this.identity = identity;
        this.store = store;
        this.rules = rules;
        this.origin = states == null ? null : originOf(setUpWith);
    }

    /** Brings back what was saved. */
    void restore() {
        byte[] bytes = states == null ? null : states.load();
        if (bytes == null) {
            return;
        }
        try {
            SavedState state = SavedState.of(bytes);
            if (MessageDigest.isEqual(state.origin(), origin)) {
                identity.restore(state);
            } else {
                LOG.info("Terminal {} has been set up with other secrets since its state was saved, and begins with those",
                        identity.factoryId());
            }
            store.restore(state.configuration(), state.former(), rules::isWritable);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Terminal " + identity.factoryId() + " cannot go on where it was: "
                    + e.getMessage() + "; remove what was saved, and it begins anew", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Saves what has changed since it was saved last; the stage completes when that is durable. */
    synchronized CompletionStage<Void> save() {
        if (states == null) {
            return CompletableFuture.completedStage(null);
        }
        byte[] bytes = identity.state(origin, store.settings(), store.former()).toBytes();
        try {
            byte[] hash = sha256().digest(bytes);
            if (Arrays.equals(hash, saved)) {
                return CompletableFuture.completedStage(null);
            }
            saved = hash;
            return states.save(bytes).whenComplete((done, failure) -> {
                if (failure != null) {
                    notSaved(hash, failure);
                }
            });
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private synchronized void notSaved(byte[] hash, Throwable failure) {
        LOG.warn("The state of terminal {} cannot be saved: {}", identity.factoryId(), failure.toString());
        if (Arrays.equals(hash, saved)) {
            saved = null;
        }
    }

    /** Secrets alone: another SIM or serial number is no other terminal. */
    private static byte[] originOf(Credentials credentials) {
        MessageDigest sha = sha256();
        for (String part : new String[] { credentials.imei(), credentials.uplinkPassword(), credentials.downlinkPassword() }) {
            sha.update((byte) (part == null ? 0 : 1));
            sha.update((part == null ? "" : part).getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
        }
        byte[] baseKey = credentials.baseKey();
        if (baseKey != null) {
            sha.update(baseKey);
            Arrays.fill(baseKey, (byte) 0);
        }
        return sha.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no SHA-256", e);
        }
    }
}
