package io.wmmp.platform.routing;

import java.util.Set;

import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;

/**
 * Who sends business data, or gets it: a terminal or an application.
 *
 * @param terminal the terminal; null for an application
 * @param ecCode   the application; for a terminal the one that it belongs to, or null
 * @param peers    who may exchange data with it besides its own: terminal ids and codes of applications
 */
record Party(TerminalId terminal, String ecCode, Set<String> peers) {

    static Party of(TerminalRecord terminal) {
        return new Party(terminal.terminalId(), terminal.ecCode(), terminal.peers());
    }

    static Party of(ApplicationRecord application) {
        return new Party(null, application.ecCode(), application.peers());
    }

    /** What others call it. */
    String name() {
        return terminal != null ? terminal.toString() : ecCode;
    }

    /** The tag under which its name stands where data comes from it. */
    Tlv asSource() {
        return terminal != null ? Tlv.of(Tlv.SOURCE_TERMINAL, terminal.toBytes()) : BusinessData.sourceEc(ecCode);
    }

    /** Those of one application may, and those of whom one lists the other. */
    boolean mayExchangeWith(Party other) {
        return ecCode != null && ecCode.equals(other.ecCode) || lists(other) || other.lists(this);
    }

    private boolean lists(Party other) {
        return peers.contains(other.name()) || other.ecCode != null && peers.contains(other.ecCode);
    }
}
