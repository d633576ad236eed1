package io.wmmp.platform.admission;

import java.util.concurrent.CompletionStage;

/**
 * Decides who may log in, of those whose LOGIN has verified. Asked for each login, before a route that takes LOGIN. Safe for
 * use by any thread; does not block the caller.
 */
@FunctionalInterface
public interface LoginAdmission {

    /** Result of LOGIN_ACK: let in. */
    int ADMITTED = 0;

    /**
     * @param  request who wants to log in
     * @return         the result code of LOGIN_ACK: {@link #ADMITTED} lets in, and so do others that the dialect of the terminal
     *                 counts as success, 1 and 8 in WMMP 3.0; the rest refuse, from 2 on; a negative one leaves the LOGIN without
     *                 an answer
     */
    CompletionStage<Integer> login(LoginRequest request);
}
