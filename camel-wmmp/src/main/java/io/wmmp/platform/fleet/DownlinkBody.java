package io.wmmp.platform.fleet;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.WmmpCodec;

/** Writes the body of a request once the dialect of the terminal is known. */
@FunctionalInterface
public interface DownlinkBody {

    /**
     * @param  codec    the dialect of the terminal
     * @param  terminal the terminal
     * @return          the body, without digest
     */
    byte[] write(WmmpCodec codec, TerminalRecord terminal);
}
