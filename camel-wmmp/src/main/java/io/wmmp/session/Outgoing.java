package io.wmmp.session;

import io.netty.util.Timeout;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;
import java.util.concurrent.CompletableFuture;

/** A request of this end, from the wish to send it to its answer. Guarded by its session. */
final class Outgoing {

    final Command command;
    final byte[] body;
    final Patience patience;
    final CompletableFuture<WmmpMessage> answer = new CompletableFuture<>();
    /** What was sent last; null before the first send. */
    WmmpMessage message;
    int sent;
    Timeout timeout;

    Outgoing(Command command, byte[] body, Patience patience) {
        this.command = command;
        this.body = body;
        this.patience = patience;
    }

    void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel();
            timeout = null;
        }
    }
}
