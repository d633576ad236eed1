package io.wmmp.platform.registry;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecurityCategory;

/**
 * What a platform is told of a terminal when it is provisioned, and the keys that it has been sent since.
 * <p>
 * Keys that were sent are pending until the terminal has used them. Until then it may log in with either set, so that no
 * message that is lost can lock it out.
 *
 * @param terminalId  the serial number
 * @param keys        identity and secrets, and when these end
 * @param pendingKeys secrets that were sent to it, or are about to be, and have not been used yet; null for none
 * @param simLocked   whether it is bound to its SIM, so that it may not register another (tag E00D)
 * @param msisdn      the telephone number of its SIM, or null
 * @param ecCode      the application that owns it, or null
 * @param dialect     the dialect that it speaks, or null for that of the endpoint
 * @param security    the least category of its messages, where that of the listener is not strict enough for it; null for that
 *                    of the listener
 * @param peers       who may exchange business data with it besides its application and the terminals of that: terminal ids
 *                    and codes of applications. It is enough that one of two lists the other.
 */
public record TerminalRecord(TerminalId terminalId, KeySet keys, KeySet pendingKeys, boolean simLocked, String msisdn,
        String ecCode, String dialect, SecurityCategory security, Set<String> peers) {

    /** Terminal id and keys are compulsory. */
    public TerminalRecord {
        Objects.requireNonNull(terminalId, "terminalId");
        Objects.requireNonNull(keys, "keys");
        peers = Set.copyOf(peers);
    }

    /**
     * A terminal that exchanges data with its application, and the terminals of that, only.
     *
     * @param terminalId  the serial number
     * @param keys        identity and secrets, and when these end
     * @param pendingKeys secrets that were sent to it and have not been used yet; null for none
     * @param simLocked   whether it is bound to its SIM
     * @param msisdn      the telephone number of its SIM, or null
     * @param ecCode      the application that owns it, or null
     * @param dialect     the dialect that it speaks, or null for that of the endpoint
     * @param security    the least category of its messages, or null for that of the listener
     */
    public TerminalRecord(TerminalId terminalId, KeySet keys, KeySet pendingKeys, boolean simLocked, String msisdn,
            String ecCode, String dialect, SecurityCategory security) {
        this(terminalId, keys, pendingKeys, simLocked, msisdn, ecCode, dialect, security, Set.of());
    }

    /**
     * A terminal whose secrets never end.
     *
     * @param terminalId  the serial number
     * @param credentials identity and secrets
     * @param msisdn      the telephone number of its SIM, or null
     * @param ecCode      the application that owns it, or null
     * @param dialect     the dialect that it speaks, or null for that of the endpoint
     */
    public TerminalRecord(TerminalId terminalId, Credentials credentials, String msisdn, String ecCode, String dialect) {
        this(terminalId, KeySet.of(credentials), null, false, msisdn, ecCode, dialect, null, Set.of());
    }

    /** @return identity and secrets that are certainly known to the terminal */
    public Credentials credentials() {
        return keys.credentials();
    }

    /**
     * @param  sent secrets that are about to be sent to the terminal
     * @return      this terminal, which may use them from now on
     */
    public TerminalRecord offering(KeySet sent) {
        return new TerminalRecord(terminalId, keys, sent, simLocked, msisdn, ecCode, dialect, security, peers);
    }

    /**
     * @param  used the secrets that the terminal has used
     * @return      this terminal with the pending secrets alone, where those were used; otherwise the same
     */
    public TerminalRecord proving(Credentials used) {
        boolean proved = pendingKeys != null && pendingKeys.credentials().equals(used);
        return proved ? new TerminalRecord(terminalId, pendingKeys, null, simLocked, msisdn, ecCode, dialect,
                security, peers) : this;
    }

    /**
     * @param  imsi   that of its new SIM
     * @param  number the telephone number of that SIM, or null where it is not known: keys must not go to the old one
     * @return        this terminal with another SIM
     */
    public TerminalRecord withSim(String imsi, String number) {
        return new TerminalRecord(terminalId, keys.withImsi(imsi), pendingKeys == null ? null : pendingKeys.withImsi(imsi),
                simLocked, number, ecCode, dialect, security, peers);
    }

    /**
     * @param  locked whether it is bound to its SIM
     * @return        this terminal, bound or not
     */
    public TerminalRecord withSimLock(boolean locked) {
        return new TerminalRecord(terminalId, keys, pendingKeys, locked, msisdn, ecCode, dialect, security, peers);
    }

    /**
     * @param  least the least category of its messages, or null for that of the listener; it counts from its next login
     * @return       this terminal with that security
     */
    public TerminalRecord withSecurity(SecurityCategory least) {
        return new TerminalRecord(terminalId, keys, pendingKeys, simLocked, msisdn, ecCode, dialect, least, peers);
    }

    /**
     * @param  names who may exchange business data with it besides its own application: terminal ids, codes of applications
     * @return       this terminal with those peers
     */
    public TerminalRecord withPeers(Set<String> names) {
        return new TerminalRecord(terminalId, keys, pendingKeys, simLocked, msisdn, ecCode, dialect, security, names);
    }

    /**
     * The secrets of a message that is signed outside any session, a LOGIN or a REGISTER.
     *
     * @param  message the message
     * @param  dialect the dialect of the terminal
     * @return         those of this terminal with which its digest verifies; null where it does with none
     */
    public Credentials signerOf(WmmpMessage message, Dialect dialect) {
        return usable().filter(credentials -> Digests.verify(message, 0, credentials, Direction.UPLINK, dialect)).findFirst()
                .orElse(null);
    }

    /** @return the secrets that the terminal may use at the moment, the certain ones first */
    public Stream<Credentials> usable() {
        return Stream.of(keys, pendingKeys).filter(Objects::nonNull).map(KeySet::credentials);
    }
}
