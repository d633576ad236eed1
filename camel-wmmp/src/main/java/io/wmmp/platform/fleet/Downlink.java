package io.wmmp.platform.fleet;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;

/**
 * The session of a terminal as those see it who have something to send to it. Safe for use by any thread. Implemented by the
 * platform, not by users.
 */
public interface Downlink {

    /** @return the terminal */
    TerminalId terminalId();

    /** @return the terminal as it was provisioned */
    TerminalRecord terminal();

    /** @return how the conversation is read and written */
    WmmpCodec codec();

    /** @return the dialect of the conversation */
    default Dialect dialect() {
        return codec().dialect();
    }

    /** @return whether the terminal is logged in */
    boolean isOnline();

    /** @return whether the terminal is logged in and takes what waits for it; not before its report right after the login */
    boolean takesCommands();

    /** @return the address of this machine that the terminal was heard at last; null for none, and by SMS */
    InetSocketAddress listenerAddress();

    /**
     * Sends a request in its turn.
     *
     * @param  command                  the request
     * @param  body                     its body, without digest
     * @param  patience                 how long and how often to try
     * @return                          the answer, whatever its result; {@link io.wmmp.session.NoAnswerException} when there
     *                                  is none, {@link io.wmmp.session.SessionClosedException} when the session ends first.
     *                                  Completes on the executor.
     * @throws TerminalOfflineException when the terminal is not logged in
     */
    CompletionStage<WmmpMessage> ask(Command command, byte[] body, Patience patience);

    /**
     * Has the request that is under way sent again, where one of the terminal has crossed it: the terminal drops what comes
     * before the answer that it waits for.
     */
    void repeatCrossedRequest();
}
