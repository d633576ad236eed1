package io.wmmp.session;

import io.wmmp.protocol.TerminalId;

/**
 * Looks on while messages come and go. Is called on the threads that carry them, by several at a time, and delays them: it
 * returns at once and throws nothing.
 */
public interface FrameWatcher {

    /**
     * Asked of each message before it is decoded, which costs more than all else that is done with it.
     *
     * @param  terminalId the terminal to which or of which it is
     * @return            whether to show it to this watcher
     */
    boolean wants(TerminalId terminalId);

    /**
     * @param frame a message that was wanted
     */
    void saw(SeenFrame frame);
}
