package io.wmmp.terminal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.KeyProof;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;

/**
 * What a terminal tells of its secrets when SECURITY_CONFIG asks, where no handler does (protocol reference, behaviour,
 * section 10.5). The secrets themselves it tells only in an exchange that is enciphered.
 */
final class SecurityAnswers {

    /** Operation: the platform sets values. */
    static final int SET = 0;
    /** Operation: the platform reads values. */
    static final int READ = 1;
    /** Operation: the platform reads digests of values. */
    static final int READ_DIGESTS = 2;
    /** Operation: the platform wants something to be activated. */
    static final int ACTIVATE = 3;
    /** Operation: the terminal reports. */
    static final int REPORT = 4;
    /** Operation: the terminal asks for new secrets, in clear. */
    static final int WANT_KEYS = 5;
    /** Operation: the terminal asks for new secrets, enciphered. */
    static final int WANT_KEYS_ENCIPHERED = 6;

    private static final int WRONG_TAGS = 2;

    private final WmmpCodec codec;
    private final TerminalIdentity identity;

    SecurityAnswers(WmmpCodec codec, TerminalIdentity identity) {
        this.codec = codec;
        this.identity = identity;
    }

    Answer to(WmmpMessage request, SecurityCategory category) {
        return switch ((int) request.unsigned("operation")) {
            case READ -> category.compareTo(SecurityCategory.ENCRYPTED) >= 0 ? read(request, values())
                    : refused(request, names(request.tlvs()));
            case READ_DIGESTS -> read(request, digests());
            case ACTIVATE -> Answer.success(codec, request);
            default -> Answer.failure(codec, request);
        };
    }

    private Map<String, Object> values() {
        Map<String, Object> values = identity.keys().toBody(codec);
        values.put(codec.nameOf(TerminalIdentity.SIM_BINDING), identity.simLocked() ? 1 : 0);
        return values;
    }

    /** By the name of what is asked for, what is told: under a name of its own. */
    private Map<String, Object> digests() {
        KeySet keys = identity.keys();
        Map<String, Object> digests = new LinkedHashMap<>();
        digests.put(codec.nameOf(KeySet.UPLINK_PASSWORD), digest(KeyProof.UPLINK_PASSWORD, keys.uplinkExpiry().seconds()));
        digests.put(codec.nameOf(KeySet.DOWNLINK_PASSWORD),
                digest(KeyProof.DOWNLINK_PASSWORD, keys.downlinkExpiry().seconds()));
        digests.put(codec.nameOf(KeySet.BASE_KEY), digest(KeyProof.BASE_KEY, keys.baseKeyExpiry().seconds()));
        return digests;
    }

    private Map.Entry<String, byte[]> digest(KeyProof proof, long expiry) {
        byte[] value = proof.of(identity.credentials(), expiry);
        return value == null ? null : Map.entry(codec.nameOf(proof.tag()), value);
    }

    private Answer read(WmmpMessage request, Map<String, Object> known) {
        Map<String, Object> body = new LinkedHashMap<>();
        List<String> wanted = names(request.tlvs());
        List<String> unknown = wanted.stream().filter(name -> known.get(name) == null).toList();
        if (!unknown.isEmpty()) {
            return refused(request, unknown);
        }
        for (String name : wanted) {
            if (known.get(name) instanceof Map.Entry<?, ?> renamed) {
                body.put((String) renamed.getKey(), renamed.getValue());
            } else {
                body.put(name, known.get(name));
            }
        }
        return Answer.of(codec, request, 0, body);
    }

    private Answer refused(WmmpMessage request, List<String> tags) {
        return Answer.of(codec, request, WRONG_TAGS, Map.of(WmmpCodec.FAULTY, tags));
    }

    private List<String> names(List<Tlv> tlvs) {
        return tlvs.stream().map(tlv -> codec.nameOf(tlv.tag())).toList();
    }
}
