package io.wmmp.examples.platform;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;

import io.wmmp.link.Bearer;
import io.wmmp.platform.PlatformView;
import io.wmmp.session.Counters;
import io.wmmp.session.DropReason;
import io.wmmp.session.Traffic;

/** {@code GET /status}: the platform in a few numbers, none of which takes long to find. */
final class Status {

    private Status() {
    }

    static void show(Exchange exchange, PlatformView view, LiveTraffic traffic) {
        Counters counters = view.counters();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sessions", view.states());
        json.put("queuedCommands", view.queuedCommands());
        json.put("downloads", view.downloads());
        json.put("receivedFrames", frames(counters, Traffic.Direction.RECEIVED));
        json.put("sentFrames", frames(counters, Traffic.Direction.SENT));
        json.put("droppedMessages", Arrays.stream(DropReason.values()).mapToLong(counters.drops()::count).sum());
        json.put("trafficListeners", traffic.listeners());
        json.put("missedFrames", traffic.missed());
        Json.answer(exchange, 200, json);
    }

    private static long frames(Counters counters, Traffic.Direction direction) {
        return Arrays.stream(Bearer.values()).mapToLong(bearer -> counters.traffic().frames(direction, bearer)).sum();
    }
}
