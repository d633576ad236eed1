package io.wmmp.terminal;

import java.util.concurrent.CompletionStage;

/**
 * Where a terminal keeps what must outlive its process: its serial number, the SIM that it has registered, its keys, and what
 * its platform has configured. Each terminal has a store of its own, which is used by that terminal alone. What is stored holds
 * passwords and keys: a store enciphers it.
 */
public interface TerminalStateStore {

    /**
     * What was saved last. Called once, by the thread that makes the terminal, which it may block.
     *
     * @return                          the bytes; null when there are none. The terminal overwrites them.
     * @throws IllegalArgumentException when there are some that cannot be read, saying what to do
     */
    byte[] load();

    /**
     * Saves a state in place of the one before. Called by any thread, which it must not block; states are saved in the order of
     * the calls, and one that is followed by another need not be saved itself.
     *
     * @param  state what to save, which the terminal overwrites when this returns
     * @return       completes when this state, or a later one, is durable; fails when it is not. The terminal promises nothing
     *               to its platform before.
     */
    CompletionStage<Void> save(byte[] state);
}
