package io.wmmp.json;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;

/** The members of a message in JSON. */
public final class JsonMessage {

    /** What happened to a terminal, where that is told and no message; the name of the event. */
    public static final String EVENT = "event";
    /** What the message says, the name of a command. */
    public static final String COMMAND = "command";
    /** The serial number of the terminal. */
    public static final String TERMINAL_ID = "terminalId";
    /** The number that request and answer share. */
    public static final String SEQUENCE_NUMBER = "sequenceNumber";
    /** The version field of the header, a number. */
    public static final String PROTOCOL_VERSION = "protocolVersion";
    /** How the message was protected. */
    public static final String SECURITY = "security";
    /** What carried it. */
    public static final String BEARER = "bearer";
    /** Where it came from. */
    public static final String REMOTE_ADDRESS = "remoteAddress";
    /** When it came, as in RFC 3339. */
    public static final String TIMESTAMP = "timestamp";
    /** Whether it may be a repeat. */
    public static final String POSSIBLE_DUPLICATE = "possibleDuplicate";
    /** Names and values of the message. */
    public static final String BODY = "body";

    private JsonMessage() {
    }

    /**
     * @param  codec   the dialect of the message
     * @param  message a message
     * @return         what it says of itself, a new map; secrets are asterisks
     */
    public static Map<String, Object> of(WmmpCodec codec, WmmpMessage message) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(COMMAND, message.command().name());
        json.put(TERMINAL_ID, message.terminalId().toString());
        json.put(SEQUENCE_NUMBER, message.sequenceNumber());
        json.put(PROTOCOL_VERSION, message.protocolVersion());
        json.put(SECURITY, SecurityCategory.of(message).name());
        json.put(BODY, JsonBody.of(codec.readBody(message)));
        return json;
    }

    /**
     * @param  json                  the members of a message
     * @return                       its command
     * @throws InvalidFieldException when there is none, or WMMP has none of that name
     */
    public static Command command(Map<String, ?> json) {
        String name = text(json, COMMAND);
        return Arrays.stream(Command.values()).filter(command -> command.name().equals(name)).findFirst().orElseThrow(
                () -> new InvalidFieldException(COMMAND, "'" + name + "' is no command of WMMP"));
    }

    /**
     * @param  json                  the members of a message
     * @param  member                the name of one
     * @return                       its value
     * @throws InvalidFieldException when it is missing, or no string
     */
    public static String text(Map<String, ?> json, String member) {
        Object value = json.get(member);
        if (value instanceof String text) {
            return text;
        }
        throw new InvalidFieldException(member, value == null ? "is missing" : "expects a string");
    }

    /**
     * Names and values of a message, for {@link WmmpCodec#writeBody}.
     *
     * @param  codec                 the dialect of the message
     * @param  json                  the members of a message
     * @return                       its body, a new map, empty where there is none
     * @throws InvalidFieldException when the body is no object, or a secret in it is hidden: that is no value to send
     */
    public static Map<String, Object> body(WmmpCodec codec, Map<String, ?> json) {
        Map<String, Object> body = new LinkedHashMap<>();
        Object value = json.get(BODY);
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> body.put(String.valueOf(key), item));
        } else if (value != null) {
            throw new InvalidFieldException(BODY, "expects an object with names and values");
        }
        body.forEach((key, item) -> {
            if (WmmpBody.HIDDEN.equals(item) && codec.isSecret(key)) {
                throw new InvalidFieldException(key, "is hidden; its asterisks are not its value");
            }
        });
        return body;
    }
}
