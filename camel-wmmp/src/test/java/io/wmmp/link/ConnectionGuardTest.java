package io.wmmp.link;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Connections that are refused or ended for a limit. */
class ConnectionGuardTest {

    private static final Duration NONE = Duration.ZERO;
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final byte[] FRAME = WmmpMessage.builder(Command.HEART_BEAT).terminalId(TerminalId.of("TESTTERM00000001"))
            .build().toBytes();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final BlockingQueue<ConnectionLimit> hits = new LinkedBlockingQueue<>();
    private final BlockingQueue<Peer> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Link listen(TcpLimits limits) {
        Transport transport = new Transport(null, TransportOptions.DEFAULTS.with(limits));
        open.add(transport);
        Link link = transport
                .listen(Bearer.TCP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new FrameListener() {
                    @Override
                    public void onFrame(Peer peer, byte[] frame) {
                        heard.add(peer);
                    }

                    @Override
                    public void onMalformed(Peer peer, MalformedMessageException problem) {
                        throw problem;
                    }

                    @Override
                    public void onLimit(Peer from, ConnectionLimit limit) {
                        assertThat(from.address()).startsWith("127.0.0.1:");
                        hits.add(limit);
                    }
                }).toCompletableFuture().join();
        open.add(() -> link.close().toCompletableFuture().join());
        link.reading(true);
        return link;
    }

    private static TcpLimits times(Duration handshake, Duration idle, Duration frame, Duration write) {
        return new TcpLimits(100, 100, handshake, idle, frame, write);
    }

    private RawSocket.Tcp connect(Link link) {
        RawSocket.Tcp client = (RawSocket.Tcp) RawSocket.of(Bearer.TCP, link.localAddress());
        open.add(client);
        return client;
    }

    private Peer nextHeard() throws InterruptedException {
        Peer next = heard.poll(5, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private void assertEnded(RawSocket.Tcp client, ConnectionLimit limit) throws InterruptedException {
        assertThat(hits.poll(5, TimeUnit.SECONDS)).isEqualTo(limit);
        assertThat(client.isClosedByPeer()).isTrue();
    }

    @Test
    void connectionsBeyondTheNumberAllowedAreClosedAndRoomIsGivenBack() throws Exception {
        Link link = listen(new TcpLimits(2, 100, NONE, NONE, NONE, NONE));
        RawSocket.Tcp first = connect(link);
        first.send(FRAME);
        nextHeard();
        connect(link).send(FRAME);
        nextHeard();
        assertEnded(connect(link), ConnectionLimit.CONNECTIONS);

        first.close();
        await().atMost(5, TimeUnit.SECONDS).until(() -> {
            RawSocket again = RawSocket.of(Bearer.TCP, link.localAddress());
            open.add(again);
            try {
                again.send(FRAME);
            } catch (UncheckedIOException e) {
                return false;
            }
            return heard.poll(200, TimeUnit.MILLISECONDS) != null;
        });
    }

    @Test
    void connectionsOfOneAddressAreBounded() throws Exception {
        Link link = listen(new TcpLimits(100, 1, NONE, NONE, NONE, NONE));
        connect(link).send(FRAME);
        nextHeard();
        assertEnded(connect(link), ConnectionLimit.CONNECTIONS_PER_ADDRESS);
    }

    @Test
    void peerMustProveInTimeToBeKnown() throws Exception {
        Link link = listen(times(SHORT, NONE, NONE, NONE));
        RawSocket.Tcp known = connect(link);
        known.send(FRAME);
        nextHeard().established();
        RawSocket.Tcp stranger = connect(link);
        stranger.send(FRAME);
        nextHeard();
        assertEnded(stranger, ConnectionLimit.HANDSHAKE_TIME);
        known.send(FRAME);
        nextHeard();
        assertThat(hits).isEmpty();
    }

    @Test
    void silentConnectionIsEndedUnlessItIsWeWhoDoNotRead() throws Exception {
        Link link = listen(times(NONE, SHORT, NONE, NONE));
        RawSocket.Tcp paused = connect(link);
        paused.send(FRAME);
        assertThat(nextHeard().pause()).isTrue();
        assertEnded(connect(link), ConnectionLimit.IDLE_TIME);
        RawSocket.Tcp alive = connect(link);
        for (int i = 0; i < 10; i++) {
            alive.send(FRAME);
            nextHeard();
            assertThat(alive.receive(50)).isNull();
        }
        assertThat(hits).isEmpty();
    }

    @Test
    void frameThatComesByteByByteIsNotWaitedFor() throws Exception {
        Link link = listen(times(NONE, NONE, Duration.ofMillis(300), NONE));
        RawSocket.Tcp slow = connect(link);
        slow.send(FRAME);
        nextHeard();
        int sent = 0;
        while (hits.isEmpty() && sent < FRAME.length - 1) {
            slow.send(Arrays.copyOfRange(FRAME, sent, ++sent));
            assertThat(heard.poll(50, TimeUnit.MILLISECONDS)).isNull();
        }
        assertEnded(slow, ConnectionLimit.FRAME_TIME);
    }

    @Test
    void peerThatDoesNotReadIsLetGo() throws Exception {
        Link link = listen(times(NONE, NONE, NONE, SHORT));
        Socket socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(link.localAddress());
        socket.getOutputStream().write(FRAME);
        Peer peer = nextHeard();
        byte[] big = new byte[65_000];
        await().atMost(20, TimeUnit.SECONDS).until(() -> {
            for (int i = 0; i < 100; i++) {
                peer.send(big);
            }
            return !hits.isEmpty();
        });
        assertThat(hits.poll()).isEqualTo(ConnectionLimit.WRITE_TIME);
        await().until(() -> !peer.isOpen());
    }

    @Test
    void limitsMustAllowSomething() {
        assertThatThrownBy(() -> new TcpLimits(0, 1, NONE, NONE, NONE, NONE)).hasMessageContaining("maxConnections");
        assertThatThrownBy(() -> new TcpLimits(1, 0, NONE, NONE, NONE, NONE)).hasMessageContaining("PerAddress");
        assertThatThrownBy(() -> times(SHORT.negated(), NONE, NONE, NONE)).hasMessageContaining("handshakeTimeout");
        assertThatThrownBy(() -> times(NONE, SHORT.negated(), NONE, NONE)).hasMessageContaining("idleTimeout");
        assertThatThrownBy(() -> times(NONE, NONE, SHORT.negated(), NONE)).hasMessageContaining("frameTimeout");
        assertThatThrownBy(() -> times(NONE, NONE, NONE, SHORT.negated())).hasMessageContaining("writeTimeout");
    }
}
