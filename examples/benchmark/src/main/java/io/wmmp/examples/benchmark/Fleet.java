package io.wmmp.examples.benchmark;

import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/** The terminals of a measurement, known to load generator and server without talking: all follows from their index. */
public final class Fleet {

    private static final String SERIAL_PREFIX = "WMMPBENCH";
    private static final int SERIAL_DIGITS = TerminalId.LENGTH - SERIAL_PREFIX.length();
    private static final String UPLINK_PASSWORD = "UPBENCH1";
    private static final String DOWNLINK_PASSWORD = "DNBENCH1";

    private Fleet() {
    }

    /**
     * @param  index which, from 0
     * @return       its serial number, which ends with the index
     */
    public static TerminalId id(int index) {
        return TerminalId.of(SERIAL_PREFIX + padded(index, SERIAL_DIGITS));
    }

    /**
     * Reads the index of a terminal back.
     *
     * @param  digit gives the characters of a serial number, from 0 to 15
     * @return       the index; -1 when that is none of these terminals
     */
    public static int indexOf(CharAt digit) {
        int index = 0;
        for (int i = SERIAL_PREFIX.length(); i < TerminalId.LENGTH; i++) {
            int value = digit.at(i) - '0';
            if (value < 0 || value > 9) {
                return -1;
            }
            index = 10 * index + value;
        }
        return index;
    }

    /**
     * @param  index which, from 0
     * @return       its identity and passwords
     */
    public static Credentials credentials(int index) {
        return new Credentials("35" + padded(index, 13), "00101" + padded(index, 10), UPLINK_PASSWORD, DOWNLINK_PASSWORD, null);
    }

    /**
     * @param  size how many terminals
     * @return      a registry that knows the first so many
     */
    public static MemoryTerminalRegistry registry(int size) {
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        for (int i = 0; i < size; i++) {
            registry.add(new TerminalRecord(id(i), credentials(i), null, null, null));
        }
        return registry;
    }

    private static String padded(int number, int length) {
        String digits = Integer.toString(number);
        return "0".repeat(length - digits.length()) + digits;
    }

    /** Characters by their place. */
    @FunctionalInterface
    public interface CharAt {

        /**
         * @param  place from 0
         * @return       the character there
         */
        int at(int place);
    }
}
