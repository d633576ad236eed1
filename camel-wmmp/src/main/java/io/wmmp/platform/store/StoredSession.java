package io.wmmp.platform.store;

import java.time.Instant;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.protocol.TerminalId;

/**
 * The session of a terminal as a {@link SessionStore} keeps it. The platform reads the content only; the rest is there
 * for those who look into the store.
 *
 * @param terminalId the terminal
 * @param state      whether it was logged in
 * @param bearer     how it was heard last; null for never
 * @param address    where it was heard last; null for nowhere
 * @param lastHeard  when it was heard last, to the millisecond; null for never
 * @param content    everything that the platform needs to go on with the session. It holds keys and passwords: a store
 *                   enciphers it wherever others might read it
 */
public record StoredSession(TerminalId terminalId, TerminalState state, Bearer bearer, String address, Instant lastHeard,
        byte[] content) {

    /** Terminal id, state and content are compulsory. */
    public StoredSession {
        Objects.requireNonNull(terminalId, "terminalId");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(content, "content");
    }

    /** Tells the length of the content only. */
    @Override
    public String toString() {
        return "StoredSession[" + terminalId + ", " + state + ", " + bearer + " " + address + ", " + content.length + " bytes]";
    }
}
