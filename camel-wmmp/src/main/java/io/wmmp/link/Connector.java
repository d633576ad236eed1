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
     * @param  remote   the peer; where its name is not resolved, that is done now
     * @param  listener hears the frames that come from it; called on event loops
     * @return          the peer, or the failure to connect or to resolve its name
     */
    CompletionStage<Peer> connect(Bearer bearer, InetSocketAddress remote, FrameListener listener);
}
