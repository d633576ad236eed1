package io.wmmp.examples.simulator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/**
 * Terminals whose serial numbers follow each other. All that belongs to one is made from the digits of its serial number, so
 * that simulator and platform agree without talking: IMEI, IMSI, and passwords that are for simulations only. Immutable.
 */
public final class TerminalSeries {

    private static final Pattern SERIAL = Pattern.compile("([!-~]*?)(\\d{4,14})");
    /** A serial number with this end means that the platform shall allot one (protocol reference, behaviour, section 3.1). */
    private static final long FACTORY_STEP = 100_000_000;
    private static final int FACTORY_ZEROS = 8;
    private static final long TEN_MILLION = 10_000_000;

    private final String prefix;
    private final int digits;
    private final long first;
    private final int size;

    /**
     * @param  first                    the first serial number: 16 characters, the last 4 to 14 of them digits
     * @param  size                     how many terminals there are
     * @throws IllegalArgumentException when there are not so many numbers, or one is a factory number that ends with eight
     *                                  zeros
     */
    public TerminalSeries(String first, int size) {
        Matcher matcher = SERIAL.matcher(first);
        if (first.length() != TerminalId.LENGTH || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "The first serial number is '" + first + "'; it has 16 characters without spaces,"
                            + " of which the last four at least are digits");
        }
        this.prefix = matcher.group(1);
        this.digits = matcher.group(2).length();
        this.first = Long.parseLong(matcher.group(2));
        this.size = size;
        long last = this.first + size - 1;
        if (String.valueOf(last).length() > digits) {
            throw new IllegalArgumentException("From serial number '" + first + "' on there are no " + size
                    + " numbers of " + digits + " digits");
        }
        if (digits >= FACTORY_ZEROS && last / FACTORY_STEP * FACTORY_STEP >= this.first) {
            throw new IllegalArgumentException("From serial number '" + first + "' on one of " + size
                    + " ends with eight zeros, which no terminal has after it left the factory");
        }
    }

    /** @return how many terminals there are */
    public int size() {
        return size;
    }

    /**
     * @param  index which, from 0
     * @return       its serial number
     */
    public TerminalId id(int index) {
        return TerminalId.of(prefix + padded(first + index, digits));
    }

    /**
     * @param  index which, from 0
     * @return       its identity, and the passwords of both directions
     */
    public Credentials credentials(int index) {
        long number = first + index;
        String imei = "35" + padded(number, 12);
        String password = padded(number % TEN_MILLION, 7);
        return new Credentials(imei + checkDigit(imei), "00101" + padded(number % 10_000_000_000L, 10), "U" + password,
                "D" + password, null);
    }

    private static String padded(long number, int length) {
        String text = String.valueOf(number);
        return text.length() > length ? text.substring(text.length() - length) : "0".repeat(length - text.length()) + text;
    }

    /** The last digit of an IMEI, by Luhn's formula. */
    private static int checkDigit(String imei) {
        int sum = 0;
        for (int i = 0; i < imei.length(); i++) {
            int digit = imei.charAt(i) - '0';
            int weighed = i % 2 == 0 ? digit : 2 * digit;
            sum += weighed / 10 + weighed % 10;
        }
        return (10 - sum % 10) % 10;
    }

    /**
     * Writes what the platform example has to know, as its {@code wmmp.terminals}.
     *
     * @param  file        the CSV file; one that exists is replaced
     * @param  dialect     the name of the dialect that the terminals speak
     * @throws IOException when it cannot be written
     */
    public void writeCsv(Path file, String dialect) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            writer.write("terminal_id,imei,imsi,uplink_password,downlink_password,dialect\n");
            for (int i = 0; i < size; i++) {
                Credentials credentials = credentials(i);
                writer.write(String.join(",", id(i).toString(), credentials.imei(), credentials.imsi(),
                        credentials.uplinkPassword(), credentials.downlinkPassword(), dialect) + "\n");
            }
        }
    }
}
