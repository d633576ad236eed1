package io.wmmp.session;

import java.util.concurrent.atomic.LongAdder;

import io.wmmp.session.flight.FlightEvents;

/** What one end counts: the platform, or all terminals of a component together. Safe for use by any thread. */
public final class Counters {

    private final Drops drops = new Drops();
    private final RequestMeter requests = new RequestMeter();
    private final AnswerMeter answers = new AnswerMeter();
    private final Traffic traffic = new Traffic();
    private final Durations answerTimes = new Durations();
    private final Durations routeTimes = new Durations();
    private final LongAdder queued = new LongAdder();
    private final LongAdder heldBack = new LongAdder();

    Counters() {
        FlightEvents.listen();
    }

    /** @return what was dropped */
    public Drops drops() {
        return drops;
    }

    /** @return what became of the requests of this end */
    public RequestMeter requests() {
        return requests;
    }

    /** @return how the requests of the other end were answered */
    public AnswerMeter answers() {
        return answers;
    }

    /** @return the frames, both ways */
    public Traffic traffic() {
        return traffic;
    }

    /** @return how long the other end took to answer, from the first send of a request to its answer */
    public Durations answerTimes() {
        return answerTimes;
    }

    /** @return how long routes took with the requests of the other end */
    public Durations routeTimes() {
        return routeTimes;
    }

    /** @return how many requests of this end wait for their turn, in all sessions */
    public long queued() {
        // what has left just now may be seen before it came
        return Math.max(0, queued.sum());
    }

    LongAdder queue() {
        return queued;
    }

    void countHeldBack() {
        heldBack.increment();
    }

    /** @return how often a connection was not read for a while because too much was under way */
    public long heldBack() {
        return heldBack.sum();
    }
}
