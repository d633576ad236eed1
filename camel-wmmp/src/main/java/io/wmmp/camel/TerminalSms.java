package io.wmmp.camel;

import java.util.concurrent.CompletableFuture;

import io.wmmp.link.Bearer;
import io.wmmp.link.Connector;
import io.wmmp.link.FrameListener;
import io.wmmp.link.Peer;
import io.wmmp.link.ShortMessage;
import io.wmmp.link.SmsLink;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.session.DropReason;
import io.wmmp.session.Drops;
import io.wmmp.terminal.Terminal;

/**
 * The short messages of one terminal. It takes those of its platform only: of the number that its configuration has at the
 * moment, since the platform can set another.
 */
final class TerminalSms implements FrameListener {

    private final SmsGateway gateway;
    private final Drops drops;
    private final SmsLink link;
    private final Peer platform = new PlatformPeer();
    private volatile Terminal terminal;

    TerminalSms(SmsGateway gateway, Drops drops) {
        this.gateway = gateway;
        this.drops = drops;
        this.link = new SmsLink(gateway.settings().number(), gateway.settings().countryCode(), gateway, this);
    }

    /** The way to the platform of a terminal that speaks SMS only. */
    Connector connector() {
        return (bearer, remote, listener) -> CompletableFuture.completedStage(platform);
    }

    void belongsTo(Terminal owner) {
        terminal = owner;
        owner.smsPeer(platform);
    }

    void open() {
        gateway.open(link);
    }

    void closeReceiving() {
        gateway.closeReceiving();
    }

    void close() {
        gateway.close();
    }

    @Override
    public void onFrame(Peer peer, byte[] frame) {
        if (link.isFrom(peer, terminal.platformNumber())) {
            terminal.frames().onFrame(peer, frame);
        } else {
            drops.drop(DropReason.FOREIGN_ADDRESS, peer, "a short message that is not of the platform of terminal "
                    + terminal.serial());
        }
    }

    @Override
    public void onMalformed(Peer peer, MalformedMessageException problem) {
        drops.drop(DropReason.MALFORMED, peer, problem.getMessage());
    }

    @Override
    public void onUnsent(Peer peer, Throwable failure) {
        terminal.frames().onUnsent(peer, failure);
    }

    /** Whatever number the platform has when something is sent. */
    private final class PlatformPeer implements Peer {

        @Override
        public Bearer bearer() {
            return Bearer.SMS;
        }

        @Override
        public String address() {
            return terminal.platformNumber();
        }

        @Override
        public int maxFrame() {
            return ShortMessage.MAX_FRAME;
        }

        @Override
        public void send(byte[] frame) {
            try {
                link.peer(address()).send(frame);
            } catch (IllegalArgumentException e) {
                onUnsent(this, e);
            }
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        /** There is nothing to close: short messages have no connection. */
        @Override
        public void close() {
            // see above
        }

        @Override
        public String toString() {
            return "sms:" + address();
        }
    }
}
