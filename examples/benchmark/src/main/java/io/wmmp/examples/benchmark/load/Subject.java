package io.wmmp.examples.benchmark.load;

import io.wmmp.protocol.Command;

/** What the terminals of a measurement say, over and over. */
public enum Subject {
    /** A signed HEART_BEAT, each under a number of its own. */
    HEARTBEAT(Command.HEART_BEAT),
    /** The same signed HEART_BEAT again and again, as if its answer had been lost. */
    DUPLICATE(Command.HEART_BEAT),
    /** Signed TRANSPARENT_DATA of 60 bytes, each with another value. */
    DATA(Command.TRANSPARENT_DATA);

    final Command command;

    Subject(Command command) {
        this.command = command;
    }
}
