package io.wmmp.terminal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;

/**
 * Who a terminal is: its serial number and secrets, those that it came with and those that its platform has sent. What was
 * sent is in use at once, but kept only from the next good login on; until then it can be given up (protocol reference,
 * behaviour, section 3.2). Safe for use by any thread.
 */
final class TerminalIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalIdentity.class);

    private static final int UPLINK_PASSWORD = 0xE025;
    private static final int DOWNLINK_PASSWORD = 0xE028;
    private static final int BASE_KEY = 0xE036;
    private static final int BASE_KEY_LENGTH = 24;
    private static final String UNREGISTERED_END = "00000000";

    private final TerminalId factoryId;
    private volatile TerminalId serial;
    private volatile Credentials kept;
    private volatile Credentials delivered;

    TerminalIdentity(TerminalId factoryId, Credentials credentials) {
        this.factoryId = factoryId;
        this.serial = factoryId;
        this.kept = credentials;
    }

    /** The serial number that it came with. */
    TerminalId factoryId() {
        return factoryId;
    }

    /** What stands for a serial number where none is allotted: the maker's eight characters and zeros. */
    TerminalId unregisteredId() {
        String padded = factoryId + UNREGISTERED_END;
        return TerminalId.of(padded.substring(0, TerminalId.LENGTH - UNREGISTERED_END.length()) + UNREGISTERED_END);
    }

    /** The serial number in use: its own, or the one that the platform has allotted. */
    TerminalId serial() {
        return serial;
    }

    /** Whether a message for this terminal id is for this terminal. */
    boolean isAddressedBy(TerminalId id) {
        return id.equals(serial) || id.equals(factoryId);
    }

    /** The secrets in use. */
    Credentials credentials() {
        Credentials sent = delivered;
        return sent != null ? sent : kept;
    }

    /** Takes the serial number that the platform has allotted. */
    void assigned(byte[] text) {
        try {
            serial = TerminalId.of(new String(text, StandardCharsets.ISO_8859_1).replace("\0", ""));
        } catch (IllegalArgumentException e) {
            LOG.warn("Terminal {} keeps its serial number: {}", factoryId, e.getMessage());
        }
    }

    /**
     * Takes the secrets of a key delivery, all or none.
     *
     * @param  message SECURITY_CONFIG with operation 0
     * @return         the tags that are missing or wrong; none when the secrets are in use now
     */
    List<Integer> deliver(WmmpMessage message) {
        List<Integer> faulty = new ArrayList<>();
        String uplink = password(message.tlv(UPLINK_PASSWORD));
        String downlink = password(message.tlv(DOWNLINK_PASSWORD));
        Tlv baseKey = message.tlv(BASE_KEY);
        if (uplink == null) {
            faulty.add(UPLINK_PASSWORD);
        }
        if (downlink == null) {
            faulty.add(DOWNLINK_PASSWORD);
        }
        if (baseKey != null && baseKey.length() != BASE_KEY_LENGTH) {
            faulty.add(BASE_KEY);
        }
        if (faulty.isEmpty()) {
            delivered = new Credentials(kept.imei(), kept.imsi(), uplink, downlink,
                    baseKey == null ? kept.baseKey() : baseKey.value());
        }
        return faulty;
    }

    private static String password(Tlv tlv) {
        boolean fits = tlv != null && tlv.length() == Credentials.PASSWORD_LENGTH;
        String text = fits ? new String(tlv.value(), StandardCharsets.UTF_8) : null;
        return text == null || text.getBytes(StandardCharsets.UTF_8).length != Credentials.PASSWORD_LENGTH ? null : text;
    }

    /** Whether secrets have been delivered that no login has confirmed yet. */
    boolean hasDelivered() {
        return delivered != null;
    }

    /** A good login has confirmed the secrets in use. */
    void confirm() {
        kept = credentials();
        delivered = null;
    }

    /** The platform does not take the delivered secrets: back to those before them. */
    void giveUpDelivered() {
        delivered = null;
    }
}
