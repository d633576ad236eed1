package io.wmmp.camel;

import org.apache.camel.CamelException;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;

/** The other end has answered a request with a result that says failure. */
public class RefusedException extends CamelException {

    private static final long serialVersionUID = 1L;

    private final int result;
    private final transient WmmpBody body;

    RefusedException(TerminalId terminalId, Command command, int result, WmmpBody body) {
        super(command + " of terminal " + terminalId + " was refused with result " + result + ": " + body);
        this.result = result;
        this.body = body;
    }

    RefusedException(Command command, String destination, int result) {
        super(command + " to " + destination + " was refused by the platform with result " + result);
        this.result = result;
        this.body = null;
    }

    /** @return the result code of the answer */
    public int getResult() {
        return result;
    }

    /** @return the body of the answer, with the refused tags under {@code faulty}; null where the platform itself has refused */
    public WmmpBody getBody() {
        return body;
    }
}
