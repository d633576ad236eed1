package io.wmmp.session;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;

/**
 * A message that was on its way, as {@link FrameTrace} shows it. Immutable.
 *
 * @param terminalId     the terminal to which or of which it is; what a message says of itself, verified or not
 * @param direction      which way it went
 * @param command        what it says
 * @param sequenceNumber its number; null for what an enciphered message says in plain, which is shown beside it: a request
 *                       gets its number when it is sent
 * @param bearer         what carried it; null with the number
 * @param remoteAddress  where it came from or went; null with the number
 * @param text           its body, decoded; secrets are masked, in fragments by showing nothing of them
 */
public record SeenFrame(TerminalId terminalId, Traffic.Direction direction, Command command, Long sequenceNumber,
        Bearer bearer, String remoteAddress, String text) {
}
