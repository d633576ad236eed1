package io.wmmp.link;

import io.netty.channel.Channel;

/**
 * A UDP socket of this machine.
 *
 * @param channel   the socket itself
 * @param way       the same for all sockets at one local address, which look alike from outside
 * @param exclusive whether it serves one peer alone
 */
record LocalSocket(Channel channel, Object way, boolean exclusive) {
}
