package io.wmmp.session;

import java.util.LinkedHashMap;
import java.util.Map;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/**
 * What to say to a request: a body, or nothing at all, whereupon the other end repeats the request.
 *
 * @param body the body of the answer, without digest, which nobody may change; null for silence
 */
public record Answer(byte[] body) {

    /** No answer. */
    public static final Answer SILENCE = new Answer(null);

    private static final Answer EMPTY = new Answer(new byte[0]);

    /** Those that say nothing but a result code, which are nearly all. */
    private static final Answer[] RESULTS = new Answer[0x100];

    static {
        for (int i = 0; i < RESULTS.length; i++) {
            RESULTS[i] = new Answer(new byte[] { (byte) i });
        }
    }

    /** @return whether nothing is said */
    public boolean isSilence() {
        return body == null;
    }

    /**
     * The answer that says success.
     *
     * @param  codec   the dialect of the terminal
     * @param  request what is answered
     * @return         the answer
     */
    public static Answer success(WmmpCodec codec, WmmpMessage request) {
        Command command = request.command().answer();
        return command.fixedFields().isEmpty() ? EMPTY : of(codec, request, codec.dialect().successCode(command), Map.of());
    }

    /**
     * The answer that says failure, without details. A request whose answer has no result code gets silence.
     *
     * @param  codec   the dialect of the terminal
     * @param  request what is answered
     * @return         the answer
     */
    public static Answer failure(WmmpCodec codec, WmmpMessage request) {
        Command command = request.command().answer();
        return command.fixedFields().isEmpty() ? SILENCE : of(codec, request, codec.dialect().failureCode(command), Map.of());
    }

    /**
     * An answer with a result code and a body.
     *
     * @param  codec                                  the dialect of the terminal
     * @param  request                                what is answered
     * @param  result                                 the result code; ignored where the answer has none
     * @param  body                                   the other fields and tags
     * @return                                        the answer
     * @throws io.wmmp.protocol.InvalidFieldException when the body does not fit the answer
     */
    public static Answer of(WmmpCodec codec, WmmpMessage request, int result, Map<String, ?> body) {
        Command command = request.command().answer();
        if (body.isEmpty() && result >= 0 && result < RESULTS.length && isResultAlone(command)) {
            return RESULTS[result];
        }
        Map<String, Object> values = new LinkedHashMap<>();
        if (command == Command.FILE_REQ_ACK) {
            values.put("transaction_id", request.unsigned("transaction_id"));
            values.put("offset", request.unsigned("offset"));
        }
        values.putAll(body);
        values.put(command == Command.FILE_REQ_ACK ? "status" : WmmpCodec.RESULT, result);
        if (command.fixedFields().isEmpty()) {
            values.remove(WmmpCodec.RESULT);
        }
        return new Answer(codec.writeBody(command, values));
    }

    private static boolean isResultAlone(Command command) {
        return command.fixedFields().size() == 1 && command.fixedFields().get(0).name().equals(WmmpCodec.RESULT);
    }

    /** Tells the length only; the body may hold secrets. */
    @Override
    public String toString() {
        return isSilence() ? "silence" : "Answer[" + body.length + "]";
    }
}
