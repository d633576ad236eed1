package io.wmmp.examples.benchmark;

import io.wmmp.examples.benchmark.load.CoapDialogue;
import io.wmmp.examples.benchmark.load.Dialogue;
import io.wmmp.examples.benchmark.load.Subject;
import io.wmmp.examples.benchmark.load.WmmpDialogue;
import io.wmmp.examples.benchmark.server.Kind;

/** The rows of the comparison: a server, and what it is asked. */
public enum Contestant {
    RAW("raw Netty handler, no protocol", Kind.RAW, Subject.DATA),
    D("D: raw Netty handler, digests", Kind.DIGEST, Subject.DATA),
    D_BATCHED("D with recvmmsg", Kind.DIGEST_BATCHED, Subject.DATA),
    NETTY("camel-netty, defaults", Kind.NETTY, Subject.DATA),
    NETTY_TUNED("camel-netty, tuned", Kind.NETTY_TUNED, Subject.DATA),
    COAP("Californium", Kind.COAP, null),
    HEARTBEAT("wmmp HEART_BEAT", Kind.WMMP, Subject.HEARTBEAT),
    DUPLICATE("wmmp duplicates", Kind.WMMP, Subject.DUPLICATE),
    DATA_EVENT_LOOP("wmmp data, event loop", Kind.WMMP_EVENT_LOOP, Subject.DATA),
    DATA("wmmp data, executor", Kind.WMMP, Subject.DATA),
    TCP_D("TCP: raw Netty handler, digests", Kind.TCP_DIGEST, Subject.DATA),
    TCP_NETTY("TCP: camel-netty, defaults", Kind.TCP_NETTY, Subject.DATA),
    TCP_DATA_EVENT_LOOP("TCP: wmmp data, event loop", Kind.TCP_WMMP_EVENT_LOOP, Subject.DATA),
    TCP_DATA("TCP: wmmp data, executor", Kind.TCP_WMMP, Subject.DATA);

    private final String label;
    private final Kind kind;
    private final Subject subject;

    Contestant(String label, Kind kind, Subject subject) {
        this.label = label;
        this.kind = kind;
        this.subject = subject;
    }

    /** @return what to call it in tables */
    public String label() {
        return label;
    }

    /** @return the server */
    public Kind kind() {
        return kind;
    }

    /**
     * @param  terminals how many terminals there are
     * @return           what they say
     */
    public Dialogue dialogue(int terminals) {
        return subject == null ? new CoapDialogue(terminals) : new WmmpDialogue(subject, terminals, kind.hasSessions());
    }
}
