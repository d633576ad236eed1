package io.wmmp.terminal;

import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;

/** What a terminal answers where no handler takes the request. Pure, but for what CONFIG_SET changes. */
final class BuiltInAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(BuiltInAnswers.class);

    /** What nobody takes, or must not be done, gets this result and the tags at fault. */
    private static final int REFUSED = 1;
    /** SECURITY_CONFIG lists its faulty tags after this result (protocol reference, behaviour, section 15). */
    private static final int WRONG_KEYS = 2;

    private final WmmpCodec codec;
    private final TerminalStore store;
    private final ConfigRules rules;
    private final ConfigDesk config;
    private final RemoteControl remoteControl;

    BuiltInAnswers(WmmpCodec codec, TerminalStore store, ConfigRules rules, ConfigDesk config, RemoteControl remoteControl) {
        this.codec = codec;
        this.store = store;
        this.rules = rules;
        this.config = config;
        this.remoteControl = remoteControl;
    }

    Answer to(WmmpMessage request) {
        return switch (request.command()) {
            case LOGOUT -> Answer.success(codec, request);
            case CONFIG_GET -> configGet(request);
            case CONFIG_SET -> configSet(request);
            case REMOTE_CTRL -> remoteControl(request);
            default -> refused(request, namesOf(request.tlvs()));
        };
    }

    /** What secrets get that cannot be taken; null where they can. */
    Answer toFaultyKeys(WmmpMessage request, TerminalIdentity identity) {
        List<Integer> faulty = identity.faults(request, codec.dialect());
        return faulty.isEmpty() ? null
                : Answer.of(codec, request, WRONG_KEYS, Map.of(WmmpCodec.FAULTY, faulty.stream().map(codec::nameOf).toList()));
    }

    private Answer configGet(WmmpMessage request) {
        List<String> unreadable = rules.unreadable(request.tlvs());
        return unreadable.isEmpty()
                ? Answer.of(codec, request, 0, store.read(request.tlvs().stream().map(Tlv::tag).toList()))
                : refused(request, unreadable);
    }

    private Answer configSet(WmmpMessage request) {
        List<String> faulty = config.apply(request);
        if (!faulty.isEmpty()) {
            return refused(request, faulty);
        }
        LOG.debug("Terminal {}: the platform has set {}", request.terminalId(), namesOf(request.tlvs()));
        return Answer.success(codec, request);
    }

    private Answer remoteControl(WmmpMessage request) {
        List<Tlv> faulty = remoteControl.take(request);
        return faulty.isEmpty() && !request.tlvs().isEmpty() ? Answer.success(codec, request)
                : refused(request, namesOf(faulty));
    }

    private List<String> namesOf(List<Tlv> tlvs) {
        return tlvs.stream().map(tlv -> codec.nameOf(tlv.tag())).toList();
    }

    private Answer refused(WmmpMessage request, List<String> tags) {
        Command answer = request.command().answer();
        // of DOWNLOAD_INFO_ACK, 1 says that the file will be fetched
        int result = codec.dialect().isSuccess(answer, REFUSED) ? codec.dialect().failureCode(answer) : REFUSED;
        return tags.isEmpty() ? Answer.failure(codec, request)
                : Answer.of(codec, request, result, Map.of(WmmpCodec.FAULTY, tags));
    }
}
