package io.wmmp.session.flight;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** In the flight recorder: a route at work on a request of the other end. Off unless a recording enables it. */
@Name("io.wmmp.Route")
@Label("WMMP Route")
@Description("A route at work on a request of the other end")
public final class RouteEvent extends ConversationEvent {

    private static final RouteEvent PROBE = new RouteEvent();

    private RouteEvent() {
    }

    static RouteEvent start() {
        if (!PROBE.isEnabled()) {
            return null;
        }
        RouteEvent event = new RouteEvent();
        event.begin();
        return event;
    }
}
