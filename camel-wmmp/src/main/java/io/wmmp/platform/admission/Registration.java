package io.wmmp.platform.admission;

import io.wmmp.platform.registry.TerminalRecord;

/**
 * What became of the wish to register.
 *
 * @param result    the code of REGISTER_ACK; negative for no answer at all
 * @param terminal  the terminal, where it was admitted; otherwise null
 * @param wantsKeys whether the platform shall say {@link #WAIT_FOR_KEYS} instead where it can send the terminal its keys
 */
public record Registration(int result, TerminalRecord terminal, boolean wantsKeys) {

    /** Code: admitted, wait for the keys. */
    public static final int WAIT_FOR_KEYS = 0;
    /** Code: admitted, log in with the keys at hand. */
    public static final int LOG_IN = 1;
    /** Code: serial number, IMEI and IMSI do not belong together. */
    public static final int WRONG_MAPPING = 2;
    /** Code: the proofs of the keys are wrong. Our reading: the meaning of 3 to 8 is not public. */
    public static final int WRONG_PROOF = 3;

    private static final Registration SILENCE = new Registration(-1, null);

    /**
     * A decision that stands as it is. With {@link #WAIT_FOR_KEYS} the platform sends the keys, if it can.
     *
     * @param result   the code of REGISTER_ACK; negative for no answer at all
     * @param terminal the terminal, where it was admitted; otherwise null
     */
    public Registration(int result, TerminalRecord terminal) {
        this(result, terminal, false);
    }

    /** @return no answer, so that nobody learns which terminals exist */
    public static Registration silence() {
        return SILENCE;
    }

    /**
     * @param  result the code of REGISTER_ACK
     * @return        a refusal
     */
    public static Registration refused(int result) {
        return new Registration(result, null);
    }
}
