package io.wmmp.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;

/** Bodies as JSON shows them: without secrets, and user data as text too where it is text. */
public final class JsonBody {

    private JsonBody() {
    }

    /**
     * @param  body the body of a message
     * @return      its names and values, a new map in wire order; secrets are asterisks
     */
    public static Map<String, Object> of(WmmpBody body) {
        Map<String, Object> members = body.redacted();
        if (body.message().command() == Command.TRANSPARENT_DATA && members.containsKey(WmmpCodec.USER_DATA)
                && !(members.get(WmmpCodec.USER_DATA) instanceof String)) {
            byte[] data = (byte[]) members.remove(WmmpCodec.USER_DATA);
            members.putAll(of(data == null ? new byte[0] : data));
        }
        return members;
    }

    /**
     * @param  data user data of TRANSPARENT_DATA
     * @return      a new map of {@code user_data} and, where that is printable UTF-8, {@code text}
     */
    public static Map<String, Object> of(byte[] data) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(WmmpCodec.USER_DATA, data);
        String text = printable(data);
        if (text != null) {
            members.put(WmmpCodec.TEXT, text);
        }
        return members;
    }

    /** The data as text, or null where it is not UTF-8 or has control characters other than line ends and tabs. */
    private static String printable(byte[] data) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
            boolean readable = text.codePoints()
                    .allMatch(c -> c == '\n' || c == '\r' || c == '\t' || !Character.isISOControl(c) && Character.isDefined(c));
            return readable ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
