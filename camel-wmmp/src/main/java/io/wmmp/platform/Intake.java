package io.wmmp.platform;

import io.wmmp.link.Peer;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.DropReason;

/**
 * Where the frames of terminals and applications come in: finds out who shall deal with each, makes the sessions of terminals that
 * log in, and drops what nobody may send. Called on event loops; nothing here blocks.
 */
final class Intake {

    private final Platform platform;
    private final TerminalSessions sessions;
    private final TerminalDirectory directory;
    private final ApplicationDesk applications;
    private final RegistrationDesk registrations;
    private final Lookups lookups;

    Intake(Platform platform, TerminalSessions sessions, TerminalDirectory directory, ApplicationDesk applications,
            RegistrationDesk registrations, Lookups lookups) {
        this.platform = platform;
        this.sessions = sessions;
        this.directory = directory;
        this.applications = applications;
        this.registrations = registrations;
        this.lookups = lookups;
    }

    void onFrame(PlatformListener listener, Peer peer, byte[] frame) {
        WmmpMessage message;
        try {
            message = listener.codec().wrap(frame);
        } catch (MalformedMessageException e) {
            platform.drops().drop(DropReason.MALFORMED, peer, e.getMessage());
            return;
        }
        if (listener.options().bindCertificate() && !peer.certifiedNames().contains(message.terminalId().toString())) {
            platform.drops().drop(DropReason.FOREIGN_CERTIFICATE, peer, message);
            peer.close();
            return;
        }
        platform.resources().counters().traffic().received(listener.codec(), message, peer);
        if (!applications.receive(peer, frame, message)) {
            dispatch(listener, peer, frame, message);
        }
    }

    private void dispatch(PlatformListener listener, Peer peer, byte[] frame, WmmpMessage message) {
        TerminalSession session = sessions.get(message.terminalId());
        boolean opensSession = message.command() == Command.REGISTER || message.command() == Command.LOGIN;
        if (message.isWrapped() && opensSession) {
            // neither goes in fragments or enciphered
            platform.drops().drop(DropReason.UNEXPECTED, peer, message);
        } else if (message.command() == Command.REGISTER) {
            registrations.register(listener, peer, frame, message);
        } else if (message.command() == Command.LOGIN) {
            applications.login(listener, peer, frame, message, () -> login(listener, peer, frame, message));
        } else if (session != null) {
            session.receive(listener, peer, frame, message);
        } else {
            // whether the registry knows it makes no difference, and strangers must not make it work
            platform.drops().drop(DropReason.NOT_LOGGED_IN, peer, message);
        }
    }

    /** A login goes by what the registry says now: the terminal may have been provisioned anew. */
    private void login(PlatformListener listener, Peer peer, byte[] frame, WmmpMessage message) {
        lookups.find(peer, message, terminal -> {
            if (terminal == null) {
                lookups.refused(DropReason.UNKNOWN_TERMINAL, peer, message);
                return;
            }
            WmmpCodec codec = directory.codecOf(terminal, listener.codec());
            TerminalSession session = sessions.get(terminal.terminalId());
            if (session == null || !session.isProvisionedAs(terminal, codec)) {
                // whoever cannot log in makes no session, and must not change how that of the terminal is read
                DropReason refusal = TerminalSession.refusalOfLogin(message, terminal, codec.dialect());
                if (refusal != null) {
                    lookups.refused(refusal, peer, message);
                    return;
                }
                session = sessionOf(terminal, codec);
            }
            if (session == null) {
                platform.drops().drop(DropReason.TOO_MANY_SESSIONS, peer, message);
            } else {
                session.receive(listener, peer, frame, message);
            }
        });
    }

    /** The session of a terminal that need not be logged in, or null. One that is not goes by what the registry says now. */
    TerminalSession offlineSessionOf(TerminalRecord terminal, PlatformListener listener) {
        TerminalSession session = sessions.get(terminal.terminalId());
        if (session != null && session.isOnline()) {
            return session;
        }
        return sessionOf(terminal, directory.codecOf(terminal, session != null ? session.codec() : listener.codec()));
    }

    private TerminalSession sessionOf(TerminalRecord terminal, WmmpCodec codec) {
        TerminalSession session = sessions.getOrAdd(terminal.terminalId(),
                () -> new TerminalSession(platform, terminal, codec));
        if (session != null) {
            session.provisioned(terminal, codec);
        }
        return session;
    }
}
