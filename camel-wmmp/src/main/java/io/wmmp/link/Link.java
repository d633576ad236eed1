package io.wmmp.link;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** A socket on which frames of many peers arrive. */
public interface Link {

    /** @return the address to which the socket is bound */
    InetSocketAddress localAddress();

    /** @return whether frames can arrive; not any more when it is closed, or the system has ended the socket */
    boolean isOpen();

    /**
     * Starts or stops taking frames; a link starts without. What arrives meanwhile waits in the buffers of the network.
     *
     * @param reading whether to take frames
     */
    void reading(boolean reading);

    /**
     * Gives a peer that has not been heard through this socket yet.
     *
     * @param  address what {@link Peer#address()} of it was
     * @return         where to send frames for it; null where only those can be reached who have connected
     */
    default Peer peer(String address) {
        return null;
    }

    /**
     * Closes the socket and, for TCP, its connections.
     *
     * @return a stage that completes when the address is free again
     */
    CompletionStage<Void> close();
}
