package io.wmmp.session.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** In the flight recorder: a frame has come. Off unless a recording enables it. */
@Name("io.wmmp.FrameReceived")
@Label("WMMP Frame Received")
@Category("WMMP")
@Description("A frame has come; nothing of it has been verified yet")
@Enabled(false)
@StackTrace(false)
public final class FrameReceivedEvent extends Event {

    /** Asked instead of an event made for each frame. */
    private static final FrameReceivedEvent PROBE = new FrameReceivedEvent();

    @Label("Terminal")
    private String terminal;
    @Label("Command")
    private String command;
    @Label("Sequence Number")
    private long sequenceNumber;
    @Label("Length")
    @DataAmount
    private int length;
    @Label("Bearer")
    private String bearer;
    @Label("Remote Address")
    private String remoteAddress;

    private FrameReceivedEvent() {
    }

    static boolean isOn() {
        return PROBE.isEnabled();
    }

    /**
     * Records a frame.
     *
     * @param terminal       the terminal id that it names
     * @param command        what it says
     * @param sequenceNumber its number
     * @param length         its bytes
     * @param bearer         what carried it
     * @param remoteAddress  where it came from
     */
    public static void commit(String terminal, String command, long sequenceNumber, int length, String bearer,
            String remoteAddress) {
        FrameReceivedEvent event = new FrameReceivedEvent();
        event.terminal = terminal;
        event.command = command;
        event.sequenceNumber = sequenceNumber;
        event.length = length;
        event.bearer = bearer;
        event.remoteAddress = remoteAddress;
        event.commit();
    }
}
