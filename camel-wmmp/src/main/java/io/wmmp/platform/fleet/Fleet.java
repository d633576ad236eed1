package io.wmmp.platform.fleet;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionResources;

/**
 * The terminals of a platform as those see them who deal with one matter of theirs: commands that wait, twins, downloads. Safe
 * for use by any thread. Implemented by the platform, not by users.
 */
public interface Fleet {

    /** @return what all sessions share: timer, executor, counters */
    SessionResources resources();

    /**
     * @param  terminalId a terminal
     * @return            its session, logged in or not; null where there is none
     */
    Downlink session(TerminalId terminalId);

    /**
     * @param  terminalId a terminal
     * @return            whether it is logged in
     */
    default boolean isOnline(TerminalId terminalId) {
        Downlink session = session(terminalId);
        return session != null && session.isOnline();
    }

    /**
     * @param  terminalId a terminal
     * @return            its session, where it is logged in and takes what waits for it; otherwise null
     */
    default Downlink ready(TerminalId terminalId) {
        Downlink session = session(terminalId);
        return session != null && session.takesCommands() ? session : null;
    }

    /**
     * @param  terminalId a terminal
     * @return            its session, logged in; fails with {@link io.wmmp.platform.registry.UnknownTerminalException} or
     *                    {@link TerminalOfflineException}
     */
    CompletionStage<? extends Downlink> requireOnline(TerminalId terminalId);

    /**
     * @param  terminalId a terminal
     * @return            the terminal as its session knows it, or else the registry; fails with
     *                    {@link io.wmmp.platform.registry.UnknownTerminalException} where neither does
     */
    CompletionStage<TerminalRecord> recordOf(TerminalId terminalId);

    /**
     * @param  terminalId a terminal
     * @return            the terminal as the registry knows it, or null; whatever the registry throws is a failure of the stage
     */
    CompletionStage<TerminalRecord> lookUp(TerminalId terminalId);

    /**
     * @param  terminal a terminal that need not have a session
     * @return          how what it says is read and written
     */
    WmmpCodec codecOf(TerminalRecord terminal);

    /**
     * Sends a request to a terminal that is logged in, in its turn.
     *
     * @param  terminalId the terminal
     * @param  command    the request
     * @param  body       writes the body in the dialect of the terminal
     * @param  patience   how long and how often to try, from the dialect of the terminal
     * @return            the answer; fails as that of {@link Downlink#ask}, and where the terminal is not known
     */
    CompletionStage<WmmpMessage> request(
            TerminalId terminalId, Command command, DownlinkBody body, Function<Dialect, Patience> patience);

    /**
     * Sends a request to a terminal by SMS, once.
     *
     * @param  terminalId the terminal
     * @param  command    the request
     * @param  body       writes the body in the dialect of the terminal
     * @param  patience   how long to wait for the answer, from the dialect of the terminal
     * @return            the answer; fails with {@link IllegalStateException} when there is no way to send one
     */
    CompletionStage<WmmpMessage> requestBySms(
            TerminalId terminalId, Command command, DownlinkBody body, Function<Dialect, Patience> patience);

    /**
     * @param  terminal a terminal
     * @return          whether a short message can be sent to it
     */
    boolean reachesBySms(TerminalRecord terminal);

    /**
     * @param  event told to all observers and handlers
     * @return       completes, and never fails, when all of them are done with it
     */
    CompletionStage<Void> publish(PlatformEvent event);

    /**
     * @param observer gets each event, one after the other, on the executor
     */
    void addObserver(Consumer<PlatformEvent> observer);
}
