package io.wmmp.examples.healthtester;

import java.util.Random;
import java.util.regex.Pattern;

import org.apache.camel.CamelContext;
import org.apache.camel.util.TimeUtils;

import io.wmmp.protocol.Dialect;

/**
 * The settings of the health tester, Camel properties that begin with <code>tester.</code>. The routes take them as
 * placeholders; here they are looked at beforehand, so that a wrong one stops the start under its own name.
 */
final class Settings {

    private static final Pattern ADDRESS = Pattern.compile("(udp|tcp):[^?&]+:\\d{1,5}");
    private static final Pattern TERMINAL_ID = Pattern.compile("[!-~]{16}");
    private static final Pattern FIFTEEN_DIGITS = Pattern.compile("\\d{15}");
    private static final Pattern SECRET = Pattern.compile("[!-~]{1,8}");
    private static final Pattern VERSION = Pattern.compile("[!-~]{1,8}");

    private final CamelContext context;

    private Settings(CamelContext context) {
        this.context = context;
    }

    /**
     * Looks at all settings.
     *
     * @param  context                 holds the properties
     * @return                         the settings
     * @throws InvalidSettingException when one is missing or wrong
     */
    static Settings check(CamelContext context) {
        Settings settings = new Settings(context);
        settings.expect("tester.platform", ADDRESS, "udp:host:port or tcp:host:port");
        settings.expect("tester.terminal-id", TERMINAL_ID, "16 characters without spaces");
        settings.expect("tester.imei", FIFTEEN_DIGITS, "15 digits");
        settings.expect("tester.imsi", FIFTEEN_DIGITS, "15 digits");
        settings.expectSecret("tester.uplink-password");
        settings.expectSecret("tester.downlink-password");
        settings.expect("tester.software-version", VERSION, "1 to 8 characters");
        settings.expectDialect("tester.dialect");
        settings.expectDuration("tester.interval", 1);
        settings.expectDuration("tester.heartbeat-interval", 1000);
        settings.expectDuration("tester.retry-interval", 1);
        settings.expectDuration("tester.answer-timeout", 1);
        settings.random();
        return settings;
    }

    /** What makes up the patient: the same one for the same <code>tester.seed</code>, another each time without. */
    Random random() {
        String seed = optional("tester.seed");
        try {
            return seed == null ? new Random() : new Random(Long.parseLong(seed));
        } catch (NumberFormatException e) {
            throw new InvalidSettingException("tester.seed", "is '" + seed + "', expected a whole number");
        }
    }

    private String optional(String name) {
        String value = context.resolvePropertyPlaceholders("{{?" + name + "}}");
        return value == null || value.isBlank() ? null : value;
    }

    private String compulsory(String name, String expected) {
        String value = optional(name);
        if (value == null) {
            throw new InvalidSettingException(name, "is missing, expected " + expected);
        }
        return value;
    }

    private void expect(String name, Pattern pattern, String expected) {
        String value = compulsory(name, expected);
        if (!pattern.matcher(value).matches()) {
            throw new InvalidSettingException(name, "is '" + value + "', expected " + expected);
        }
    }

    /** The value of a secret stays out of the message. */
    private void expectSecret(String name) {
        String expected = "1 to 8 characters without spaces";
        if (!SECRET.matcher(compulsory(name, expected)).matches()) {
            throw new InvalidSettingException(name, "is wrong, expected " + expected);
        }
    }

    private void expectDialect(String name) {
        String value = compulsory(name, "the name of a dialect");
        try {
            Dialect.load(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(name, "is wrong: " + e.getMessage());
        }
    }

    private void expectDuration(String name, long atLeastMillis) {
        String expected = "a duration such as 90s, at least " + TimeUtils.printDuration(atLeastMillis, true);
        String value = compulsory(name, expected);
        long millis;
        try {
            millis = TimeUtils.toMilliSeconds(value);
        } catch (IllegalArgumentException e) {
            millis = 0;
        }
        if (millis < atLeastMillis) {
            throw new InvalidSettingException(name, "is '" + value + "', expected " + expected);
        }
    }
}
