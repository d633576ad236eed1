package io.wmmp.link;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** Opens ways to one peer. {@link Transport} gives each a socket of its own; a simulator may share one among many. */
@FunctionalInterface
public interface Connector {

    /**
     * Opens a way to a peer.
     *
     * @param  bearer   UDP or TCP
     * @param  remote   the peer
     * @param  listener hears the frames that come from it; called on event loops
     * @return          the peer, or the failure to connect
     */
    CompletionStage<Peer> connect(Bearer bearer, InetSocketAddress remote, FrameListener listener);
}
