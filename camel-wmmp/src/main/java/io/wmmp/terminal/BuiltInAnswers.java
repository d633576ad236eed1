package io.wmmp.terminal;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;

/** What a terminal answers where no handler takes the request. Pure, but for the store that CONFIG_SET changes. */
final class BuiltInAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(BuiltInAnswers.class);

    /** What nobody takes, or must not be done, gets this result and the tags at fault. */
    private static final int REFUSED = 1;
    /** SECURITY_CONFIG lists its faulty tags after this result (protocol reference, behaviour, section 15). */
    private static final int WRONG_KEYS = 2;
    static final int REMOTE_LOGIN = 3;
    static final int REMOTE_REPORT_STATISTICS = 4;
    static final int REMOTE_RESET_STATISTICS = 5;
    static final int REMOTE_REPORT_SYNC = 0x0B;
    static final int REMOTE_ENCIPHERED_LOGIN = 0x0D;
    private static final int TAG_REMOTE_COMMAND = 0x4001;
    private static final Set<Integer> REMOTE_COMMANDS = Set.of(REMOTE_LOGIN, REMOTE_REPORT_STATISTICS,
            REMOTE_RESET_STATISTICS, REMOTE_REPORT_SYNC);

    private final WmmpCodec codec;
    private final TerminalStore store;

    BuiltInAnswers(WmmpCodec codec, TerminalStore store) {
        this.codec = codec;
        this.store = store;
    }

    /** Whether this is a remote control that a terminal carries out without anybody's help. */
    boolean carriesOut(WmmpMessage request) {
        int command = remoteCommand(request);
        return REMOTE_COMMANDS.contains(command) || command == REMOTE_ENCIPHERED_LOGIN && store.canEncipher();
    }

    Answer to(WmmpMessage request) {
        return switch (request.command()) {
            case LOGOUT -> Answer.success(codec, request);
            case CONFIG_GET -> configGet(request);
            case CONFIG_SET -> configSet(request);
            case REMOTE_CTRL -> carriesOut(request)
                    ? Answer.success(codec, request) : refused(request, namesOf(request));
            default -> refused(request, namesOf(request));
        };
    }

    /** What secrets get that cannot be taken; null where they can. */
    Answer toFaultyKeys(WmmpMessage request, TerminalIdentity identity) {
        List<Integer> faulty = identity.faults(request, codec.dialect());
        return faulty.isEmpty() ? null
                : Answer.of(codec, request, WRONG_KEYS, Map.of(WmmpCodec.FAULTY, faulty.stream().map(codec::nameOf).toList()));
    }

    private Answer configGet(WmmpMessage request) {
        List<String> unreadable = store.unreadable(request.tlvs());
        return unreadable.isEmpty()
                ? Answer.of(codec, request, 0, store.read(request.tlvs().stream().map(Tlv::tag).toList()))
                : refused(request, unreadable);
    }

    private Answer configSet(WmmpMessage request) {
        List<String> unwritable = store.unwritable(request.tlvs());
        if (!unwritable.isEmpty()) {
            return refused(request, unwritable);
        }
        request.tlvs().forEach(store::configure);
        LOG.debug("Terminal {}: the platform has set {}", request.terminalId(), namesOf(request));
        return Answer.success(codec, request);
    }

    private List<String> namesOf(WmmpMessage request) {
        return request.tlvs().stream().map(tlv -> codec.nameOf(tlv.tag())).toList();
    }

    private Answer refused(WmmpMessage request, List<String> tags) {
        Command answer = request.command().answer();
        // of DOWNLOAD_INFO_ACK, 1 says that the file will be fetched
        int result = codec.dialect().isSuccess(answer, REFUSED) ? codec.dialect().failureCode(answer) : REFUSED;
        return tags.isEmpty() ? Answer.failure(codec, request)
                : Answer.of(codec, request, result, Map.of(WmmpCodec.FAULTY, tags));
    }

    /** The value of 0x4001, or -1 where it is missing. */
    static int remoteCommand(WmmpMessage request) {
        Tlv value = request.command() == Command.REMOTE_CTRL ? request.tlv(TAG_REMOTE_COMMAND) : null;
        return value == null || value.length() != 1 ? -1 : value.value()[0];
    }
}
