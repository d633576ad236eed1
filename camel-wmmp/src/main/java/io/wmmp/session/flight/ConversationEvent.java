package io.wmmp.session.flight;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** What the events have in common that last from a request to its answer. */
@Category("WMMP")
@Enabled(false)
@StackTrace(false)
abstract class ConversationEvent extends Event {

    @Label("Terminal")
    String terminal;
    @Label("Command")
    String command;
    @Label("Outcome")
    String outcome;

    /**
     * Ends it. Called once, on any thread.
     *
     * @param itsTerminal the terminal
     * @param itsCommand  what it was about
     * @param itsOutcome  what came of it
     */
    public final void end(Object itsTerminal, Enum<?> itsCommand, Object itsOutcome) {
        terminal = itsTerminal.toString();
        command = itsCommand.name();
        outcome = String.valueOf(itsOutcome);
        commit();
    }
}
