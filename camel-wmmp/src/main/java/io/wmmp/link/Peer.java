package io.wmmp.link;

import java.util.Set;

import io.wmmp.protocol.WmmpMessage;

/**
 * The far end of a link, as a place to send frames to. Two peers are equal when frames to them take the same way: the
 * same local socket and remote address for UDP, the same connection for TCP. Safe for use by any thread.
 */
public interface Peer {

    /** @return what carries the frames */
    Bearer bearer();

    /** @return where the peer is: {@code 192.0.2.1:9981}, or a telephone number */
    String address();

    /**
     * Sends a frame. Never blocks; like the network below it does not tell whether the frame arrives. A frame that cannot
     * even be handed to the network is dropped.
     *
     * @param frame the bytes of one message; the caller must not change them afterwards
     */
    void send(byte[] frame);

    /**
     * Runs a task where the frames of this peer are heard, on its event loop: at once when this is that thread already.
     *
     * @param  task                                            what to run; must not block
     * @throws java.util.concurrent.RejectedExecutionException when the event loop has ended
     */
    default void execute(Runnable task) {
        task.run();
    }

    /** @return how many bytes a frame may have to be sent this way */
    default int maxFrame() {
        return WmmpMessage.MAX_LENGTH;
    }

    /**
     * Takes no more frames of this peer until {@link #resume()} has been called as often; what it sends meanwhile waits in the
     * network. At most one frame more may be heard when another thread than that of {@link #execute} calls.
     *
     * @return whether frames can be held back: those of an open TCP connection can, datagrams and short messages cannot
     */
    default boolean pause() {
        return false;
    }

    /** Undoes one {@link #pause()} that was possible. Frames that waited are heard later, never during the call. */
    default void resume() {
        // nothing to undo
    }

    /** Says that a message of this peer has verified: a connection is no longer ended for want of that. */
    default void established() {
        // nothing is limited
    }

    /** @return the names that the certificate of the peer proves, common and alternative; none without TLS or certificate */
    default Set<String> certifiedNames() {
        return Set.of();
    }

    /**
     * The form in which a peer is kept for long, where many are kept: equal to this one, slower to send to.
     *
     * @return a peer that takes little memory; by default this one
     */
    default Peer compact() {
        return this;
    }

    /** @return whether frames can still be sent */
    boolean isOpen();

    /** Ends the way to this peer where it is one of its own, a TCP connection or a socket of a client. */
    void close();
}
