package io.wmmp.application;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.link.Connector;
import io.wmmp.link.FrameListener;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Direction;
import io.wmmp.security.SecurityCategory;
import io.wmmp.session.Answer;
import io.wmmp.session.ApplicationConversation;
import io.wmmp.session.DropReason;
import io.wmmp.session.SessionResources;

/**
 * One connection of an application to its platform: connects, logs in, proves that it has the answer by a heartbeat, keeps the
 * session with further ones, and begins anew when it is lost. Each beginning has a number, and whatever belongs to an earlier
 * one finds that it is late.
 */
final class ApplicationConnection extends ApplicationConversation {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationConnection.class);

    /** A connection that was in order is opened anew that soon after it has ended. */
    private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

    private final Application application;
    private final ApplicationOptions options;
    private final Connector connector;
    private final FrameListener frames = new Frames();
    private volatile Peer peer;
    private volatile long timestamp;
    private volatile boolean online;
    private volatile String trouble = "it has not been started";
    /** The number of the beginning; odd while it runs. Guarded by the monitor. */
    private int life;
    private Timeout next;

    ApplicationConnection(Application application, ApplicationOptions options, WmmpCodec codec, SessionResources resources,
            Connector connector) {
        super(options.ecCode(), codec, resources);
        this.application = application;
        this.options = options;
        this.connector = connector;
    }

    /** Whether it is logged in. */
    boolean isOnline() {
        return online;
    }

    /** Why it is not logged in, for people. */
    String trouble() {
        return trouble;
    }

    synchronized void start() {
        if (!isRunning()) {
            begin();
        }
    }

    private boolean isRunning() {
        return life % 2 == 1;
    }

    /** Makes everything late that was begun before, and connects. Under the monitor. */
    private void begin() {
        life += isRunning() ? 2 : 1;
        int number = life;
        trouble = "it is connecting";
        connector.connect(options.bearer(), options.platform(), frames)
                .whenComplete((opened, failure) -> connected(number, opened, failure));
    }

    private void connected(int number, Peer opened, Throwable failure) {
        synchronized (this) {
            if (number == life && failure == null) {
                peer = opened;
                forgetAnswers();
            }
        }
        if (failure != null) {
            lost(number, "it cannot connect: " + unwrapped(failure).getMessage(), options.retryInterval());
        } else if (!isCurrent(number)) {
            opened.close();
        } else {
            logIn(number);
        }
    }

    private synchronized boolean isCurrent(int number) {
        return number == life;
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void logIn(int number) {
        trouble = "LOGIN is not answered yet";
        urgentRequest(Command.LOGIN, codec().writeBody(Command.LOGIN, Map.of()), options.patience())
                .thenCompose(answer -> {
                    int result = (int) answer.unsigned(WmmpCodec.RESULT);
                    if (!dialect().isSuccess(Command.LOGIN_ACK, result)) {
                        throw new IllegalStateException("LOGIN was refused with result " + result);
                    }
                    // only who has the timestamp of the answer counts as logged in
                    return urgentRequest(Command.HEART_BEAT, new byte[0], options.patience());
                }).whenComplete((answer, failure) -> {
                    if (failure != null) {
                        lost(number, unwrapped(failure).getMessage(), options.retryInterval());
                    } else {
                        loggedIn(number);
                    }
                });
    }

    private void loggedIn(int number) {
        synchronized (this) {
            if (number != life) {
                return;
            }
            online = true;
            trouble = null;
            schedule(options.heartbeatInterval(), () -> beat(number));
        }
        application.online(this);
    }

    private void beat(int number) {
        synchronized (this) {
            if (number != life) {
                return;
            }
            schedule(options.heartbeatInterval(), () -> beat(number));
        }
        // a request that waits for its answer is repeated, which is as good a sign of life
        if (!isAwaitingAnswer()) {
            urgentRequest(Command.HEART_BEAT, new byte[0], options.patience()).whenComplete((answer, failure) -> {
                if (failure != null) {
                    lost(number, unwrapped(failure).getMessage(), RECONNECT_PAUSE);
                }
            });
        }
    }

    /** Under the monitor. */
    private void schedule(Duration pause, Runnable what) {
        if (next != null) {
            next.cancel();
        }
        next = resources().timer().newTimeout(fired -> what.run(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The connection is of no use any more; tries again after a pause. */
    private void lost(int number, String why, Duration pause) {
        Peer old;
        synchronized (this) {
            if (number != life) {
                return;
            }
            // whatever still belongs to this beginning is late from now on
            life += 2;
            int waiting = life;
            old = peer;
            peer = null;
            online = false;
            trouble = why;
            schedule(pause, () -> beginAgain(waiting));
        }
        LOG.info("Application {} is not logged in, and tries again in {} s: {}", terminalId(), pause.toMillis() / 1000.0, why);
        if (old != null) {
            old.close();
        }
        giveUpRequests(why);
    }

    private synchronized void beginAgain(int number) {
        if (number == life) {
            begin();
        }
    }

    /** Logs out where it is logged in, and ends. */
    CompletionStage<Void> stop() {
        boolean farewell = online;
        CompletionStage<?> loggedOut = farewell ? urgentRequest(Command.LOGOUT,
                codec().writeBody(Command.LOGOUT, Map.of("reason", 0)), options.patience())
                : CompletableFuture.completedStage(null);
        return loggedOut.handle((answer, failure) -> {
            stopNow();
            return null;
        });
    }

    void stopNow() {
        Peer old;
        synchronized (this) {
            if (isRunning()) {
                life++;
            }
            if (next != null) {
                next.cancel();
            }
            old = peer;
            peer = null;
            online = false;
            trouble = "it has been stopped";
        }
        if (old != null) {
            old.close();
        }
        giveUpRequests("the application has been stopped");
    }

    @Override
    protected Peer peer() {
        return peer;
    }

    @Override
    protected WmmpMessage sign(WmmpMessage.Builder message, Peer to) {
        boolean login = message.command() == Command.LOGIN;
        WmmpMessage flagged = (login ? message.securityFlag(WmmpMessage.FLAG_ACCESS) : message).build();
        return options.key() == null ? flagged : options.key().sign(flagged, login ? 0 : timestamp, Direction.UPLINK);
    }

    @Override
    protected CompletionStage<Answer> act(
            WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate) {
        return request.command() == Command.LOGOUT ? CompletableFuture.completedStage(Answer.success(codec(), request))
                : application.act(request, codec(), category, from, possibleDuplicate);
    }

    /** The platform does not hear it any more, or stops: it logs in again when there is somebody. */
    @Override
    protected void answered(WmmpMessage request) {
        if (request.command() == Command.LOGOUT) {
            int number;
            synchronized (this) {
                number = life;
            }
            lost(number, "the platform has logged it out", RECONNECT_PAUSE);
        }
    }

    @Override
    protected void answerArrived(WmmpMessage answer) {
        if (answer.command() == Command.LOGIN_ACK && answer.has("timestamp")
                && dialect().isSuccess(Command.LOGIN_ACK, (int) answer.unsigned(WmmpCodec.RESULT))) {
            timestamp = answer.unsigned("timestamp");
            forgetAnswers();
        }
    }

    @Override
    protected Answer immediateAnswer(WmmpMessage request) {
        return null;
    }

    @Override
    protected boolean dropsPossibleDuplicate(WmmpMessage request) {
        return application.dropsPossibleDuplicates();
    }

    private void receive(Peer from, byte[] frame) {
        WmmpMessage message;
        try {
            message = codec().wrap(frame);
        } catch (MalformedMessageException e) {
            resources().drops().drop(DropReason.MALFORMED, from, e.getMessage());
            return;
        }
        resources().counters().traffic().received(codec(), message, from);
        long nanos = resources().nanoTime();
        if (answeredBefore(frame, from, nanos)) {
            return;
        }
        DropReason refusal = refusal(message, from);
        if (refusal != null) {
            resources().drops().drop(refusal, from, message);
        } else {
            accept(message, frame, from, nanos);
        }
    }

    private DropReason refusal(WmmpMessage message, Peer from) {
        if (!message.terminalId().equals(terminalId()) || !from.equals(peer)) {
            return DropReason.UNKNOWN_TERMINAL;
        }
        if (options.key() != null) {
            boolean login = message.command() == Command.LOGIN_ACK && message.has("timestamp");
            if (!message.hasDigest()) {
                return DropReason.MISSING_DIGEST;
            }
            if (!options.key().verify(message, login ? message.unsigned("timestamp") : timestamp, Direction.DOWNLINK)) {
                return DropReason.BAD_DIGEST;
            }
        }
        if (!message.command().isAnswer() && !Application.takes(message.command())) {
            return DropReason.UNEXPECTED;
        }
        return staleness(message);
    }

    private final class Frames implements FrameListener {

        @Override
        public void onFrame(Peer from, byte[] frame) {
            receive(from, frame);
        }

        @Override
        public void onMalformed(Peer from, MalformedMessageException problem) {
            resources().drops().drop(DropReason.MALFORMED, from, problem.getMessage());
        }

        @Override
        public void onClosed(Peer from) {
            int number;
            synchronized (ApplicationConnection.this) {
                if (!from.equals(peer)) {
                    return;
                }
                number = life;
            }
            lost(number, "its connection has been closed", online ? RECONNECT_PAUSE : options.retryInterval());
        }
    }
}
