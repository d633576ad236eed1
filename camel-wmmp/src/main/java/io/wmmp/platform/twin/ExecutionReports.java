package io.wmmp.platform.twin;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

/**
 * The commands that terminals have taken and may still report as carried out: with the number of the command and, for
 * settings, a checksum of them (protocol reference, behaviour, section 10.1). Many terminals never report, so the oldest are
 * forgotten. Safe for use by any thread.
 */
final class ExecutionReports {

    private static final int SIZE = 4096;
    private static final int TAG_OPTION = 0x4009;
    private static final int TAG_RESULT = 0x4010;
    private static final int TAG_CRC32 = 0x4017;
    private static final int RESULT_LENGTH = 5;

    private final Map<Key, Taken> taken = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Taken> eldest) {
            return size() > SIZE;
        }
    };

    /** Takes note of a command that a terminal has taken. */
    void taken(TerminalId terminalId, long number, Taken command) {
        synchronized (taken) {
            Key key = new Key(terminalId, number);
            taken.remove(key);
            taken.put(key, command);
        }
    }

    /** What a CONFIG_TRAP reports of a command; null where it reports nothing. */
    Report read(WmmpMessage trap) {
        Tlv result = trap.tlv(TAG_RESULT);
        if (result == null || result.length() != RESULT_LENGTH) {
            return null;
        }
        ByteBuffer value = ByteBuffer.wrap(result.value());
        int status = Byte.toUnsignedInt(value.get());
        long number = Integer.toUnsignedLong(value.getInt());
        Taken command;
        synchronized (taken) {
            command = taken.remove(new Key(trap.terminalId(), number));
        }
        Tlv sum = trap.tlv(TAG_CRC32);
        Boolean matches = sum == null || sum.length() != Integer.BYTES || command == null ? null
                : command.hasCrc32(ByteBuffer.wrap(sum.value()).getInt());
        return new Report(number, status, command, matches);
    }

    /**
     * A command that a terminal has taken.
     *
     * @param command   the request
     * @param tlvs      its values, in the order in which they were sent
     * @param commandId its id where it was queued, or null
     */
    record Taken(Command command, List<Tlv> tlvs, Long commandId) {

        /** Terminals sum in the order of the message, or in that of the tags, and maybe high byte last. */
        private boolean hasCrc32(int given) {
            int received = crc32(tlvs.stream());
            int ascending = crc32(tlvs.stream().sorted(Comparator.comparing(Tlv::tag)));
            int swapped = Integer.reverseBytes(given);
            return given == received || given == ascending || swapped == received || swapped == ascending;
        }

        private static int crc32(Stream<Tlv> tlvs) {
            CRC32 crc = new CRC32();
            tlvs.filter(tlv -> tlv.tag() != TAG_OPTION).forEach(tlv -> crc.update(tlv.toBytes()));
            return (int) crc.getValue();
        }
    }

    /**
     * A report.
     *
     * @param number       that of the command
     * @param status       0 for carried out
     * @param command      the command, null where it is not known any more
     * @param crc32Matches whether the checksum is that of the settings, null where there is none or no command
     */
    record Report(long number, int status, Taken command, Boolean crc32Matches) {
    }

    private record Key(TerminalId terminalId, long number) {
    }
}
