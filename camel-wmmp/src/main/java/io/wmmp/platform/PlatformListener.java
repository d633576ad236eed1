package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.wmmp.link.ConnectionLimit;
import io.wmmp.link.FrameListener;
import io.wmmp.link.Link;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.session.DropReason;
import io.wmmp.session.RequestHandler;

/** One listening socket of a platform, and who takes which of the requests that arrive there. */
final class PlatformListener implements FrameListener {

    private final Platform platform;
    private final ListenerAddress address;
    private final ListenerOptions options;
    private final WmmpCodec codec;
    /** A new map with each change: it is looked into for each message. */
    private volatile Map<Command, Consumption> consumptions = new EnumMap<>(Command.class);
    private final Map<Asked, SecurityPolicy> policies = new ConcurrentHashMap<>();
    /** The one asked for last: nearly all terminals of a listener have the same. */
    private volatile Agreed agreed;
    private volatile Link link;

    PlatformListener(Platform platform, ListenerAddress address, ListenerOptions options, WmmpCodec codec) {
        this.platform = platform;
        this.address = address;
        this.options = options;
        this.codec = codec;
    }

    Platform platform() {
        return platform;
    }

    ListenerAddress address() {
        return address;
    }

    ListenerOptions options() {
        return options;
    }

    WmmpCodec codec() {
        return codec;
    }

    /** What messages of a dialect must be at this listener, of a terminal that asks for no less than this; null for nothing. */
    SecurityPolicy policy(Dialect dialect, SecurityCategory least) {
        Agreed last = agreed;
        if (last == null || last.dialect != dialect || last.least != least) {
            SecurityPolicy policy = policies.computeIfAbsent(new Asked(dialect, least), this::policyFor);
            last = new Agreed(dialect, least, policy);
            agreed = last;
        }
        return last.policy;
    }

    private SecurityPolicy policyFor(Asked asked) {
        SecurityPolicy policy = SecurityPolicy.of(asked.dialect).atLeast(options.security());
        return asked.least == null ? policy : policy.atLeast(asked.least);
    }

    void opened(Link opened) {
        link = opened;
    }

    Link link() {
        return link;
    }

    synchronized Consumption consume(Set<Command> commands, RequestHandler handler) {
        Set<Command> taken = EnumSet.copyOf(commands);
        taken.retainAll(consumptions.keySet());
        if (!taken.isEmpty()) {
            throw new IllegalArgumentException("Option commands: " + taken + " at " + address
                    + " is taken by another route; each command can be taken by one route of a listener");
        }
        Consumption consumption = new Consumption(this, Collections.unmodifiableSet(EnumSet.copyOf(commands)), handler);
        Map<Command, Consumption> changed = new EnumMap<>(consumptions);
        commands.forEach(command -> changed.put(command, consumption));
        consumptions = changed;
        return consumption;
    }

    synchronized void remove(Consumption consumption) {
        Map<Command, Consumption> changed = new EnumMap<>(consumptions);
        consumption.commands().forEach(command -> changed.remove(command, consumption));
        consumptions = changed;
    }

    boolean isUnused() {
        return consumptions.isEmpty();
    }

    Consumption consumption(Command command) {
        return consumptions.get(command);
    }

    @Override
    public void onFrame(Peer peer, byte[] frame) {
        platform.intake().onFrame(this, peer, frame);
    }

    @Override
    public void onMalformed(Peer peer, MalformedMessageException problem) {
        platform.drops().drop(DropReason.MALFORMED, peer, problem.getMessage());
    }

    @Override
    public void onLimit(Peer from, ConnectionLimit limit) {
        DropReason reason = switch (limit) {
            case CONNECTIONS, CONNECTIONS_PER_ADDRESS -> DropReason.TOO_MANY_CONNECTIONS;
            case HANDSHAKE_TIME, IDLE_TIME -> DropReason.SILENT_CONNECTION;
            case FRAME_TIME, WRITE_TIME -> DropReason.SLOW_CONNECTION;
        };
        platform.drops().drop(reason, from, "connection, for its " + limit);
    }

    @Override
    public void onHandshakeFailed(Peer from, Throwable cause) {
        platform.drops().drop(DropReason.TLS_HANDSHAKE, from, cause);
    }

    @Override
    public void onClosed(Peer peer) {
        platform.onClosed(peer);
    }

    ListenerStatus status() {
        return new ListenerStatus(address, localAddress(), link.isOpen(), Set.copyOf(consumptions.keySet()));
    }

    InetSocketAddress localAddress() {
        return link.localAddress();
    }

    private record Agreed(Dialect dialect, SecurityCategory least, SecurityPolicy policy) {
    }

    private record Asked(Dialect dialect, SecurityCategory least) {
    }
}
