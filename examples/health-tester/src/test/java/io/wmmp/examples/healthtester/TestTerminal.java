package io.wmmp.examples.healthtester;

import java.util.Map;

import io.wmmp.platform.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/** One terminal, as its own settings and as the platform knows it. */
final class TestTerminal {

    static final String ID = "TESTTERM0000ABCD";
    static final Map<String, String> SETTINGS = Map.of("tester.terminal-id", ID, "tester.imei", "490154203237518",
            "tester.imsi", "001010123456789", "tester.uplink-password", "UP&LNK+%", "tester.downlink-password", "DOWNLNKP");

    private TestTerminal() {
    }

    static TerminalRecord record(String dialect) {
        return new TerminalRecord(TerminalId.of(ID), new Credentials(SETTINGS.get("tester.imei"), SETTINGS.get("tester.imsi"),
                SETTINGS.get("tester.uplink-password"), SETTINGS.get("tester.downlink-password"), null), null, null, dialect);
    }
}
