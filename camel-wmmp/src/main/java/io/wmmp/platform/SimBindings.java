package io.wmmp.platform;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;

/**
 * Keeps in the registry whether terminals are bound to their SIM (tag E00D): what the platform has set and the terminal has
 * accepted, and what the terminal reports by SECURITY_CONFIG with operation 4 (protocol reference, behaviour, section 10.5).
 * One that is bound cannot register another SIM. Its report can bind it, but only the platform can end that: else whoever has
 * taken the keys out of a terminal could move them to another SIM.
 */
final class SimBindings {

    private static final Logger LOG = LoggerFactory.getLogger(SimBindings.class);

    private static final int TAG = 0xE00D;
    private static final int BOUND = 1;

    private final Platform platform;

    SimBindings(Platform platform) {
        this.platform = platform;
    }

    /** Takes note of what a request of ours has changed, once the terminal has accepted it. */
    CompletionStage<WmmpMessage> set(TerminalSession session, WmmpMessage request, CompletionStage<WmmpMessage> answered) {
        Tlv binding = bindingIn(request, KeyDesk.SET);
        return binding == null ? answered : answered.thenCompose(answer -> session.dialect().isSuccess(answer.command(),
                (int) answer.unsigned(WmmpCodec.RESULT))
                        ? keep(session, binding).thenApply(kept -> answer) : CompletableFuture.completedStage(answer));
    }

    /** Takes note of what a terminal reports; what nobody has signed is no report. */
    CompletionStage<?> reported(TerminalSession session, WmmpMessage request, SecurityCategory category) {
        Tlv binding = category == SecurityCategory.COMMON ? null : bindingIn(request, KeyDesk.REPORT);
        if (binding != null && isBound(binding)) {
            return keep(session, binding);
        }
        if (binding != null && session.terminal().simLocked()) {
            LOG.warn("Terminal {} reports that it is not bound to its SIM, and stays bound here until the platform ends that",
                    session.terminalId());
        }
        return CompletableFuture.completedStage(null);
    }

    private static Tlv bindingIn(WmmpMessage request, int operation) {
        boolean concerned = request.command() == Command.SECURITY_CONFIG && request.unsigned("operation") == operation;
        Tlv binding = concerned ? request.tlv(TAG) : null;
        return binding == null || binding.length() != 1 ? null : binding;
    }

    private static boolean isBound(Tlv binding) {
        return binding.value()[0] == BOUND;
    }

    private CompletionStage<?> keep(TerminalSession session, Tlv binding) {
        boolean locked = isBound(binding);
        if (session.terminal().simLocked() == locked) {
            return CompletableFuture.completedStage(null);
        }
        return platform.lookups().inTime(platform.registry().update(session.terminalId(), record -> record.withSimLock(locked)))
                .thenAccept(record -> {
                    if (record != null) {
                        session.provisioned(record, session.codec());
                    }
                });
    }
}
