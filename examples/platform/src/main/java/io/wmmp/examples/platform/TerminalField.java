package io.wmmp.examples.platform;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecurityCategory;

/** What a terminal is provisioned with: a column of the CSV file, and the same in camel case in JSON. */
enum TerminalField {
    TERMINAL_ID("terminal_id", true, text(TerminalId.LENGTH, TerminalId.LENGTH, TerminalField::isPrintable,
            TerminalId.LENGTH + " printable characters")),
    IMEI("imei", true, text(15, 15, TerminalField::isDigit, "15 digits")),
    IMSI("imsi", true, text(15, 15, TerminalField::isDigit, "15 digits")),
    MSISDN("msisdn", false, text(1, 20, c -> isDigit(c) || c == '+', "a telephone number, digits only")),
    UPLINK_PASSWORD("uplink_password", false, secret(Credentials.PASSWORD_LENGTH)),
    DOWNLINK_PASSWORD("downlink_password", false, secret(Credentials.PASSWORD_LENGTH)),
    BASE_KEY("base_key", false, secret(32)),
    EC_CODE("ec_code", false, text(1, 20, c -> isPrintable(c) && c != ' ', "1 to 20 printable characters")),
    DIALECT("dialect", false, TerminalField::dialectProblem),
    PEERS("peers", false, TerminalField::peersProblem),
    SECURITY("security", false, TerminalField::securityProblem);

    private static final Set<String> SECURITY_CATEGORIES = EnumSet
            .range(SecurityCategory.VERIFIED, SecurityCategory.FULLY_ENCRYPTED).stream().map(Enum::name)
            .collect(Collectors.toCollection(TreeSet::new));

    private final String column;
    private final String json;
    private final boolean compulsory;
    private final Function<String, String> check;

    TerminalField(String column, boolean compulsory, Function<String, String> check) {
        this.column = column;
        this.json = Pattern.compile("_(.)").matcher(column).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
        this.compulsory = compulsory;
        this.check = check;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isPrintable(int c) {
        return c >= ' ' && c <= '~';
    }

    private static Function<String, String> text(int minimum, int maximum, IntPredicate allowed, String expected) {
        return value -> value.length() >= minimum && value.length() <= maximum && allMatch(value, allowed)
                ? null : "expects " + expected + ", not '" + value + "'";
    }

    /** What is wrong with a secret is said without repeating it. */
    private static Function<String, String> secret(int maximum) {
        return value -> {
            if (value.length() > maximum) {
                return "has " + value.length() + " characters, at most " + maximum + " fit";
            }
            return allMatch(value, TerminalField::isPrintable) ? null : "has characters that are not printable ASCII";
        };
    }

    private static boolean allMatch(String value, IntPredicate allowed) {
        for (int i = 0; i < value.length(); i++) {
            if (!allowed.test(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** No terminal has less than the dialect wants. */
    private static String securityProblem(String value) {
        return SECURITY_CATEGORIES.contains(value) ? null : "expects one of " + SECURITY_CATEGORIES + ", not '" + value + "'";
    }

    /** The names in a list of peers, which stand apart by spaces. */
    static Set<String> peers(String value) {
        return value == null ? Set.of() : Arrays.stream(value.strip().split("\\s+"))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String peersProblem(String value) {
        return value.isBlank() || !allMatch(value, TerminalField::isPrintable)
                ? "expects terminal ids and codes of applications,"
                        + " separated by spaces"
                : null;
    }

    private static String dialectProblem(String value) {
        if (KnownDialects.NAMES.contains(value)) {
            return null;
        }
        if (!KnownDialects.FORM.matcher(value).matches()) {
            return "expects the name of a dialect, such as " + Dialect.DEFAULT;
        }
        try {
            KnownDialects.NAMES.add(Dialect.load(value).name());
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    String column() {
        return column;
    }

    String json() {
        return json;
    }

    boolean isCompulsory() {
        return compulsory;
    }

    /** What is wrong with a value, or null. */
    String problemOf(String value) {
        return check.apply(value);
    }

    /** The names of dialects that exist: to load one takes time, and a file names it a hundred thousand times. */
    private static final class KnownDialects {

        static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
        static final Set<String> NAMES = ConcurrentHashMap.newKeySet();
    }
}
