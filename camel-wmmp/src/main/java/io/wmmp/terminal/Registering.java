package io.wmmp.terminal;

import java.util.LinkedHashMap;
import java.util.Map;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.KeyProof;

/** How a terminal asks to be registered, by what it holds already (protocol reference, behaviour, section 3.1). */
enum Registering {
    /** No serial number: the platform allots one. */
    ALLOT(0, WmmpMessage.FLAG_ACCESS),
    /** A serial number and no passwords: the platform sends them. */
    WANT_KEYS(1, WmmpMessage.FLAG_ACCESS | WmmpMessage.FLAG_ENCRYPTION),
    /** Registered before, with another SIM: signed with the old one. */
    SIM_CHANGED(2, WmmpMessage.FLAG_ACCESS),
    /** Serial number and passwords: proved to the platform. */
    PROVE_KEYS(3, WmmpMessage.FLAG_ACCESS),
    /** Serial number, and passwords that were wiped: the platform sends others. */
    KEYS_CLEARED(4, WmmpMessage.FLAG_ACCESS | WmmpMessage.FLAG_ENCRYPTION);

    private static final String FACTORY_SERIAL_END = "00000000";
    private static final int CLEARED_TAG = 0xE020;
    /** Uplink password, downlink password and base key. */
    private static final int CLEARED = 0x0E;

    private final int operation;
    private final int securityFlag;

    Registering(int operation, int securityFlag) {
        this.operation = operation;
        this.securityFlag = securityFlag;
    }

    static Registering of(TerminalIdentity identity) {
        if (identity.hasOtherSim()) {
            return SIM_CHANGED;
        }
        if (identity.isCleared()) {
            return KEYS_CLEARED;
        }
        if (identity.factoryId().toString().endsWith(FACTORY_SERIAL_END)) {
            return ALLOT;
        }
        return identity.credentials().hasPasswords() ? PROVE_KEYS : WANT_KEYS;
    }

    /** How a REGISTER asks. */
    static Registering of(WmmpMessage register) {
        long operation = register.unsigned("operation");
        for (Registering registering : values()) {
            if (registering.operation == operation) {
                return registering;
            }
        }
        throw new IllegalArgumentException("A terminal does not register with operation " + operation);
    }

    int securityFlag() {
        return securityFlag;
    }

    byte[] body(WmmpCodec codec, TerminalIdentity identity) {
        Credentials credentials = identity.credentials();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("operation", operation);
        body.put("imei", credentials.imei());
        body.put("imsi", identity.imsi());
        if (this == PROVE_KEYS) {
            put(body, codec, KeyProof.UPLINK_PASSWORD, credentials);
            put(body, codec, KeyProof.DOWNLINK_PASSWORD, credentials);
            put(body, codec, KeyProof.BASE_KEY, credentials);
        }
        if (this == KEYS_CLEARED) {
            body.put(codec.nameOf(CLEARED_TAG), CLEARED);
        }
        return codec.writeBody(Command.REGISTER, body);
    }

    private static void put(Map<String, Object> body, WmmpCodec codec, KeyProof proof, Credentials credentials) {
        byte[] value = proof.of(credentials, KeyProof.NEVER);
        if (value != null) {
            body.put(codec.nameOf(proof.tag()), value);
        }
    }
}
