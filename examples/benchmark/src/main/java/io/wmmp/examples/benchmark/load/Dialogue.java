package io.wmmp.examples.benchmark.load;

import io.netty.buffer.ByteBuf;

/** What terminals say to one kind of server, and how its answers are understood. Used by one thread. */
public interface Dialogue {

    /**
     * Writes the next request of a terminal.
     *
     * @param terminal which, from 0
     * @param out      takes the bytes
     */
    void request(int terminal, ByteBuf out);

    /**
     * Understands an answer.
     *
     * @param  answer one frame
     * @return        the terminal whose last request it answers; -1 when it is not that
     */
    int terminalOf(ByteBuf answer);
}
