package io.wmmp.platform;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.netty.util.Timeout;
import io.wmmp.link.Peer;
import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.routing.BusinessData;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Direction;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.ApplicationConversation;
import io.wmmp.session.DropReason;

/**
 * The platform's end of one connection of an application (docs/protocol.md, section 14). It belongs to its peer and never moves
 * to another: an application that has lost its connection opens one anew. A login counts when the application has used the
 * timestamp that it got, since a LOGIN by itself may be a replay; until then it is sent nothing.
 */
final class ApplicationSession extends ApplicationConversation {

    /** How long a login may wait for its proof. */
    static final Duration PROOF_TIME = Duration.ofSeconds(30);
    private static final int LOGOUT_COMMUNICATION_FAILURE = 8;

    private final Platform platform;
    private final ApplicationDesk desk;
    private final PlatformListener listener;
    private final Peer peer;
    private volatile ApplicationRecord application;
    /** That of the login which has been proved; 0 before. */
    private volatile long timestamp;
    /** That of a login which has not been proved yet, or 0. */
    private volatile long offered;
    private volatile boolean proved;
    private volatile boolean ended;
    private volatile long heardNanos;
    private volatile Timeout watch;

    ApplicationSession(Platform platform, ApplicationDesk desk, ApplicationRecord application, PlatformListener listener,
            Peer peer, WmmpCodec codec) {
        super(TerminalId.of(application.ecCode()), codec, platform.resources());
        this.platform = platform;
        this.desk = desk;
        this.application = application;
        this.listener = listener;
        this.peer = peer;
        this.heardNanos = platform.resources().nanoTime();
        watch(PROOF_TIME.toNanos());
    }

    @Override
    protected Peer peer() {
        return peer;
    }

    ApplicationRecord application() {
        return application;
    }

    /** Whether data can be sent to the application. */
    boolean isOnline() {
        return proved && !ended && peer.isOpen();
    }

    boolean isProved() {
        return proved;
    }

    /** Takes over what the registry says of the application now. */
    void provisioned(ApplicationRecord current) {
        application = current;
    }

    /** Why a LOGIN proves nothing; null when it is that of the application. */
    static DropReason refusalOfLogin(WmmpMessage login, ApplicationRecord application, PlatformListener listener) {
        boolean inClear = listener.options().tls() == null;
        if (inClear && listener.options().security().compareTo(SecurityCategory.ENCRYPTED) >= 0) {
            // applications have no session keys: only TLS keeps their data secret
            return DropReason.NOT_ENCIPHERED;
        }
        if (application.key() == null) {
            // the listener has compared the certificate with the code
            return listener.options().bindCertificate() ? null : DropReason.MISSING_DIGEST;
        }
        if (!login.hasDigest()) {
            return DropReason.MISSING_DIGEST;
        }
        return application.key().verify(login, 0, Direction.UPLINK) ? null : DropReason.BAD_DIGEST;
    }

    /** Takes a frame of this connection; called on event loops. A LOGIN has been verified. */
    void receive(byte[] frame, WmmpMessage message) {
        long nanos = platform.resources().nanoTime();
        if (answeredBefore(frame, peer, nanos)) {
            if (message.command() != Command.LOGIN) {
                heard();
            }
            return;
        }
        DropReason refusal = message.command() == Command.LOGIN ? null : verify(message);
        if (refusal != null) {
            platform.drops().drop(refusal, peer, message);
            return;
        }
        accept(message, frame, peer, nanos);
    }

    private DropReason verify(WmmpMessage message) {
        if (ended) {
            return DropReason.NOT_LOGGED_IN;
        }
        if (!message.command().isAnswer() && !ApplicationDesk.mayCome(message.command())) {
            return DropReason.UNEXPECTED;
        }
        if (application.key() != null && !message.hasDigest()) {
            return DropReason.MISSING_DIGEST;
        }
        if (application.key() != null && !isSigned(message)) {
            return DropReason.BAD_DIGEST;
        }
        if (!proved) {
            return DropReason.NOT_LOGGED_IN;
        }
        heard();
        return staleness(message);
    }

