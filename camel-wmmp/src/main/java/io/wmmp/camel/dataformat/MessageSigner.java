package io.wmmp.camel.dataformat;

import java.util.List;

import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;

/** Makes and checks the digests of messages that go one way. */
final class MessageSigner {

    private final Dialect dialect;
    private final Direction direction;
    private final SecretsLookup secrets;

    MessageSigner(Dialect dialect, Direction direction, SecretsLookup secrets) {
        this.dialect = dialect;
        this.direction = direction;
        this.secrets = secrets;
    }

    WmmpMessage sign(WmmpMessage message, long sessionTimestamp) throws Exception {
        List<Credentials> known = secrets.find(message.terminalId());
        if (known.isEmpty()) {
            throw new IllegalArgumentException(
                    "Terminal " + message.terminalId() + " is not in the registry: no secrets to sign with");
        }
        return Digests.sign(message, timestamp(message, sessionTimestamp), known.get(0), direction);
    }

    void verify(WmmpMessage message, long sessionTimestamp) throws Exception {
        List<Credentials> known = secrets.find(message.terminalId());
        long timestamp = timestamp(message, sessionTimestamp);
        if (known.stream().noneMatch(each -> Digests.verify(message, timestamp, each, direction, dialect))) {
            throw new InvalidDigestException(message, known.isEmpty() ? "comes from a terminal that is not in the registry"
                    : "has a wrong digest: other secrets, another session, or not the bytes that were sent");
        }
    }

    /** What comes before there is a session is signed without its timestamp, the answer to LOGIN with the one that it brings. */
    private static long timestamp(WmmpMessage message, long sessionTimestamp) {
        return switch (message.command()) {
            case REGISTER, REGISTER_ACK, LOGIN -> 0;
            case LOGIN_ACK -> message.has("timestamp") ? message.unsigned("timestamp") : sessionTimestamp;
            default -> sessionTimestamp;
        };
    }
}
