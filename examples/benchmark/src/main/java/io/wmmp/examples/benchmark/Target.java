package io.wmmp.examples.benchmark;

import java.util.List;

/**
 * What the component shall not cost more than, as a share of another row's processor time for each request.
 *
 * @param row   the row that is judged
 * @param base  the row that it is compared with
 * @param limit how much of that it may cost
 */
record Target(Contestant row, Contestant base, double limit) {

    static final List<Target> ALL = List.of(
            new Target(Contestant.HEARTBEAT, Contestant.D, 1.10),
            new Target(Contestant.DUPLICATE, Contestant.D, 1.10),
            new Target(Contestant.DATA_EVENT_LOOP, Contestant.D, 1.30),
            new Target(Contestant.DATA, Contestant.D, 1.55),
            new Target(Contestant.DATA, Contestant.COAP, 0.85),
            new Target(Contestant.TCP_DATA, Contestant.TCP_NETTY, 0.5));
}
