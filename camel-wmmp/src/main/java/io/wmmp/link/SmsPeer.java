package io.wmmp.link;

import java.util.concurrent.CompletionException;

/**
 * A peer behind SMS. Two are equal when they have the same number, whichever link has heard them.
 */
final class SmsPeer implements Peer {

    private final SmsLink link;
    private final PhoneNumber number;

    SmsPeer(SmsLink link, PhoneNumber number) {
        this.link = link;
        this.number = number;
    }

    SmsLink link() {
        return link;
    }

    @Override
    public Bearer bearer() {
        return Bearer.SMS;
    }

    @Override
    public String address() {
        return number.text();
    }

    @Override
    public int maxFrame() {
        return ShortMessage.MAX_FRAME;
    }

    @Override
    public void send(byte[] frame) {
        if (frame.length > ShortMessage.MAX_FRAME) {
            link.listener().onUnsent(this, new IllegalArgumentException("a frame of " + frame.length
                    + " bytes does not fit into a short message, which has room for " + ShortMessage.MAX_FRAME));
            return;
        }
        try {
            link.center().submit(new ShortMessage(link.number(), number.text(), frame)).whenComplete((done, failure) -> {
                if (failure != null) {
                    link.listener().onUnsent(this, failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause() : failure);
                }
            });
        } catch (RuntimeException e) {
            link.listener().onUnsent(this, e);
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
    public boolean equals(Object other) {
        return other instanceof SmsPeer peer && number.equals(peer.number);
    }

    @Override
    public int hashCode() {
        return number.hashCode();
    }

    @Override
    public String toString() {
        return "sms:" + number;
    }
}
