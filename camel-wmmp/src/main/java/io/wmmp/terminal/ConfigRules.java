package io.wmmp.terminal;

import java.util.List;
import java.util.Set;

import io.wmmp.link.Bearer;
import io.wmmp.protocol.Tag;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;

/**
 * Which values of a terminal may be told and set, and to what: what the dictionary says of their types and ranges, and what
 * this terminal can do (protocol reference, behaviour, sections 10.1 and 10.2).
 */
final class ConfigRules {

    private static final int KEY_WAIT = 0x0026;
    private static final int CONNECTION_MODE = 0x4002;
    private static final int FIRST_SECURITY_TAG = 0xE001;
    private static final int LAST_SECURITY_TAG = 0xE044;
    /** The serial number, the version of the protocol, the notice of a local change, and what the keys say. */
    private static final Set<Integer> NEVER_SET = Set.of(0x3002, 0x3001, 0x4011, TerminalStore.ENCRYPTION_SUPPORTED);

    private final WmmpCodec codec;
    private final TerminalStore store;
    private final Bearer bearer;
    private final boolean mustEncipher;

    /**
     * @param bearer       what the terminal was made for
     * @param mustEncipher whether the terminal itself wants its messages enciphered
     */
    ConfigRules(WmmpCodec codec, TerminalStore store, Bearer bearer, boolean mustEncipher) {
        this.codec = codec;
        this.store = store;
        this.bearer = bearer;
        this.mustEncipher = mustEncipher;
    }

    /** Whether the value of a tag may be told. */
    static boolean isReadable(WmmpCodec codec, int tag) {
        return !isSecurityTag(tag) && codec.dialect().tags().byNumber(tag) != null;
    }

    /** The tags of a CONFIG_GET that must not or cannot be told. */
    List<String> unreadable(List<Tlv> wanted) {
        return wanted.stream().filter(tlv -> !isReadable(codec, tlv.tag())).map(tlv -> codec.nameOf(tlv.tag())).toList();
    }

    /** The tags that the platform must not set, or not to these values. */
    List<String> unwritable(List<Tlv> given) {
        return given.stream().filter(tlv -> !isWritable(tlv)).map(tlv -> codec.nameOf(tlv.tag())).toList();
    }

    /** Whether the platform may set a tag to a value. */
    boolean isWritable(Tlv tlv) {
        return isSetting(tlv.tag()) && isPossible(tlv);
    }

    /** Whether a tag is for the platform to set: else the terminal measures it, or nobody sets it. */
    boolean isSetting(int number) {
        Tag tag = codec.dialect().tags().byNumber(number);
        return tag != null && tag.isSetting() && !isForbidden(number);
    }

    /** Whether a tag may have a value at this terminal, whoever sets it. */
    boolean isPossible(Tlv tlv) {
        Tag tag = codec.dialect().tags().byNumber(tlv.tag());
        if (tag == null || isForbidden(tlv.tag()) || !tag.isValid(tlv.value(), codec.dialect())) {
            return false;
        }
        return switch (tlv.tag()) {
            case KEY_WAIT -> tlv.length() == Short.BYTES && (tlv.value()[0] != 0 || tlv.value()[1] != 0);
            case CONNECTION_MODE -> isOwnBearer(ConnectionMode.of(tlv.value()[0]));
            case TerminalStore.ENCRYPTION_IN_USE -> tlv.value()[0] == 1 ? store.canEncipher() : !mustEncipher;
            default -> !tag.name().equals(TerminalStore.PLATFORM_PORT) || store.portOf(bearer, tlv.value()) > 0;
        };
    }

    /** A terminal keeps the bearer that it was made for; on that, it can change between long and short. */
    private boolean isOwnBearer(ConnectionMode wanted) {
        return wanted != null && wanted.bearer() == bearer;
    }

    private static boolean isForbidden(int tag) {
        return NEVER_SET.contains(tag) || isSecurityTag(tag);
    }

    private static boolean isSecurityTag(int tag) {
        return tag >= FIRST_SECURITY_TAG && tag <= LAST_SECURITY_TAG && tag != TerminalStore.ENCRYPTION_IN_USE
                && tag != TerminalStore.ENCRYPTION_SUPPORTED;
    }
}
