package io.wmmp.link;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The link of a listener that hears short messages only: there is no socket to open or close. */
public final class SocketlessLink implements Link {

    /** @return null, since there is no socket */
    @Override
    public InetSocketAddress localAddress() {
        return null;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** Does nothing: whoever hands over short messages begins when it likes. */
    @Override
    public void reading(boolean reading) {
        // see above
    }

    @Override
    public CompletionStage<Void> close() {
        return CompletableFuture.completedStage(null);
    }
}
