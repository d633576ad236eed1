package io.wmmp.testing;

import java.util.ArrayList;
import java.util.List;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;

/** A far end without a network, which hears what is sent to it: for tests that want many messages a second. */
public final class HeardPeer implements Peer {

    private final Bearer bearer;
    private final String address;
    private final List<byte[]> heard = new ArrayList<>();

    public HeardPeer(Bearer bearer, String address) {
        this.bearer = bearer;
        this.address = address;
    }

    @Override
    public Bearer bearer() {
        return bearer;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public synchronized void send(byte[] frame) {
        heard.add(frame);
    }

    /** What has been sent since the last call. */
    public synchronized List<byte[]> takeHeard() {
        List<byte[]> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // there is nothing to close
    }

    @Override
    public String toString() {
        return bearer + " " + address;
    }
}
