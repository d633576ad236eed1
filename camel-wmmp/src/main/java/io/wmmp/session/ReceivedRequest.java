package io.wmmp.session;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;

/**
 * A verified request of the other end on its way to whoever takes it.
 *
 * @param message           the request
 * @param codec             the dialect of the conversation
 * @param bearer            what carried it
 * @param remoteAddress     where it came from
 * @param category          how it was protected
 * @param possibleDuplicate whether it may be a repeat of the message before it
 */
public record ReceivedRequest(WmmpMessage message, WmmpCodec codec, Bearer bearer, String remoteAddress,
        SecurityCategory category, boolean possibleDuplicate) {
}
