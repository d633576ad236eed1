package io.wmmp.terminal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.session.Patience;

/**
 * What a terminal is, and how it reaches its platform.
 *
 * @param terminalId        the serial number; one that ends with eight zeros means that the platform shall allot one
 * @param credentials       identity and secrets; without passwords the terminal asks for them
 * @param bearer            UDP or TCP
 * @param platform          where the platform listens
 * @param dialect           the dialect to speak
 * @param patience          how long and how often requests of the session itself are tried
 * @param heartbeatInterval the pause between heartbeats, until the platform configures another
 * @param retryInterval     the pause between tries to connect, to register and to log in
 * @param softwareVersion   what LOGIN reports, at most 8 characters
 */
public record TerminalOptions(TerminalId terminalId, Credentials credentials, Bearer bearer, InetSocketAddress platform,
        Dialect dialect, Patience patience, Duration heartbeatInterval, Duration retryInterval, String softwareVersion) {

    /** All are compulsory. */
    public TerminalOptions {
        Objects.requireNonNull(terminalId, "terminalId");
        Objects.requireNonNull(credentials, "credentials");
        Objects.requireNonNull(bearer, "bearer");
        Objects.requireNonNull(platform, "platform");
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(patience, "patience");
        Objects.requireNonNull(heartbeatInterval, "heartbeatInterval");
        Objects.requireNonNull(retryInterval, "retryInterval");
        Objects.requireNonNull(softwareVersion, "softwareVersion");
    }
}
