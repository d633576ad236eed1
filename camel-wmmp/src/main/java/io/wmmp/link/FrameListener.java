package io.wmmp.link;

import io.wmmp.protocol.MalformedMessageException;

/** Hears what arrives at a link. Called on event loops: must not block. */
public interface FrameListener {

    /**
     * A frame has arrived: as many bytes as its length field says.
     *
     * @param peer  where it came from
     * @param frame the bytes; the listener may keep them
     */
    void onFrame(Peer peer, byte[] frame);

    /**
     * Bytes have arrived that cannot be a frame. They are dropped, and a TCP connection is closed, because its next frame
     * cannot be found.
     *
     * @param peer    where they came from
     * @param problem what is wrong with them
     */
    void onMalformed(Peer peer, MalformedMessageException problem);

    /**
     * A short message could not be handed over for delivery.
     *
     * @param peer    where it should have gone
     * @param failure why it was not taken
     */
    default void onUnsent(Peer peer, Throwable failure) {
    }

    /**
     * A TCP connection is refused or ended because it has hit a limit.
     *
     * @param from  the far end
     * @param limit which limit
     */
    default void onLimit(Peer from, ConnectionLimit limit) {
    }

    /**
     * A TCP connection is ended because its TLS handshake has failed, for instance for want of a certificate.
     *
     * @param from  the far end
     * @param cause why
     */
    default void onHandshakeFailed(Peer from, Throwable cause) {
    }

    /**
     * A TCP connection has ended, from either side.
     *
     * @param peer the far end
     */
    default void onClosed(Peer peer) {
    }
}
