package io.wmmp.session.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** In the flight recorder: a request of the other end, from the moment when it was accepted to its answer. Off unless a recording enables it. */
@Name("io.wmmp.Request")
@Label("WMMP Request")
@Description("A request of the other end, from the moment when it was accepted to its answer")
public final class RequestEvent extends ConversationEvent {

    private static final RequestEvent PROBE = new RequestEvent();

    private RequestEvent() {
    }

    static RequestEvent start() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        RequestEvent event = new RequestEvent();
        event.begin();
        return event;
    }
}
