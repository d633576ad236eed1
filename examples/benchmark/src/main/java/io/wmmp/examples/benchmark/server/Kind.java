package io.wmmp.examples.benchmark.server;

/** The servers that are compared. */
public enum Kind {
    /** A raw Netty handler that builds the answer: no protocol, no digest. */
    RAW(false),
    /** A raw Netty handler that also checks the digest of the request and signs the answer: "D" of the targets. */
    DIGEST(false),
    /** As {@link #DIGEST}, reading several datagrams with one call, as this component does. */
    DIGEST_BATCHED(false),
    /** The route {@code netty:udp} with a codec written by hand and what camel-netty does by default. */
    NETTY(false),
    /** The same with camel-netty's best settings: no executor, native transport, pooled exchanges. */
    NETTY_TUNED(false),
    /** A Californium CoAP server with a trivial resource. */
    COAP(false),
    /** This component with its best settings: its route runs on the event loop, exchanges are pooled. */
    WMMP_EVENT_LOOP(false),
    /** This component as it is by default: its route run on the executor. */
    WMMP(false),
    /** A raw Netty handler over TCP that checks and signs digests. */
    TCP_DIGEST(true),
    /** The route {@code netty:tcp} with a codec written by hand and what camel-netty does by default. */
    TCP_NETTY(true),
    /** This component over TCP with its best settings. */
    TCP_WMMP_EVENT_LOOP(true),
    /** This component over TCP, its route run on the executor. */
    TCP_WMMP(true);

    private final boolean tcp;

    Kind(boolean tcp) {
        this.tcp = tcp;
    }

    /** @return whether it listens for TCP connections; otherwise for datagrams */
    public boolean isTcp() {
        return tcp;
    }

    /** @return whether terminals log in before they say anything */
    public boolean hasSessions() {
        return switch (this) {
            case WMMP, WMMP_EVENT_LOOP, TCP_WMMP, TCP_WMMP_EVENT_LOOP -> true;
            default -> false;
        };
    }

    /**
     * @param  port      where to listen
     * @param  terminals how many terminals it has to know
     * @return           the server, listening
     * @throws Exception when it cannot
     */
    public Server start(int port, int terminals) throws Exception {
        return switch (this) {
            case RAW -> new RawServer(port, false, null);
            case DIGEST -> new RawServer(port, false, new DigestCheck());
            case DIGEST_BATCHED -> new RawServer(port, false, new DigestCheck(), RawServer.READ_AT_ONCE);
            case TCP_DIGEST -> new RawServer(port, true, new DigestCheck());
            case NETTY -> CamelServer.netty("udp", port, false);
            case NETTY_TUNED -> CamelServer.netty("udp", port, true);
            case TCP_NETTY -> CamelServer.netty("tcp", port, false);
            case COAP -> new CoapServer(port);
            case WMMP -> CamelServer.wmmp("udp", port, terminals, false);
            case WMMP_EVENT_LOOP -> CamelServer.wmmp("udp", port, terminals, true);
            case TCP_WMMP -> CamelServer.wmmp("tcp", port, terminals, false);
            case TCP_WMMP_EVENT_LOOP -> CamelServer.wmmp("tcp", port, terminals, true);
        };
    }
}
