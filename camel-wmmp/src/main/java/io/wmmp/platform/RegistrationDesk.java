package io.wmmp.platform;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.wmmp.link.Peer;
import io.wmmp.platform.admission.Admission;
import io.wmmp.platform.admission.Registration;
import io.wmmp.platform.admission.RegistrationRequest;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.AnswerMeter.Copy;
import io.wmmp.session.AnswerMeter.Result;
import io.wmmp.session.Counters;
import io.wmmp.session.DropReason;

/** Takes each REGISTER from its arrival to its answer. It needs no session: newcomers do not have one. */
final class RegistrationDesk {

    /** Security flag of REGISTER_ACK; our reading, the flags of real platforms are not known. */
    private static final int REGISTER_ACK_FLAG = WmmpMessage.FLAG_ACCESS;

    private final Platform platform;
    private final Admission admission;
    private final Counters counters;
    private final Registrations registrations = new Registrations();

    RegistrationDesk(Platform platform, Admission admission) {
        this.platform = platform;
        this.admission = admission;
        this.counters = platform.resources().counters();
    }

    void register(PlatformListener listener, Peer peer, byte[] frame, WmmpMessage message) {
        if (!registrations.begin(frame, answer -> answerAgain(listener.codec(), peer, message, answer))) {
            return;
        }
        if (!platform.lookups().enter(peer, message)) {
            registrations.end(frame, null);
            return;
        }
        CompletionStage<Registration> decision = permission(listener, peer, message)
                .thenCompose(permitted -> decide(listener.codec(), permitted, message, peer));
        platform.lookups().inTime(decision)
                .thenAccept(registration -> answer(listener.codec(), peer, frame, message, registration))
                .exceptionally(failure -> {
                    platform.lookups().failed(peer, message, failure);
                    registrations.end(frame, null);
                    return null;
                }).thenRun(platform.lookups()::leave);
    }

    /** What a route says to it, where one takes REGISTER. */
    private CompletionStage<Answer> permission(PlatformListener listener, Peer peer, WmmpMessage message) {
        Consumption consumption = listener.consumption(Command.REGISTER);
        return consumption == null
                ? CompletableFuture.completedStage(Answer.success(listener.codec(), message))
                : platform.deliver(consumption, message, SecurityCategory.of(message), listener.codec(), peer, false);
    }

    private CompletionStage<Registration> decide(WmmpCodec codec, Answer permitted, WmmpMessage message, Peer peer) {
        if (Platform.isPositive(codec, Command.REGISTER_ACK, permitted)) {
            return admission.register(new RegistrationRequest(message, peer, codec.dialect())).thenApply(registration -> {
                if (registration.result() < 0) {
                    platform.lookups().refused(DropReason.UNKNOWN_TERMINAL, peer, message);
                }
                return platform.keyDelivery().decide(registration);
            });
        }
        return CompletableFuture.completedStage(permitted == null || permitted.isSilence()
                ? Registration.silence() : Registration.refused(permitted.body()[0] & 0xFF));
    }

    private void answerAgain(WmmpCodec codec, Peer peer, WmmpMessage message, byte[] answer) {
        counters.answers().copied(Copy.SAME_BYTES);
        if (answer != null) {
            counters.traffic().send(message.terminalId(), codec, answer, peer);
        }
    }

    private void answer(WmmpCodec codec, Peer peer, byte[] frame, WmmpMessage message, Registration registration) {
        if (registration.result() < 0) {
            counters.answers().answered(Command.REGISTER, Result.SILENCE);
            registrations.end(frame, null);
            return;
        }
        TerminalRecord terminal = registration.terminal();
        String id = terminal == null ? message.terminalId().toString() : terminal.terminalId().toString();
        WmmpMessage answer = WmmpMessage.builder(Command.REGISTER_ACK).terminalId(message.terminalId())
                .sequenceNumber(message.sequenceNumber()).securityFlag(REGISTER_ACK_FLAG)
                .body(codec.writeBody(Command.REGISTER_ACK,
                        Map.of(WmmpCodec.RESULT, registration.result(), "assigned_terminal_id", id)))
                .build();
        if (answer.toBytes().length > frame.length) {
            // whoever names IMEI and IMSI has sent more than this; nobody gets more back than came
            registrations.end(frame, null);
            platform.drops().drop(DropReason.MALFORMED, peer, message + ": shorter than its answer");
            return;
        }
        registrations.end(frame, answer);
        if (terminal != null) {
            // before the terminal can log in
            platform.publish(Type.REGISTERED, terminal.terminalId(), peer, null);
        }
        counters.answers().answered(Command.REGISTER,
                codec.dialect().isSuccess(Command.REGISTER_ACK, registration.result()) ? Result.SUCCESS : Result.FAILURE);
        counters.traffic().send(message.terminalId(), codec, answer.toBytes(), peer);
        if (terminal != null) {
            peer.established();
            platform.keyDelivery().afterAnswer(registration);
        }
    }
}
