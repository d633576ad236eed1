package io.wmmp.link;

import java.util.Objects;

import io.wmmp.protocol.MalformedMessageException;

/**
 * One way to send and receive short messages. It knows which bytes are WMMP; which numbers may send is for its listener to
 * say. Safe for use by any thread.
 */
public final class SmsLink {

    private final String number;
    private final String countryCode;
    private final SmsCenter center;
    private final FrameListener listener;

    /**
     * @param number      this end's own number, which short messages are sent from; null where the center knows it
     * @param countryCode the country code that numbers may have or not have; null or empty for none
     * @param center      takes what is sent
     * @param listener    hears what arrives
     */
    public SmsLink(String number, String countryCode, SmsCenter center, FrameListener listener) {
        this.number = number;
        this.countryCode = countryCode;
        this.center = Objects.requireNonNull(center, "center");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    /**
     * Takes a short message that has arrived. Returns when it has been taken over, which is before it has been answered.
     * What is no WMMP goes to {@link FrameListener#onMalformed}.
     *
     * @param source      the number that it came from
     * @param destination the number that it went to, or null
     * @param userData    user-data header and frame
     */
    public void receive(String source, String destination, byte[] userData) {
        PhoneNumber sender;
        try {
            sender = number(source);
        } catch (IllegalArgumentException e) {
            listener.onMalformed(new SmsPeer(this, new PhoneNumber(String.valueOf(source), "")),
                    new MalformedMessageException("the sender " + e.getMessage(), 0));
            return;
        }
        Peer peer = new SmsPeer(this, sender);
        ShortMessage message;
        try {
            message = ShortMessage.read(source, destination, userData);
        } catch (MalformedMessageException e) {
            listener.onMalformed(peer, e);
            return;
        }
        listener.onFrame(peer, message.frame());
    }

    /**
     * @param  of                       a telephone number
     * @return                          where to send short messages for it
     * @throws IllegalArgumentException when it is no telephone number
     */
    public Peer peer(String of) {
        return new SmsPeer(this, number(of));
    }

    /**
     * @param  peer                     where something came from by SMS
     * @return                          the listener of the link that has brought it, which may be closed
     * @throws IllegalArgumentException when it came otherwise
     */
    public static FrameListener listenerOf(Peer peer) {
        if (peer instanceof SmsPeer sms) {
            return sms.link().listener();
        }
        throw new IllegalArgumentException(peer + " is not behind SMS");
    }

    /**
     * @param  peer where something came from
     * @param  of   a telephone number, which need not be well written
     * @return      whether it came from this number
     */
    public boolean isFrom(Peer peer, String of) {
        try {
            return peer.equals(peer(of));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private PhoneNumber number(String text) {
        return PhoneNumber.of(text, countryCode);
    }

    String number() {
        return number;
    }

    SmsCenter center() {
        return center;
    }

    FrameListener listener() {
        return listener;
    }
}
