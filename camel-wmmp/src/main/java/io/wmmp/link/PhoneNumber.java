package io.wmmp.link;

/**
 * A telephone number, made so that two ways to write one number compare as equal: a leading {@code +} and then a leading
 * country code count for nothing. So {@code +8613800000000}, {@code 8613800000000} and {@code 13800000000} are the same
 * number where the country code is 86. Nothing else is tolerated: no blanks, no hyphens, no {@code 00}.
 *
 * @param text   the number as it was written
 * @param digits the digits that it is compared by
 */
public record PhoneNumber(String text, String digits) {

    /**
     * Reads a number.
     *
     * @param  text                     the number: digits, at most 20, perhaps after a {@code +}
     * @param  countryCode              the country code that numbers may have or not have; null or empty for none
     * @return                          the number
     * @throws IllegalArgumentException when this is no telephone number, for instance because the sender is a name
     */
    public static PhoneNumber of(String text, String countryCode) {
        String digits = text != null && text.startsWith("+") ? text.substring(1) : text;
        if (digits == null || !digits.matches("[0-9]{1,20}")) {
            throw new IllegalArgumentException("'" + text + "' is no telephone number of 1 to 20 digits, perhaps after a +");
        }
        boolean international = countryCode != null && !countryCode.isEmpty() && digits.startsWith(countryCode)
                && digits.length() > countryCode.length();
        return new PhoneNumber(text, international ? digits.substring(countryCode.length()) : digits);
    }

    /** Two numbers are equal when their digits are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PhoneNumber number && digits.equals(number.digits);
    }

    @Override
    public int hashCode() {
        return digits.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
