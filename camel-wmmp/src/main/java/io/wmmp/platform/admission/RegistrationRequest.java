package io.wmmp.platform.admission;

import java.nio.charset.StandardCharsets;

import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;

/**
 * A terminal that wants to register.
 *
 * @param message the REGISTER
 * @param address where it came from: host and port, or a telephone number
 * @param bearer  what carried it
 * @param dialect the dialect of the listener
 */
public record RegistrationRequest(WmmpMessage message, String address, Bearer bearer, Dialect dialect) {

    /** Operation: no serial number from the factory, the platform shall allot one. */
    public static final int ALLOT = 0;
    /** Operation: serial number preset, keys wanted. */
    public static final int WANT_KEYS = 1;
    /** Operation: the SIM has changed. */
    public static final int SIM_CHANGED = 2;
    /** Operation: serial number and keys preset, proved by their digests. */
    public static final int PROVE_KEYS = 3;
    /** Operation: keys cleared at the terminal, new ones wanted. */
    public static final int KEYS_CLEARED = 4;

    /**
     * A REGISTER that has just come.
     *
     * @param message the REGISTER
     * @param peer    where it came from
     * @param dialect the dialect of the listener
     */
    public RegistrationRequest(WmmpMessage message, Peer peer, Dialect dialect) {
        this(message, peer.address(), peer.bearer(), dialect);
    }

    /** @return the telephone number that it came from; null where it did not come by SMS */
    public String msisdn() {
        return bearer == Bearer.SMS ? address : null;
    }

    /** @return what the terminal wants, 0 to 4 */
    public int operation() {
        return (int) message.unsigned("operation");
    }

    /** @return whether the terminal says that it has no keys, or may have none */
    public boolean wantsKeys() {
        return switch (operation()) {
            case ALLOT, WANT_KEYS, KEYS_CLEARED -> true;
            default -> false;
        };
    }

    /**
     * Whether it is signed as a LOGIN would be, with secrets that the terminal may use.
     *
     * @param  terminal the terminal as it was registered, with its old SIM
     * @return          whether the digest is right
     */
    public boolean isSignedBy(TerminalRecord terminal) {
        return terminal.signerOf(message, dialect) != null;
    }

    /** @return the IMEI, without padding */
    public String imei() {
        return text("imei");
    }

    /** @return the IMSI, without padding */
    public String imsi() {
        return text("imsi");
    }

    private String text(String field) {
        String padded = new String(message.bytes(field), StandardCharsets.ISO_8859_1);
        int end = padded.indexOf('\0');
        return end < 0 ? padded : padded.substring(0, end);
    }
}
