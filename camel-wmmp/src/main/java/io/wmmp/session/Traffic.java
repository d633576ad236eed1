package io.wmmp.session;

import java.util.concurrent.atomic.LongAdder;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.flight.FlightEvents;
import io.wmmp.session.flight.FrameReceivedEvent;

/**
 * Sees the frames of one end, both ways: counts them, shows them to the flight recorder, and to the log and to
 * watchers where that is wished. What is not a frame is not counted here but dropped ({@link Drops}). Safe for use by any thread.
 */
public final class Traffic {

    /** Which way a frame goes. */
    public enum Direction {
        /** From the other end. */
        RECEIVED,
        /** To the other end. */
        SENT
    }

    private final LongAdder[][] frames = adders();
    private final LongAdder[][] bytes = adders();
    private final FrameTrace trace = new FrameTrace();

    Traffic() {
    }

    private static LongAdder[][] adders() {
        LongAdder[][] adders = new LongAdder[Direction.values().length][Bearer.values().length];
        for (LongAdder[] ofDirection : adders) {
            for (int i = 0; i < ofDirection.length; i++) {
                ofDirection[i] = new LongAdder();
            }
        }
        return adders;
    }

    /**
     * A frame has come, of whomever.
     *
     * @param codec   its dialect
     * @param message what it says, not verified yet
     * @param from    where it came from
     */
    public void received(WmmpCodec codec, WmmpMessage message, Peer from) {
        count(Direction.RECEIVED, from, message.length());
        if (FlightEvents.wantFrames()) {
            FrameReceivedEvent.commit(message.terminalId().toString(), message.command().name(), message.sequenceNumber(),
                    message.length(), from.bearer().name(), from.address());
        }
        if (trace.isOn()) {
            trace.show(message.terminalId(), Direction.RECEIVED, codec, () -> message, from);
        }
    }

    /**
     * Sends a frame.
     *
     * @param terminalId the terminal to which or of which it is
     * @param codec      its dialect
     * @param frame      the frame
     * @param to         where it goes
     */
    public void send(TerminalId terminalId, WmmpCodec codec, byte[] frame, Peer to) {
        count(Direction.SENT, to, frame.length);
        if (trace.isOn()) {
            trace.show(terminalId, Direction.SENT, codec, () -> codec.wrap(frame), to);
        }
        to.send(frame);
    }

    /** What an enciphered frame says, before it goes or after it has come. */
    void inPlain(TerminalId terminalId, Direction direction, WmmpCodec codec, WmmpMessage plain) {
        if (trace.isOn()) {
            trace.showPlain(terminalId, direction, codec, plain);
        }
    }

    private void count(Direction direction, Peer peer, int length) {
        int bearer = peer.bearer().ordinal();
        frames[direction.ordinal()][bearer].increment();
        bytes[direction.ordinal()][bearer].add(length);
    }

    /**
     * @param  direction which way
     * @param  bearer    what carries them
     * @return           how many frames have gone this way, copies and frames that were dropped later included
     */
    public long frames(Direction direction, Bearer bearer) {
        return frames[direction.ordinal()][bearer.ordinal()].sum();
    }

    /**
     * @param  direction which way
     * @param  bearer    what carries them
     * @return           the bytes of these frames, without the headers of the bearer
     */
    public long bytes(Direction direction, Bearer bearer) {
        return bytes[direction.ordinal()][bearer.ordinal()].sum();
    }

    /** @return where frames are logged and watched */
    public FrameTrace trace() {
        return trace;
    }
}
