package io.wmmp.terminal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.KeySet;

/**
 * Who a terminal is: its serial number and secrets, those that it came with and those that its platform has sent. What was
 * sent is in use from the next login on, but kept only when that was good; until then it can be given up (protocol reference,
 * behaviour, section 3.2). Safe for use by any thread.
 */
final class TerminalIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalIdentity.class);

    /** Tag of the binding to the SIM. */
    static final int SIM_BINDING = 0xE00D;
    /** Its value that ends the binding. */
    static final int UNBIND = 2;
    private static final int BOUND = 1;
    private static final String UNREGISTERED_END = "00000000";

    private final TerminalId factoryId;
    private volatile TerminalId serial;
    private volatile KeySet kept;
    private volatile KeySet delivered;
    private volatile KeySet staged;
    /** The SIM that is in the terminal; its secrets are still those of the registered one until that is told. */
    private final String imsi;
    private volatile boolean cleared;
    private volatile boolean simLocked;
    private Integer stagedBinding;
    /** Whether the platform has still to be told of the binding, which it has changed. */
    private volatile boolean unreported;
    private volatile boolean registered;

    TerminalIdentity(TerminalId factoryId, Credentials credentials, String registeredImsi, boolean simLocked) {
        this.factoryId = factoryId;
        this.serial = factoryId;
        this.imsi = credentials.imsi();
        this.simLocked = simLocked;
        this.kept = KeySet.of(credentials).withImsi(registeredImsi);
    }

    /** Goes on where it was when its state was saved. */
    synchronized void restore(SavedState state) {
        serial = state.serial();
        kept = state.kept();
        delivered = state.delivered();
        cleared = state.cleared();
        simLocked = state.simLocked();
        unreported = state.unreported();
        registered = state.registered();
    }

    /** What must outlive the process; what has been taken and is not in use yet is in use then. */
    synchronized SavedState state(byte[] origin, Map<Integer, byte[]> configuration, Map<Integer, byte[]> former) {
        return new SavedState(origin, serial, registered, cleared, simLocked, unreported, kept,
                staged != null ? staged : delivered, configuration, former);
    }

    /** Whether it is registered and may log in. */
    boolean isRegistered() {
        return registered;
    }

    void registered(boolean value) {
        registered = value;
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
        return keys().credentials();
    }

    /** The secrets in use and their ends. */
    KeySet keys() {
        KeySet sent = delivered;
        return sent != null ? sent : kept;
    }

    /** The IMSI of the SIM that is in the terminal. */
    String imsi() {
        return imsi;
    }

    /** Whether that is not the one which was registered. */
    boolean hasOtherSim() {
        return !imsi.equals(kept.credentials().imsi());
    }

    /** The platform knows the SIM now. */
    synchronized void simRegistered() {
        if (hasOtherSim()) {
            kept = kept.withImsi(imsi);
            delivered = delivered == null ? null : delivered.withImsi(imsi);
        }
    }

    /** Wipes all secrets, so that nothing but new ones of the platform will do. */
    synchronized void clear() {
        Credentials known = kept.credentials();
        kept = KeySet.of(new Credentials(known.imei(), known.imsi(), null, null, null));
        delivered = null;
        staged = null;
        cleared = true;
    }

    /** Whether its secrets were wiped, and no login has been good since. */
    boolean isCleared() {
        return cleared;
    }

    /** Takes the serial number that the platform has allotted. */
    void assigned(byte[] text) {
        try {
            serial = TerminalId.of(new String(text, StandardCharsets.ISO_8859_1).replace("\0", ""));
        } catch (IllegalArgumentException e) {
            LOG.warn("Terminal {} keeps its serial number: {}", factoryId, e.getMessage());
        }
    }

    /** What is wrong with the secrets of a message; none when they can be taken. */
    List<Integer> faults(WmmpMessage message, Dialect dialect) {
        List<Integer> faults = new ArrayList<>();
        if (KeySet.isIn(message.tlvs()) || message.tlv(SIM_BINDING) == null) {
            faults.addAll(keys().faults(message.tlvs(), dialect));
        }
        for (Tlv tlv : message.tlvs()) {
            boolean binds = tlv.tag() == SIM_BINDING && tlv.length() == 1 && tlv.value()[0] >= 0 && tlv.value()[0] <= UNBIND;
            if (!binds && !KeySet.carries(tlv.tag())) {
                faults.add(tlv.tag());
            }
        }
        return faults;
    }

    /**
     * Takes the secrets of a message, all or none. They are not in use before {@link #adopt()}.
     *
     * @param message SECURITY_CONFIG with operation 0, without faults
     */
    synchronized void stage(WmmpMessage message, Dialect dialect) {
        Tlv binding = message.tlv(SIM_BINDING);
        stagedBinding = binding == null ? null : (int) binding.value()[0];
        staged = KeySet.isIn(message.tlvs()) ? keys().changedBy(message.tlvs(), dialect) : null;
    }

    /** What the platform wants of the binding to the SIM; asked once, null for nothing. */
    synchronized Integer takeStagedBinding() {
        Integer wanted = stagedBinding;
        stagedBinding = null;
        return wanted;
    }

    /** Binds the terminal to its SIM, or not. */
    synchronized void bindSim(int binding) {
        simLocked = binding == BOUND;
        unreported = true;
    }

    /** Whether the platform wants to be told what has become of the binding. */
    boolean owesReport() {
        return unreported;
    }

    /** The platform knows what has become of the binding. */
    void reported() {
        unreported = false;
    }

    /** Forgets what was taken and must not be used. */
    synchronized void unstage() {
        staged = null;
        stagedBinding = null;
    }

    /** Whether it does nothing with another SIM than that which is registered. */
    boolean simLocked() {
        return simLocked;
    }

    /** Whether secrets have been taken that are not in use yet. */
    boolean hasStaged() {
        return staged != null;
    }

    /** Whether those differ from what is in use. */
    synchronized boolean hasStagedOthers() {
        return staged != null && !staged.equals(keys());
    }

    /** Uses what was taken last. */
    synchronized void adopt() {
        if (staged != null) {
            delivered = staged;
            staged = null;
        }
    }

    /** A good login has confirmed the secrets in use. */
    synchronized void confirm() {
        kept = keys();
        delivered = null;
        cleared = false;
    }

    /** The platform does not take the delivered secrets: back to those before them. */
    synchronized void giveUpDelivered() {
        delivered = null;
        staged = null;
    }
}
