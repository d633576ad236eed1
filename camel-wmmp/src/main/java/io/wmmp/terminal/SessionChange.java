package io.wmmp.terminal;

import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;

/**
 * How a terminal comes out of its session while it lives: into another one, since keys, the binding to the SIM or settings have
 * changed, or since the platform does not answer or has ended it; or into the rest of a short connection. Safe for use by any
 * thread; takes the monitor of the life.
 */
final class SessionChange {

    private static final Logger LOG = LoggerFactory.getLogger(SessionChange.class);

    private static final int LOGOUT_NORMAL = 0;
    private static final int LOGOUT_KEY_EXPIRED = 8;
    private static final int LOGOUT_KEYS_REPLACED = 9;
    private static final int LOGOUT_SIM_CHANGED = 10;

    private final Terminal terminal;
    private final TerminalLife life;
    private final TerminalOptions options;
    private final TerminalIdentity identity;
    private final SignOn signOn;
    private final PlatformConnection connection;

    SessionChange(Terminal terminal, TerminalLife life, TerminalOptions options, TerminalIdentity identity, SignOn signOn,
            PlatformConnection connection) {
        this.terminal = terminal;
        this.life = life;
        this.options = options;
        this.identity = identity;
        this.signOn = signOn;
        this.connection = connection;
    }

    /** Says farewell; completes with the answer, or when there is none in time. */
    CompletionStage<WmmpMessage> logOut() {
        return terminal.request(Command.LOGOUT, logout(LOGOUT_NORMAL), options.patience());
    }

    private byte[] logout(int reason) {
        return terminal.codec().writeBody(Command.LOGOUT, Map.of("reason", reason));
    }

    /** In a short connection: nothing has gone out for a while, and nothing is under way. Under the monitor of the life. */
    void rest() {
        int number = life.enterLoggingOut(TerminalPhase.ONLINE, "it logs out, having nothing to send");
        logOut().whenComplete(life.in(number, (answer, failure) -> life.rest()));
    }

    /** A request of a kind was sent as often as allowed, which shows that nobody is there. */
    void unanswered(String what) {
        synchronized (life) {
            if (life.isInSession()) {
                loginAgain(what + " are not answered");
            }
        }
    }

    private void loginAgain(String reason) {
        LOG.debug("Terminal {} logs in again: {}", terminal.terminalId(), reason);
        life.enter(TerminalPhase.LOGGING_IN, reason);
        terminal.giveUp(reason);
        life.takeStep(signOn::login);
    }

    /** The platform has said farewell, and has its answer. */
    void loggedOut(int reason) {
        synchronized (life) {
            if (!life.isInSession()) {
                return;
            }
            if (reason == LOGOUT_KEY_EXPIRED) {
                loginAgain("the platform has ended the session");
            } else {
                life.leave(TerminalPhase.IDLE, "the platform has logged it out with reason " + reason);
            }
        }
    }

    /** The platform has sent keys, and has its answer. One that is logged in leaves its session for them. */
    void keysDelivered() {
        synchronized (life) {
            if (life.isStopping() || life.isInSession() && bindSim() || !identity.hasStaged()) {
                return;
            }
            if (life.phase() == TerminalPhase.WAITING_FOR_KEYS) {
                life.takeStep(() -> {
                    identity.adopt();
                    connection.whenOpen(signOn::login);
                });
            } else if (life.isInSession() && identity.hasStagedOthers()) {
                LOG.debug("Terminal {} changes its keys", terminal.terminalId());
                leave(LOGOUT_KEYS_REPLACED, "its keys are being replaced", () -> {
                    identity.adopt();
                    loginWhenConnected();
                });
            }
        }
    }

    /** A change of the binding to the SIM ends the session; without a binding the terminal waits for somebody to start it. */
    private boolean bindSim() {
        Integer binding = identity.takeStagedBinding();
        if (binding == null) {
            return false;
        }
        leave(LOGOUT_SIM_CHANGED, "its binding to the SIM has been changed", () -> {
            identity.bindSim(binding);
            identity.adopt();
            terminal.saveState();
            if (binding == TerminalIdentity.UNBIND) {
                life.leave(TerminalPhase.IDLE, "the platform has ended its binding to the SIM");
            } else {
                loginWhenConnected();
            }
        });
        return true;
    }

    /** Leaves the session for another one. */
    void begin(NewSession why) {
        synchronized (life) {
            if (life.isInSession()) {
                leave(why.reason(), why.text(), why.reconnects() ? this::reconnect : this::loginWhenConnected);
            }
        }
    }

    private void reconnect() {
        connection.close();
        connection.open(signOn::login);
    }

    /** After a logout during which the connection may have been lost. */
    private void loginWhenConnected() {
        if (connection.peer() != null) {
            signOn.login();
        } else {
            life.connectAfterPause(() -> connection.whenOpen(signOn::login));
        }
    }

    /**
     * Logs out with a reason, and goes on when that is answered, is not in the time allowed, or the connection is lost: what the
     * platform was promised happens at any rate.
     */
    private void leave(int reason, String why, Runnable then) {
        int number = life.enterLoggingOut(TerminalPhase.LOGGING_IN, why);
        terminal.giveUp(why);
        terminal.urgentRequest(Command.LOGOUT, logout(reason), options.patience())
                .whenComplete(life.in(number, (answer, failure) -> {
                    life.hasLoggedOut();
                    then.run();
                }));
    }
}
