package io.wmmp.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.link.Transport;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** One end of a conversation, whose other end is played by hand at a plain socket. */
abstract class SessionFixture {

    static final Patience LONG = new Patience(Duration.ofSeconds(30), 1);
    static final Patience SHORT = new Patience(Duration.ofMillis(60), 3);

    final ExecutorService executor = Executors.newCachedThreadPool();
    final SessionResources resources;
    final Transport transport = new Transport(null);
    final RawSocket other = RawSocket.udp(null);
    final TestSession session;

    SessionFixture() {
        this(FragmentMemory.DEFAULT_MAX);
    }

    SessionFixture(long fragmentMemory) {
        resources = new SessionResources(executor, executor, SessionResources.DEFAULT_DUPLICATE_WINDOW, fragmentMemory,
                SessionResources.DEFAULT_MAX_QUEUED);
        session = new TestSession(resources);
    }

    @BeforeEach
    void connect() {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), other.localPort());
        session.peer = transport.connect(Bearer.UDP, remote, session).toCompletableFuture().join();
        // the plain socket learns where the session is
        session.peer.send(new byte[1]);
        other.receive();
    }

    @AfterEach
    void close() {
        session.close("the test is over");
        session.peer.close();
        transport.close();
        resources.close();
        executor.shutdownNow();
        other.close();
        assertThat(resources.fragmentMemory().used()).isZero();
    }

    final void arrives(WmmpMessage message) {
        other.send(message.toBytes());
    }

    final WmmpMessage sent() {
        return TestSession.CODEC.decode(other.receive());
    }

    final void assertNothingSent() {
        assertThat(other.receive(50)).isNull();
    }

    /** Whatever came before has been heard when this is answered. */
    final void heardSoFar() {
        arrives(WmmpMessage.builder(Command.HEART_BEAT).terminalId(TestSession.TERMINAL).sequenceNumber(999).build());
        assertThat(sent().command()).isEqualTo(Command.HEART_BEAT_ACK);
    }

    static <T> T result(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
}
