package io.wmmp.platform;

import java.util.Objects;

import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/**
 * What a platform is told of a terminal when it is provisioned.
 *
 * @param terminalId  the serial number
 * @param credentials identity and secrets
 * @param msisdn      the telephone number of its SIM, or null
 * @param ecCode      the application that owns it, or null
 * @param dialect     the dialect that it speaks, or null for that of the endpoint
 */
public record TerminalRecord(TerminalId terminalId, Credentials credentials, String msisdn, String ecCode, String dialect) {

    /** Terminal id and credentials are compulsory. */
    public TerminalRecord {
        Objects.requireNonNull(terminalId, "terminalId");
        Objects.requireNonNull(credentials, "credentials");
    }
}
