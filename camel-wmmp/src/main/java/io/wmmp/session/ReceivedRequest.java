package io.wmmp.session;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;

/**
 * A verified request of the other end on its way to whoever takes it.
 *
 * @param message           the request
 * @param codec             the dialect of the conversation
 * @param from              where it came from
 * @param category          how it was protected
 * @param possibleDuplicate whether it may be a repeat of the message before it
 */
public record ReceivedRequest(WmmpMessage message, WmmpCodec codec, Peer from, SecurityCategory category,
        boolean possibleDuplicate) {

    /** @return what carried it */
    public Bearer bearer() {
        return from.bearer();
    }

    /** @return where it came from: an address with its port, or a number */
    public String remoteAddress() {
        return from.address();
    }
}
