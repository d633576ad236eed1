package io.wmmp.session;

import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;

/**
 * The conversation of an application with its platform over one connection, at either end: there are no session keys, so only
 * TLS keeps it secret, and both ends may ask while they are asked. An application stands for many terminals, of which one that
 * is slow must not hold up the others.
 */
public abstract class ApplicationConversation extends Session {

    private final WmmpCodec codec;
    private final SessionResources resources;
    private final SecurityPolicy policy;

    /**
     * @param ecCode    the code of the application
     * @param codec     how the conversation is read and written
     * @param resources what all sessions share
     */
    protected ApplicationConversation(TerminalId ecCode, WmmpCodec codec, SessionResources resources) {
        super(ecCode);
        this.codec = codec;
        this.resources = resources;
        this.policy = SecurityPolicy.of(codec.dialect());
    }

    /** @return how many requests of this end are under way or wait, one of the other end included */
    public final int pending() {
        return queued() + (isBusy() ? 1 : 0);
    }

    @Override
    protected final SessionResources resources() {
        return resources;
    }

    @Override
    protected final WmmpCodec codec() {
        return codec;
    }

    @Override
    protected final SecurityPolicy policy() {
        return policy;
    }

    @Override
    protected final SessionCipher cipher() {
        return null;
    }

    @Override
    protected final boolean renumbersRepeats() {
        return false;
    }

    @Override
    protected final boolean takesRequestsWhileWaiting() {
        return true;
    }

    @Override
    protected final boolean sendsWhileAnswering() {
        return true;
    }
}
