package io.wmmp.platform.twin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;

/**
 * Which tags are in twins: those of configuration, no secrets, and no more than a twin has room for. Counts what is left out for
 * want of room. Safe for use by any thread.
 */
final class KeptTags {

    /** The longest value that is kept, in bytes: configuration is short. */
    private static final int MAX_VALUE = 1024;
    private static final int FIRST_SECURITY_TAG = 0xE000;
    private static final int LAST_SECURITY_TAG = 0xEFFF;
    /** Says something of one message, and is no configuration. */
    private static final Set<Integer> NOT_CONFIGURATION = Set.of(0x4001, Tlv.USER_DATA, Tlv.FRAGMENT_INFO, 0x4009, 0x4010,
            0x4011,
            Tlv.DESTINATION_TERMINAL, Tlv.SOURCE_TERMINAL, Tlv.DESTINATION_EC, Tlv.SOURCE_EC, Tlv.COMMAND_PARAMETERS, 0x4017);

    private final int max;
    private final LongAdder ignored = new LongAdder();

    /**
     * @param max how many tags a twin may have
     */
    KeptTags(int max) {
        this.max = max;
    }

    /** How many values were left out, since they were too long or their twin had too many tags already. */
    long ignored() {
        return ignored.sum();
    }

    /** The tag of a name, for which a value may be desired. */
    static int require(WmmpCodec codec, String name) {
        int tag = codec.numberOf(name);
        if (codec.dialect().isSecret(tag) || isSecurity(tag)) {
            throw new InvalidFieldException(name, "is a secret, of which no twin is kept; send it as a command");
        }
        if (NOT_CONFIGURATION.contains(tag)) {
            throw new InvalidFieldException(name, "is no configuration that a terminal could keep");
        }
        return tag;
    }

    private static boolean isSecurity(int tag) {
        return tag >= FIRST_SECURITY_TAG && tag <= LAST_SECURITY_TAG;
    }

    private static boolean isConfiguration(int tag, Dialect dialect) {
        return !dialect.isSecret(tag) && !isSecurity(tag) && !NOT_CONFIGURATION.contains(tag);
    }

    /** A twin as it is, unless it has too many desired values. */
    Twin requireRoom(Twin twin, WmmpCodec codec) {
        if (twin.desired().size() > max) {
            throw new InvalidFieldException(codec.nameOf(twin.desired().lastKey()),
                    "would be one tag too many, a twin has at most " + max + " (maxTwinTags)");
        }
        return twin;
    }

    /** What of a message is configuration. */
    List<Tlv> in(List<Tlv> message, Dialect dialect) {
        List<Tlv> kept = new ArrayList<>();
        for (Tlv tlv : message) {
            if (!isConfiguration(tlv.tag(), dialect)) {
                continue;
            }
            if (tlv.length() > MAX_VALUE) {
                ignored.increment();
            } else {
                kept.add(tlv);
            }
        }
        return kept;
    }

    /** The values for which a twin has room. */
    List<Tlv> within(Twin twin, List<Tlv> values) {
        Set<Integer> tags = new HashSet<>(twin.tags());
        List<Tlv> taken = new ArrayList<>();
        for (Tlv tlv : values) {
            if (tags.contains(tlv.tag()) || tags.size() < max) {
                tags.add(tlv.tag());
                taken.add(tlv);
            } else {
                ignored.increment();
            }
        }
        return taken;
    }
}
