package io.wmmp.session.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** In the flight recorder: the wait for the answer to a request of this end, from its first send. Off unless a recording enables it. */
@Name("io.wmmp.Answer")
@Label("WMMP Answer")
@Description("The wait for the answer to a request of this end, from its first send")
public final class AnswerEvent extends ConversationEvent {

    private static final AnswerEvent PROBE = new AnswerEvent();

    private AnswerEvent() {
    }

    static AnswerEvent start() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        AnswerEvent event = new AnswerEvent();
        event.begin();
        return event;
    }
}
