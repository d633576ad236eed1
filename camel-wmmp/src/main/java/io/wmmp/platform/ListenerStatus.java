package io.wmmp.platform;

import java.net.InetSocketAddress;
import java.util.Set;

import io.wmmp.protocol.Command;

/**
 * How a listener is at one moment.
 *
 * @param address      where it shall listen
 * @param localAddress where it listens, with the real port; null for SMS
 * @param open         whether messages can arrive
 * @param commands     the requests that somebody takes; the platform answers the rest itself
 */
public record ListenerStatus(ListenerAddress address, InetSocketAddress localAddress, boolean open, Set<Command> commands) {
}
