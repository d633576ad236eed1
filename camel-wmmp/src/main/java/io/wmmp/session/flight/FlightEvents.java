package io.wmmp.session.flight;

import java.util.concurrent.atomic.AtomicBoolean;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/**
 * Where the events of the flight recorder begin. Its classes take half a second to load, so none of them is touched before
 * somebody uses the recorder of this JVM; until then all that an event costs is one look at a field.
 */
public final class FlightEvents {

    private static final AtomicBoolean LISTENING = new AtomicBoolean();
    private static volatile boolean used;

    private FlightEvents() {
    }

    /** Notices from now on when the recorder is used. */
    public static void listen() {
        if (!LISTENING.compareAndSet(false, true)) {
            return;
        }
        try {
            FlightRecorder.addListener(new FlightRecorderListener() {
                @Override
                public void recorderInitialized(FlightRecorder recorder) {
                    used = true;
                }
            });
        } catch (NoClassDefFoundError e) {
            // a runtime image without the module jdk.jfr: there never is a recorder
            used = false;
        }
    }

    /** @return whether a recording wants {@link FrameReceivedEvent} */
    public static boolean wantFrames() {
        return used && FrameReceivedEvent.isOn();
    }

    /** @return an event that has begun; null where no recording wants it */
    public static RequestEvent request() {
        return used ? RequestEvent.start() : null;
    }

    /** @return an event that has begun; null where no recording wants it */
    public static AnswerEvent answer() {
        return used ? AnswerEvent.start() : null;
    }

    /** @return an event that has begun; null where no recording wants it */
    public static RouteEvent route() {
        return used ? RouteEvent.start() : null;
    }
}
