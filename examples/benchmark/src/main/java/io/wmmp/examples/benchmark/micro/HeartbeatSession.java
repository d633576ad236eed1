package io.wmmp.examples.benchmark.micro;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.wmmp.examples.benchmark.Fleet;
import io.wmmp.link.Bearer;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;
import io.wmmp.session.Answer;
import io.wmmp.session.Session;
import io.wmmp.session.SessionResources;

/** A session that answers everything at once, to a peer that is nowhere. */
final class HeartbeatSession extends Session {

    private final WmmpCodec codec = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
    private final SessionResources resources;
    private final Peer nowhere = new Nowhere();

    HeartbeatSession(SessionResources resources) {
        super(Fleet.id(0));
        this.resources = resources;
    }

    @Override
    protected SessionResources resources() {
        return resources;
    }

    @Override
    protected WmmpCodec codec() {
        return codec;
    }

    @Override
    protected Peer peer() {
        return nowhere;
    }

    @Override
    protected WmmpMessage sign(WmmpMessage.Builder message, Peer to) {
        return message.build();
    }

    @Override
    protected CompletionStage<Answer> act(
            WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate) {
        return CompletableFuture.completedStage(Answer.success(codec, request));
    }

    @Override
    protected void answered(WmmpMessage request) {
        // nothing follows
    }

    @Override
    protected void answerArrived(WmmpMessage answer) {
        // nothing was asked
    }

    @Override
    protected Answer immediateAnswer(WmmpMessage request) {
        return Answer.success(codec, request);
    }

    @Override
    protected boolean dropsPossibleDuplicate(WmmpMessage request) {
        return false;
    }

    @Override
    protected boolean renumbersRepeats() {
        return false;
    }

    @Override
    protected boolean takesRequestsWhileWaiting() {
        return true;
    }

    @Override
    protected SecurityPolicy policy() {
        return SecurityPolicy.of(codec.dialect());
    }

    @Override
    protected SessionCipher cipher() {
        return null;
    }

    /** Swallows what is sent. */
    private static final class Nowhere implements Peer {

        @Override
        public Bearer bearer() {
            return Bearer.UDP;
        }

        @Override
        public String address() {
            return "nowhere";
        }

        @Override
        public void send(byte[] frame) {
            // arrives nowhere
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // has no socket
        }
    }
}
