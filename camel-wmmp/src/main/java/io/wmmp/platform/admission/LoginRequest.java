package io.wmmp.platform.admission;

import io.wmmp.link.Bearer;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.WmmpMessage;

/**
 * A terminal that wants to log in and has proved its password; by SMS it has proved its telephone number.
 *
 * @param terminal the terminal, as the registry has it
 * @param message  the LOGIN
 * @param address  where it came from: host and port, or a telephone number
 * @param bearer   what carried it
 */
public record LoginRequest(TerminalRecord terminal, WmmpMessage message, String address, Bearer bearer) {
}
