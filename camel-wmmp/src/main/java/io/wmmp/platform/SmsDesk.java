package io.wmmp.platform;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;

import io.wmmp.link.FrameListener;
import io.wmmp.link.Peer;
import io.wmmp.link.PhoneNumber;
import io.wmmp.link.SmsCenter;
import io.wmmp.link.SmsLink;
import io.wmmp.platform.admission.RegistrationRequest;
import io.wmmp.platform.fleet.DownlinkBody;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.DropReason;
import io.wmmp.session.Patience;

/**
 * What a platform takes and sends by SMS. Short messages carry no digest, so the number they come from stands in for it:
 * it must be that of the terminal that they name, and for a newcomer one that is allowed. Who can forge numbers gets no
 * further than to what the session of the terminal takes by SMS ({@link TerminalSession#receiveBySms}).
 */
final class SmsDesk {

    private final Platform platform;
    private final List<Way> ways = new CopyOnWriteArrayList<>();

    SmsDesk(Platform platform) {
        this.platform = platform;
    }

    SmsLink open(PlatformListener listener, SmsOptions options, SmsCenter center) {
        Way way = new Way(listener, options);
        way.link = new SmsLink(options.number(), options.countryCode(), center, way);
        ways.add(way);
        return way.link;
    }

    void close(SmsLink link) {
        ways.removeIf(way -> way.link == link);
    }

    /** Whether a short message can be sent to a terminal. */
    boolean reaches(TerminalRecord terminal) {
        return !ways.isEmpty() && terminal.msisdn() != null;
    }

    /** Sends a request to a terminal by SMS, wherever it is otherwise. */
    CompletionStage<WmmpMessage> ask(TerminalRecord terminal, Command command, DownlinkBody body, PatienceOf patience) {
        if (ways.isEmpty()) {
            throw new IllegalStateException("Terminal " + terminal.terminalId()
                    + " cannot be reached by SMS: no listener of its platform has the option smsTo");
        }
        if (terminal.msisdn() == null) {
            throw new IllegalStateException("Terminal " + terminal.terminalId()
                    + " cannot be reached by SMS: it was provisioned without a telephone number (msisdn)");
        }
        Way way = ways.get(0);
        TerminalSession session = platform.intake().offlineSessionOf(terminal, way.listener);
        if (session == null) {
            throw new RejectedExecutionException(command + " of terminal " + terminal.terminalId()
                    + " not queued: the platform has as many sessions as it may have (maxSessions)");
        }
        byte[] bytes = body.write(session.codec(), terminal);
        return platform.askWithKeys(session, command, bytes,
                () -> session.requestBy(way.link.peer(terminal.msisdn()), command, bytes, patience.in(session)));
    }

    /** The listener whose routes take what came from there by SMS. */
    static PlatformListener listenerOf(Peer sender) {
        return ((Way) SmsLink.listenerOf(sender)).listener;
    }

    private void take(Way way, Peer peer, byte[] frame) {
        WmmpMessage message;
        try {
            message = way.listener.codec().wrap(frame);
        } catch (MalformedMessageException e) {
            way.onMalformed(peer, e);
            return;
        }
        platform.resources().counters().traffic().received(way.listener.codec(), message, peer);
        if (message.isWrapped()) {
            platform.drops().drop(DropReason.UNEXPECTED, peer, message);
            return;
        }
        if (!platform.lookups().enter(peer, message)) {
            return;
        }
        boolean register = message.command() == Command.REGISTER;
        CompletionStage<TerminalRecord> sender = register
                ? platform.directory().lookUp(new RegistrationRequest(message, peer, way.listener.codec().dialect()))
                : platform.directory().lookUp(message.terminalId());
        platform.lookups().inTime(sender).whenComplete((terminal, failure) -> platform.lookups().leave())
                .thenAccept(terminal -> {
                    DropReason refusal = refusal(way.options, peer, terminal, register);
                    if (refusal != null) {
                        platform.drops().drop(refusal, peer, message);
                    } else if (register) {
                        platform.registrations().register(way.listener, peer, frame, message);
                    } else {
                        TerminalSession session = platform.intake().offlineSessionOf(terminal, way.listener);
                        if (session == null) {
                            platform.drops().drop(DropReason.TOO_MANY_SESSIONS, peer, message);
                        } else {
                            session.receiveBySms(way.listener, peer, frame, message);
                        }
                    }
                }).exceptionally(failure -> {
                    platform.lookups().failed(peer, message, failure);
                    return null;
                });
    }

    private static DropReason refusal(SmsOptions options, Peer peer, TerminalRecord terminal, boolean register) {
        PhoneNumber number = options.read(peer.address());
        if (terminal == null) {
            return register && options.allows(number) ? null : DropReason.UNKNOWN_TERMINAL;
        }
        return terminal.msisdn() != null && options.read(terminal.msisdn()).equals(number) ? null : DropReason.FOREIGN_ADDRESS;
    }

    /** How long and how often to try, by the dialect of the session. */
    @FunctionalInterface
    interface PatienceOf {

        Patience in(TerminalSession session);
    }

    /** One way in and out, and the listener whose routes take what comes by it. */
    private final class Way implements FrameListener {

        final PlatformListener listener;
        final SmsOptions options;
        SmsLink link;

        Way(PlatformListener listener, SmsOptions options) {
            this.listener = listener;
            this.options = options;
        }

        @Override
        public void onFrame(Peer peer, byte[] frame) {
            take(this, peer, frame);
        }

        @Override
        public void onMalformed(Peer peer, MalformedMessageException problem) {
            platform.drops().drop(DropReason.MALFORMED, peer, problem.getMessage());
        }

        @Override
        public void onUnsent(Peer peer, Throwable failure) {
            platform.drops().drop(DropReason.UNSENT, peer, failure);
        }
    }
}
