package io.wmmp.session;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wmmp.link.FrameListener;
import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.SecurityCategory;
import io.wmmp.security.SecurityPolicy;
import io.wmmp.security.SessionCipher;

/** An end that signs nothing and lets the test decide what to answer. */
final class TestSession extends Session implements FrameListener {

    static final TerminalId TERMINAL = TerminalId.of("TESTTERM00000001");
    static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    final BlockingQueue<Acted> acted = new LinkedBlockingQueue<>();
    final BlockingQueue<WmmpMessage> received = new LinkedBlockingQueue<>();
    final BlockingQueue<WmmpMessage> answered = new LinkedBlockingQueue<>();
    volatile boolean renumbers;
    volatile boolean takesWhileWaiting = true;
    volatile boolean dropsDuplicates;
    volatile boolean actFails;
    volatile boolean answeredFails;
    volatile boolean signFails;
    volatile Peer peer;
    volatile Patience patience = Patience.of(CODEC.dialect());
    volatile int fragmentSize = CODEC.dialect().fragmentSize();

    private final SessionResources resources;

    TestSession(SessionResources resources) {
        super(TERMINAL);
        this.resources = resources;
    }

    @Override
    protected SessionResources resources() {
        return resources;
    }

    @Override
    protected WmmpCodec codec() {
        return CODEC;
    }

    @Override
    protected Peer peer() {
        return peer;
    }

    @Override
    protected WmmpMessage sign(WmmpMessage.Builder message, Peer to) {
        if (signFails) {
            throw new IllegalStateException("no pen");
        }
        return message.build();
    }

    @Override
    protected CompletionStage<Answer> act(
            WmmpMessage request, SecurityCategory category, Peer from, boolean possibleDuplicate) {
        boolean fails = actFails;
        Acted now = new Acted(request, possibleDuplicate, new CompletableFuture<>());
        acted.add(now);
        if (fails) {
            throw new IllegalStateException("made up");
        }
        return now.answer;
    }

    @Override
    protected void received(WmmpMessage message, Peer from) {
        received.add(message);
    }

    @Override
    protected void answered(WmmpMessage request) {
        answered.add(request);
        if (answeredFails) {
            throw new IllegalStateException("made up");
        }
    }

    @Override
    protected void answerArrived(WmmpMessage answer) {
        // tests look at the stages
    }

    @Override
    protected Answer immediateAnswer(WmmpMessage request) {
        return request.command() == Command.HEART_BEAT ? Answer.success(CODEC, request) : null;
    }

    @Override
    protected SecurityPolicy policy() {
        return SecurityPolicy.of(dialect());
    }

    @Override
    protected SessionCipher cipher() {
        return null;
    }

    @Override
    protected boolean dropsPossibleDuplicate(WmmpMessage request) {
        return dropsDuplicates;
    }

    @Override
    protected Patience patience() {
        return patience;
    }

    @Override
    protected int fragmentSize() {
        return fragmentSize;
    }

    @Override
    protected boolean renumbersRepeats() {
        return renumbers;
    }

    @Override
    protected boolean takesRequestsWhileWaiting() {
        return takesWhileWaiting;
    }

    @Override
    public void onFrame(Peer from, byte[] frame) {
        long nanos = System.nanoTime();
        if (!answeredBefore(frame, from, nanos)) {
            accept(CODEC.wrap(frame), frame, from, nanos);
        }
    }

    @Override
    public void onMalformed(Peer from, MalformedMessageException problem) {
        throw problem;
    }

    /** The next request that somebody has to act on. */
    Acted next() throws InterruptedException {
        Acted next = acted.poll(5, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("No request was delivered");
        }
        return next;
    }

    record Acted(WmmpMessage request, boolean possibleDuplicate, CompletableFuture<Answer> answer) {

        void succeed() {
            answer.complete(Answer.success(CODEC, request));
        }
    }
}