    private boolean isSigned(WmmpMessage message) {
        long waiting = offered;
        if (waiting != 0 && application.key().verify(message, waiting, Direction.UPLINK)) {
            prove(waiting);
            return true;
        }
        return proved && application.key().verify(message, timestamp, Direction.UPLINK);
    }

    /** Whoever uses a timestamp has the answer to LOGIN, and knows the password. */
    private void prove(long under) {
        boolean first;
        synchronized (this) {
            if (offered != under) {
                return;
            }
            first = !proved;
            timestamp = under;
            offered = 0;
            proved = true;
        }
        forgetAnswers();
        peer.established();
        if (first) {
            desk.loggedIn(this);
            watch.cancel();
            look();
        } else {
            // it has begun anew and knows nothing of what it was asked
            abandonRequests();
            renewRequest();
        }
    }

    private void heard() {
        heardNanos = platform.resources().nanoTime();
    }

    @Override
    protected WmmpMessage sign(WmmpMessage.Builder unsigned, Peer to) {
        WmmpMessage message = unsigned.build();
        if (application.key() == null) {
            return message;
        }
        long time = message.command() == Command.LOGIN_ACK ? message.unsigned("timestamp") : timestamp;
        return application.key().sign(message, time, Direction.DOWNLINK);
    }

    @Override
    protected CompletionStage<Answer> act(
            WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate) {
        if (request.command() == Command.LOGIN) {
            return CompletableFuture.completedStage(loginAnswer(request));
        }
        return BusinessData.isCarriedBy(request.command())
                ? platform.routing().route(application, codec(), request, listener.options().forwarding())
                : CompletableFuture.completedStage(Answer.success(codec(), request));
    }

    /** Logins that are not proved all get the same timestamp: whoever knows the password proves it, and nobody can make it void. */
    private Answer loginAnswer(WmmpMessage login) {
        long given;
        synchronized (this) {
            if (offered == 0) {
                offered = desk.nextTimestamp();
            }
            given = offered;
        }
        if (application.key() == null) {
            // each frame of this connection has been proved by its certificate
            prove(given);
        }
        return Answer.of(codec(), login, dialect().successCode(Command.LOGIN_ACK), Map.of("timestamp", given));
    }

    @Override
    protected void answered(WmmpMessage request) {
        if (request.command() == Command.LOGOUT) {
            end("logout " + request.unsigned("reason"));
        }
    }

    @Override
    protected void answerArrived(WmmpMessage answer) {
        // whoever waits for it goes on
    }

    @Override
    protected Answer immediateAnswer(WmmpMessage request) {
        return request.command() == Command.HEART_BEAT ? Answer.success(codec(), request) : null;
    }

    @Override
    protected boolean dropsPossibleDuplicate(WmmpMessage request) {
        return false;
    }

    private void watch(long nanos) {
        watch = platform.resources().timer().newTimeout(fired -> look(), Math.max(1, nanos), TimeUnit.NANOSECONDS);
    }

    /** Ends what has not been proved in time, or has been silent for too long. */
    private void look() {
        if (ended) {
            return;
        }
        long silence = platform.resources().nanoTime() - heardNanos;
        Duration interval = listener.options().heartbeatInterval() != null ? listener.options().heartbeatInterval()
                : dialect().heartbeatInterval();
        int missed = listener.options().missedHeartbeats();
        if (proved && missed == 0) {
            return;
        }
        long limit = proved ? interval.multipliedBy(missed).toNanos() : PROOF_TIME.toNanos();
        if (silence < limit) {
            watch(limit - silence);
        } else if (proved) {
            // not before it has ended: what comes upon the farewell comes too late
            end("no sign of life", () -> announce(Command.LOGOUT,
                    codec().writeBody(Command.LOGOUT, Map.of("reason", LOGOUT_COMMUNICATION_FAILURE))));
        } else {
            end("LOGIN was not proved");
        }
    }

    /** Ends the session; whoever waits for an answer of the application is told. */
    void end(String reason) {
        end(reason, () -> {
        });
    }

    private void end(String reason, Runnable farewell) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        watch.cancel();
        desk.ended(this, reason);
        farewell.run();
        close("application " + application.ecCode() + ": " + reason);
    }
}
