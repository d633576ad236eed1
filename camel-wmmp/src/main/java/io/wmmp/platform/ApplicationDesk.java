package io.wmmp.platform;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Peer;
import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.registry.ApplicationRegistry;
import io.wmmp.platform.routing.Applications;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.DropReason;

/**
 * The applications at a platform: logs them in, at the listeners of the terminals, and knows over which connections each can be
 * reached. An application may have several, each with a session of its own; data for it goes over that which is least busy.
 */
final class ApplicationDesk implements Applications {

    /** The connections of one application, those included whose login is not proved yet. */
    static final int MAX_CONNECTIONS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationDesk.class);
    private static final Set<Command> COMMANDS = EnumSet.of(Command.LOGIN, Command.LOGOUT, Command.HEART_BEAT,
            Command.TRANSPARENT_DATA, Command.TRANSPARENT_CMD);

    private final Platform platform;
    private final ApplicationRegistry registry;
    /** Applications speak the default dialect: their profile is ours. */
    private final WmmpCodec codec = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
    private final Map<Key, ApplicationSession> sessions = new ConcurrentHashMap<>();
    private final AtomicLong lastTimestamp = new AtomicLong();

    /**
     * @param registry the applications that are known; null for none
     */
    ApplicationDesk(Platform platform, ApplicationRegistry registry) {
        this.platform = platform;
        this.registry = registry;
    }

    @Override
    public boolean isNoneKnown() {
        return registry == null;
    }

    static boolean mayCome(Command command) {
        return COMMANDS.contains(command);
    }

    /** No two sessions of this platform have the same, so that no message of one is good in another. */
    long nextTimestamp() {
        return lastTimestamp.updateAndGet(platform::nextTimestamp);
    }

    /** Takes a message over a connection of an application; false when it is none. A LOGIN is never taken here. */
    boolean receive(Peer peer, byte[] frame, WmmpMessage message) {
        ApplicationSession session = sessions.isEmpty() || message.command() == Command.LOGIN ? null
                : sessions.get(new Key(message.terminalId(), peer));
        if (session != null) {
            session.receive(frame, message);
        }
        return session != null;
    }

    /** Takes a LOGIN that names an application, otherwise leaves it to somebody else. */
    void login(PlatformListener listener, Peer peer, byte[] frame, WmmpMessage message, Runnable otherwise) {
        if (registry == null) {
            otherwise.run();
            return;
        }
        find(message.terminalId().toString()).whenComplete((application, failure) -> {
            if (failure != null) {
                platform.drops().drop(DropReason.FAILED, peer, message + ": " + failure);
            } else if (application == null) {
                otherwise.run();
            } else {
                login(application, listener, peer, frame, message);
            }
        });
    }

    private void login(ApplicationRecord application, PlatformListener listener, Peer peer, byte[] frame, WmmpMessage message) {
        DropReason refusal = ApplicationSession.refusalOfLogin(message, application, listener);
        if (refusal != null) {
            platform.lookups().refused(refusal, peer, message);
            return;
        }
        ApplicationSession session;
        synchronized (this) {
            Key key = new Key(message.terminalId(), peer);
            session = sessions.get(key);
            if (session == null && hasRoom(application)) {
                session = new ApplicationSession(platform, this, application, listener, peer, codec);
                sessions.put(key, session);
            }
        }
        if (session == null) {
            platform.drops().drop(DropReason.TOO_MANY_SESSIONS, peer, message);
            return;
        }
        session.provisioned(application);
        session.receive(frame, message);
    }

    /** Logins that nobody has proved, which may be replays, make room for others. */
    private boolean hasRoom(ApplicationRecord application) {
        List<ApplicationSession> all = of(application.ecCode());
        if (all.size() < MAX_CONNECTIONS) {
            return true;
        }
        ApplicationSession unproved = all.stream().filter(session -> !session.isProved()).findFirst().orElse(null);
        if (unproved != null) {
            unproved.end("too many logins are not proved");
        }
        return unproved != null;
    }

    private List<ApplicationSession> of(String ecCode) {
        List<ApplicationSession> all = new ArrayList<>();
        sessions.values().forEach(session -> {
            if (session.application().ecCode().equals(ecCode)) {
                all.add(session);
            }
        });
        return all;
    }

    void loggedIn(ApplicationSession session) {
        LOG.info("Application {} has logged in from {} {}", session.terminalId(), session.peer().bearer(),
                session.peer().address());
    }

    void ended(ApplicationSession session, String reason) {
        sessions.remove(new Key(session.terminalId(), session.peer()), session);
        if (session.isProved()) {
            LOG.info("Application {} at {} is gone: {}", session.terminalId(), session.peer().address(), reason);
        }
    }

    @Override
    public ApplicationSession connectionOf(String ecCode) {
        return of(ecCode).stream().filter(ApplicationSession::isOnline)
                .min(Comparator.comparingInt(ApplicationSession::pending)).orElse(null);
    }

    @Override
    public CompletionStage<ApplicationRecord> find(String ecCode) {
        return registry == null ? CompletableFuture.completedStage(null)
                : CompletableFuture.completedStage(ecCode).thenCompose(registry::find);
    }

    @Override
    public WmmpCodec codec() {
        return codec;
    }

    void onClosed(Peer peer) {
        if (!sessions.isEmpty()) {
            sessions.forEach((key, session) -> {
                if (key.peer().equals(peer)) {
                    session.end("its connection has been closed");
                }
            });
        }
    }

    void close() {
        sessions.values().forEach(session -> session.end("the platform has stopped"));
    }

    private record Key(TerminalId ecCode, Peer peer) {
    }
}
