package io.wmmp.camel;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.wmmp.link.Bearer;
import io.wmmp.link.PhoneNumber;
import io.wmmp.platform.SmsOptions;
import io.wmmp.protocol.Dialect;

/**
 * What the options of an endpoint say of SMS.
 *
 * @param from           the URI of the endpoint where short messages arrive
 * @param to             the URI of the endpoint to which they are sent
 * @param number         the number of this end, or null
 * @param platformNumber the number of the platform, where this end is a terminal
 * @param countryCode    the country code that numbers may have or not have
 * @param allowed        from where unknown terminals may register
 */
record SmsSettings(String from, String to, String number, String platformNumber, String countryCode, List<String> allowed) {

    /** What an endpoint says of SMS; null when it does not take part in it. */
    static SmsSettings of(WmmpEndpoint endpoint, Dialect dialect) {
        WmmpConfiguration configuration = endpoint.getConfiguration();
        if (configuration.getSmsFrom() == null) {
            return null;
        }
        boolean platform = endpoint.getRole() == WmmpRole.platform;
        String number = platform ? orElse(configuration.getSmsNumber(), dialect.smsNumber()) : configuration.getSmsNumber();
        return new SmsSettings(configuration.getSmsFrom(), configuration.getSmsTo(), number,
                orElse(configuration.getSmsPlatformNumber(), dialect.smsNumber()), configuration.getSmsCountryCode(),
                list(configuration.getSmsAllowed()));
    }

    private static String orElse(String given, String fallback) {
        return given != null ? given : fallback;
    }

    private static List<String> list(String option) {
        return option == null || option.isBlank() ? List.of() : Arrays.stream(option.split(",")).map(String::strip).toList();
    }

    /** Refuses what does not fit together. */
    static void check(WmmpConfiguration configuration, WmmpAddress address) {
        boolean sms = configuration.getSmsFrom() != null;
        WmmpEndpoint.refuse("smsFrom", !sms && address.bearer() == Bearer.SMS, "is missing, without it nothing arrives");
        WmmpEndpoint.refuse("smsTo", sms != (configuration.getSmsTo() != null),
                "and option smsFrom go together: one of them is missing");
        WmmpEndpoint.refuse("smsFrom", sms && !address.hasBearer(),
                "is for listeners, for instance wmmp:platform:sms; to send by SMS use the option bearer");
        WmmpEndpoint.refuse("smsAllowed", configuration.getSmsAllowed() != null && address.role() == WmmpRole.terminal,
                "is for listeners of a platform");
        WmmpEndpoint.refuse("smsPlatformNumber",
                configuration.getSmsPlatformNumber() != null && address.role() == WmmpRole.platform, "is for wmmp:terminal");
        checkNumber("smsNumber", configuration.getSmsNumber());
        checkNumber("smsPlatformNumber", configuration.getSmsPlatformNumber());
        list(configuration.getSmsAllowed()).forEach(pattern -> checkNumber("smsAllowed",
                pattern.equals("*") ? null : pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern));
        String countryCode = configuration.getSmsCountryCode();
        WmmpEndpoint.refuse("smsCountryCode", countryCode != null && !countryCode.matches("[0-9]{0,3}"),
                "expects up to three digits, without +");
    }

    private static void checkNumber(String option, String number) {
        if (number != null) {
            try {
                PhoneNumber.of(number, null);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Option " + option + ": " + e.getMessage(), e);
            }
        }
    }

    /** All who share a listener or terminal must say the same. */
    static void refuseDifference(String who, SmsSettings first, SmsSettings other) {
        if (first != null && other != null) {
            refuse("smsFrom", who, first.from, other.from);
            refuse("smsTo", who, first.to, other.to);
            refuse("smsNumber", who, first.number, other.number);
            refuse("smsPlatformNumber", who, first.platformNumber, other.platformNumber);
            refuse("smsCountryCode", who, first.countryCode, other.countryCode);
            refuse("smsAllowed", who, first.allowed, other.allowed);
        }
        refuse("smsFrom", who, first == null, other == null);
    }

    private static void refuse(String option, String who, Object first, Object other) {
        if (!Objects.equals(first, other)) {
            throw new IllegalArgumentException("Option " + option + " differs between endpoints of " + who);
        }
    }

    SmsOptions options() {
        return new SmsOptions(number, countryCode, allowed);
    }
}
