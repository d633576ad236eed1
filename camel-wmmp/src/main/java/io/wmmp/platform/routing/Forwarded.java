package io.wmmp.platform.routing;

import java.util.LinkedHashMap;
import java.util.Map;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/**
 * What came of business data that was to be forwarded.
 *
 * @param refusal why the platform itself has refused it; null where it has not
 * @param answer  the answer of the far end; null where the platform has refused the data, or only accepted it
 * @param dialect the dialect of the far end; null where there is no answer
 */
public record Forwarded(Refusal refusal, WmmpMessage answer, Dialect dialect) {

    /** Why data does not reach its destination. The codes are our reading (docs/protocol.md, R70). */
    public enum Refusal {
        /** The destination is known and cannot be reached now: not logged in, silent, or itself waiting for the sender. */
        ABSENT(1),
        /** Nobody of that name is known. */
        UNKNOWN(2),
        /** The sender may not send there, or what it sends does not fit. */
        REJECTED(3);

        private final int result;

        Refusal(int result) {
            this.result = result;
        }

        /** @return the result code that the sender gets */
        public int result() {
            return result;
        }
    }

    static final Forwarded ACCEPTED = new Forwarded(null, null, null);

    static Forwarded refused(Refusal refusal) {
        return new Forwarded(refusal, null, null);
    }

    /** @return whether the data has been taken, by the far end or at least by the platform */
    public boolean isPositive() {
        return refusal == null && (answer == null || dialect.isSuccess(answer.command(), farResult()));
    }

    private int farResult() {
        return (int) answer.unsigned(WmmpCodec.RESULT);
    }

    /**
     * The result code for the sender. A negative one is that of the far end. Success is said as the sender's own dialect does:
     * real terminals answer data with 5 and take nothing but 0 for success (protocol reference, section 11).
     *
     * @param  sender  the dialect of the sender
     * @param  command the answer that it gets
     * @return         the code
     */
    public int resultFor(Dialect sender, Command command) {
        if (refusal != null) {
            return refusal.result();
        }
        if (isPositive()) {
            return sender.successCode(command);
        }
        return sender.isSuccess(command, farResult()) ? Refusal.REJECTED.result() : farResult();
    }

    /** What the far end says besides its result, for the sender. */
    Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        if (answer != null) {
            // by number: each end may call the tags by other names
            answer.tlvs().forEach(tlv -> details.putIfAbsent(String.format("0x%04X", tlv.tag()), tlv.value()));
        }
        return details;
    }
}
