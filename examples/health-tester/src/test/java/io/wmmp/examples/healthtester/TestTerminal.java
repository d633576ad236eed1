package io.wmmp.examples.healthtester;

import java.security.SecureRandom;
import java.util.Map;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.testing.TestSecrets;

/** One terminal, as its own settings and as the platform knows it. */
final class TestTerminal {

    static final String ID = "TESTTERM0000ABCD";
    static final Map<String, String> SETTINGS = Map.of("tester.terminal-id", ID, "tester.imei", "490154203237518",
            "tester.imsi", "001010123456789", "tester.uplink-password", TestSecrets.sought("&+%" + random(5)),
            "tester.downlink-password",
            TestSecrets.DOWNLINK_PASSWORD);

    private TestTerminal() {
    }

    private static String random(int length) {
        return new SecureRandom().ints(length, 'A', 'Z' + 1).collect(StringBuilder::new, StringBuilder::appendCodePoint,
                StringBuilder::append).toString();
    }

    static TerminalRecord record(String dialect) {
        return new TerminalRecord(TerminalId.of(ID), new Credentials(SETTINGS.get("tester.imei"), SETTINGS.get("tester.imsi"),
                SETTINGS.get("tester.uplink-password"), SETTINGS.get("tester.downlink-password"), null), null, null, dialect);
    }
}
