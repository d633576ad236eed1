package io.wmmp.link;

/**
 * Where somebody was heard before this process was started: as good as a connection that has been closed.
 *
 * @param bearer  what carried the frames
 * @param address where the peer was
 */
public record FormerPeer(Bearer bearer, String address) implements Peer {

    /** The frame is lost: there is no way to the peer before it has been heard again. */
    @Override
    public void send(byte[] frame) {
        // like any frame that the network loses
    }

    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public void close() {
        // it is
    }

    @Override
    public String toString() {
        return bearer.name().toLowerCase() + "://" + address + " (before the start)";
    }
}
