package io.wmmp.platform.fleet;

import java.time.Instant;

import io.wmmp.link.Bearer;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.security.SecurityCategory;

/**
 * What a platform knows of a terminal at one moment.
 *
 * @param terminal      the terminal as provisioned
 * @param dialect       the name of the dialect that it speaks
 * @param security      what its data must at least be; COMMON says that the terminal runs weak, since its dialect signs little
 * @param state         whether it is logged in
 * @param bearer        what carried its last message, or null
 * @param remoteAddress where its last message came from, or null
 * @param lastSeen      when its last message came, or null
 * @param signal        the signal level that it reported last, or null
 */
public record TerminalStatus(TerminalRecord terminal, String dialect, SecurityCategory security, TerminalState state,
        Bearer bearer,
        String remoteAddress, Instant lastSeen, Integer signal) {
}
