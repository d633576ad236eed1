package io.wmmp.platform;

import java.util.List;

import io.wmmp.link.PhoneNumber;

/**
 * How a listener of a platform takes part in SMS. Immutable.
 *
 * @param number      the platform's own number, which terminals take short messages from; null where the SMS center knows it
 * @param countryCode the country code that numbers may have or not have; null or empty for none
 * @param allowed     the numbers from which terminals that are not known may register; one that ends with {@code *} stands
 *                    for all that begin so
 */
public record SmsOptions(String number, String countryCode, List<String> allowed) {

    private static final String ANY_END = "*";

    /** Copies the list. */
    public SmsOptions {
        allowed = List.copyOf(allowed);
    }

    /** Whether a terminal that is not known may register from a number. */
    boolean allows(PhoneNumber sender) {
        return allowed.stream().anyMatch(pattern -> matches(pattern, sender));
    }

    private boolean matches(String pattern, PhoneNumber sender) {
        if (!pattern.endsWith(ANY_END)) {
            return PhoneNumber.of(pattern, countryCode).equals(sender);
        }
        String beginning = pattern.substring(0, pattern.length() - ANY_END.length());
        return beginning.isEmpty() || sender.digits().startsWith(PhoneNumber.of(beginning, countryCode).digits());
    }

    PhoneNumber read(String text) {
        return PhoneNumber.of(text, countryCode);
    }
}
