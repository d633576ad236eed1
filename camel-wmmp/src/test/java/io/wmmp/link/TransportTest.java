package io.wmmp.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TransportTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Ear ear = new Ear();

    static Stream<Arguments> bearersAndStacks() {
        return Stream.of(Bearer.UDP, Bearer.TCP)
                .flatMap(bearer -> Stream.of(NetworkStack.values()).map(stack -> Arguments.of(bearer, stack)));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private Transport transport() {
        return opened(new Transport(null));
    }

    private Link listen(Transport transport, Bearer bearer) {
        Link link = transport.listen(bearer, ANY_PORT, ear).toCompletableFuture().join();
        open.add(() -> link.close().toCompletableFuture().join());
        link.reading(true);
        return link;
    }

    private RawSocket.Tcp connectTcp(Link link) {
        return (RawSocket.Tcp) opened(RawSocket.of(Bearer.TCP, link.localAddress()));
    }

    private static byte[] frame(int number, int userData) {
        return WmmpMessage.builder(Command.TRANSPARENT_CMD).terminalId(TerminalId.of("TESTTERM00000001")).sequenceNumber(number)
                .body(Tlv.of(Tlv.USER_DATA, new byte[userData]).toBytes()).build().toBytes();
    }

    @ParameterizedTest
    @MethodSource("bearersAndStacks")
    void framesGoBothWays(Bearer bearer, NetworkStack stack) throws Exception {
        EventLoopGroup group = stack.newGroup("test");
        open.add(() -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync());
        Transport transport = opened(new Transport(group));
        Link link = listen(transport, bearer);
        Ear clientEar = new Ear();
        Peer client = transport.connect(bearer, link.localAddress(), clientEar).toCompletableFuture().join();
        open.add(client::close);
        assertThat(client.bearer()).isEqualTo(bearer);
        assertThat(client.address()).isEqualTo("127.0.0.1:" + link.localAddress().getPort());

        client.send(frame(1, 10));
        Heard up = ear.next();
        assertThat(up.frame).isEqualTo(frame(1, 10));
        assertThat(up.peer.bearer()).isEqualTo(bearer);

        up.peer.send(frame(2, 20));
        Heard down = clientEar.next();
        assertThat(down.frame).isEqualTo(frame(2, 20));
        assertThat(down.peer).isEqualTo(client);

        client.send(frame(3, 0));
        assertThat(ear.next().peer).isEqualTo(up.peer).hasToString(bearer.name().toLowerCase() + "://" + up.peer.address());
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyDatagramDoesNotHoldUpThoseBehindIt(NetworkStack stack) throws Exception {
        EventLoopGroup group = stack.newGroup("test");
        open.add(() -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync());
        RawSocket platform = opened(RawSocket.udp(null));
        CountDownLatch queued = new CountDownLatch(1);
        Ear terminal = new Ear() {
            @Override
            public void onFrame(Peer peer, byte[] frame) {
                super.onFrame(peer, frame);
                try {
                    queued.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Peer peer = opened(new Transport(group)).connect(Bearer.UDP,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), platform.localPort()), terminal)
                .toCompletableFuture().join();
        open.add(peer::close);
        peer.send(frame(1, 0));
        platform.receive();
        platform.send(frame(2, 0));
        assertThat(terminal.next().frame).isEqualTo(frame(2, 0));
        platform.send(new byte[0]);
        platform.send(frame(3, 0));
        queued.countDown();
        assertThat(terminal.next().frame).isEqualTo(frame(3, 0));
    }

    @Test
    void strangersAreNotHeardOnTheSocketOfATerminal() throws Exception {
        RawSocket.Udp platform = opened(RawSocket.udp(null));
        Ear terminal = new Ear();
        Peer peer = transport().connect(Bearer.UDP,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), platform.localPort()), terminal)
                .toCompletableFuture().join();
        open.add(peer::close);
        peer.send(frame(1, 0));
        platform.receive();
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), platform.senderPort());
        opened(RawSocket.udp(local)).send(frame(666, 0));
        platform.send(frame(2, 0));
        assertThat(terminal.next().frame).isEqualTo(frame(2, 0));
    }

    @Test
    void peersBehindOtherSocketsAreOthers() throws Exception {
        Link link = listen(transport(), Bearer.UDP);
        for (int i = 0; i < 2; i++) {
            opened(RawSocket.of(Bearer.UDP, link.localAddress())).send(frame(i, 0));
        }
        assertThat(ear.next().peer).isNotEqualTo(ear.next().peer);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void takesNothingBeforeItIsTold(Bearer bearer) throws Exception {
        Transport transport = transport();
        Link link = transport.listen(bearer, ANY_PORT, ear).toCompletableFuture().join();
        open.add(() -> link.close().toCompletableFuture().join());
        opened(RawSocket.of(bearer, link.localAddress())).send(frame(1, 0));
        assertThat(ear.heard.poll(50, TimeUnit.MILLISECONDS)).isNull();

        link.reading(true);
        assertThat(ear.next().frame).isEqualTo(frame(1, 0));
    }

    @Test
    void pausedConnectionsAreReadLater() throws Exception {
        Link link = listen(transport(), Bearer.TCP);
        RawSocket client = connectTcp(link);
        client.send(frame(1, 0));
        ear.next();

        link.reading(false);
        client.send(frame(2, 0));
        client.send(frame(3, 0));
        // one read may be under way already when the pause begins
        ear.heard.poll(50, TimeUnit.MILLISECONDS);
        assertThat(ear.heard).hasSizeLessThan(2);
        link.reading(true);
        client.send(frame(4, 0));
        Heard last = ear.next();
        while (!Arrays.equals(last.frame, frame(4, 0))) {
            last = ear.next();
        }
    }

    @Test
    void datagramOf65000BytesArrivesWhole() throws Exception {
        Link link = listen(transport(), Bearer.UDP);
        byte[] big = frame(1, 65_000 - WmmpMessage.HEADER_LENGTH - Tlv.HEADER_LENGTH);
        assertThat(big).hasSize(65_000);
        RawSocket client = opened(RawSocket.of(Bearer.UDP, link.localAddress()));

        client.send(big);
        Heard heard = ear.next();
        assertThat(heard.frame).isEqualTo(big);
        heard.peer.send(big);
        assertThat(client.receive()).isEqualTo(big);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void longestDatagramsOfABurstAllArriveWhole(boolean nativeTransport) throws Exception {
        Transport transport = opened(
                new Transport(null, new TransportOptions(TcpLimits.DEFAULTS, nativeTransport, 1, 4_000_000)));
        Link link = transport.listen(Bearer.UDP, ANY_PORT, ear).toCompletableFuture().join();
        open.add(() -> link.close().toCompletableFuture().join());
        RawSocket client = opened(RawSocket.of(Bearer.UDP, link.localAddress()));
        int longest = 65_507 - WmmpMessage.HEADER_LENGTH - Tlv.HEADER_LENGTH;
        client.send(frame(1, longest));
        client.send(frame(2, 3));
        client.send(frame(3, longest));
        // they wait in the socket, to be read together
        link.reading(true);
        assertThat(ear.next().frame).isEqualTo(frame(1, longest));
        assertThat(ear.next().frame).isEqualTo(frame(2, 3));
        assertThat(ear.next().frame).isEqualTo(frame(3, longest));
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void socketsOfOneListenerAreOneToItsPeers(boolean nativeTransport) throws Exception {
        Transport transport = opened(new Transport(null, new TransportOptions(TcpLimits.DEFAULTS, nativeTransport, 4, 0)));
        Link link = listen(transport, Bearer.UDP);
        for (int i = 0; i < 32; i++) {
            RawSocket.Udp client = (RawSocket.Udp) opened(RawSocket.of(Bearer.UDP, link.localAddress()));
            client.send(frame(i, 0));
            Heard heard = ear.next();
            assertThat(heard.frame).isEqualTo(frame(i, 0));
            heard.peer.send(frame(i, 1));
            assertThat(client.receive()).isEqualTo(frame(i, 1));
            assertThat(client.senderPort()).isEqualTo(link.localAddress().getPort());
        }
        link.close().toCompletableFuture().join();
        Link again = listen(transport, Bearer.UDP);
        assertThat(again.localAddress().getPort()).isPositive();
    }

    @Test
    void peerIsTheSameBehindEachSocketOfItsListener() {
        Object way = new Object();
        InetSocketAddress remote = new InetSocketAddress("127.0.0.1", 9981);
        LocalSocket one = new LocalSocket(new EmbeddedChannel(), way, false);
        LocalSocket other = new LocalSocket(new EmbeddedChannel(), way, false);
        LocalSocket elsewhere = new LocalSocket(new EmbeddedChannel(), new Object(), false);
        assertThat(new DatagramPeer(one, remote)).isEqualTo(new DatagramPeer(other, remote))
                .hasSameHashCodeAs(new DatagramPeer(other, remote))
                .isNotEqualTo(new DatagramPeer(elsewhere, remote))
                .isNotEqualTo(new DatagramPeer(one, new InetSocketAddress("127.0.0.1", 9982)));
        assertThatThrownBy(() -> new TransportOptions(TcpLimits.DEFAULTS, true, 0, 0)).hasMessageContaining("sockets");
        assertThatThrownBy(() -> new TransportOptions(TcpLimits.DEFAULTS, true, 1, -1)).hasMessageContaining("receiveBuffer");
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1", "255.254.253.252", "::1" })
    void compactPeerIsTheSame(String host) {
        LocalSocket socket = new LocalSocket(new EmbeddedChannel(), new Object(), false);
        Peer peer = new DatagramPeer(socket, new InetSocketAddress(host, 65535));
        Peer compact = peer.compact();
        assertThat(compact).isEqualTo(peer).hasSameHashCodeAs(peer).hasToString(peer.toString())
                .isEqualTo(compact.compact()).isEqualTo(new DatagramPeer(socket, new InetSocketAddress(host, 65535)).compact())
                .isNotEqualTo(new DatagramPeer(socket, new InetSocketAddress(host, 65534)))
                .isNotEqualTo(new DatagramPeer(socket, new InetSocketAddress("127.0.0.2", 65535)))
                .isNotEqualTo(new DatagramPeer(socket, new InetSocketAddress("127.0.0.2", 65535)).compact());
        assertThat(peer).isEqualTo(compact);
        assertThat(compact.address()).isEqualTo(peer.address());
    }

    @Test
    void compactPeerIsSentToLikeAnyOther() throws Exception {
        Link link = listen(transport(), Bearer.UDP);
        RawSocket client = opened(RawSocket.of(Bearer.UDP, link.localAddress()));
        client.send(frame(1, 5));
        Peer compact = ear.next().peer.compact();
        assertThat(compact.isOpen()).isTrue();
        compact.send(frame(2, 5));
        assertThat(client.receive()).isEqualTo(frame(2, 5));
        compact.close();
        client.send(frame(3, 5));
        assertThat(ear.next().frame).isEqualTo(frame(3, 5));
    }

    @Test
    void paddingBehindTheFrameOfADatagramIsIgnored() throws Exception {
        Link link = listen(transport(), Bearer.UDP);
        byte[] frame = frame(1, 5);
        opened(RawSocket.of(Bearer.UDP, link.localAddress())).send(Arrays.copyOf(frame, frame.length + 100));
        assertThat(ear.next().frame).isEqualTo(frame);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 27 })
    void shortDatagramIsMalformed(int length) throws Exception {
        Link link = listen(transport(), Bearer.UDP);
        RawSocket client = opened(RawSocket.of(Bearer.UDP, link.localAddress()));
        client.send(Arrays.copyOf(frame(1, 0), length));
        assertThat(ear.nextProblem()).hasMessageContaining("datagram of " + length + " bytes");
        client.send(frame(2, 0));
        assertThat(ear.next().frame).isEqualTo(frame(2, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 27, 33, 0xFFFF })
    void datagramWithLyingLengthIsMalformed(int length) throws Exception {
        Link link = listen(transport(), Bearer.UDP);
        RawSocket client = opened(RawSocket.of(Bearer.UDP, link.localAddress()));
        client.send(withLength(frame(1, 0), length));
        assertThat(ear.nextProblem()).hasMessageContaining("length field says " + length);
        client.send(frame(2, 0));
        assertThat(ear.next().frame).isEqualTo(frame(2, 0));
    }

    private static byte[] withLength(byte[] frame, int length) {
        frame[0] = (byte) (length >> 8);
        frame[1] = (byte) length;
        return frame;
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 7, 28, 31, 1000 })
    void streamIsCutIntoFramesHoweverItIsSegmented(int segment) throws Exception {
        Link link = listen(transport(), Bearer.TCP);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 1; i <= 5; i++) {
            stream.writeBytes(frame(i, 7 * i));
        }
        byte[] bytes = stream.toByteArray();
        RawSocket client = connectTcp(link);
        for (int i = 0; i < bytes.length; i += segment) {
            client.send(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + segment)));
        }
        for (int i = 1; i <= 5; i++) {
            assertThat(ear.next().frame).isEqualTo(frame(i, 7 * i));
        }
    }

    @Test
    void longestFrameGoesThroughTcp() throws Exception {
        Link link = listen(transport(), Bearer.TCP);
        byte[] longest = frame(1, WmmpMessage.MAX_LENGTH - WmmpMessage.HEADER_LENGTH - Tlv.HEADER_LENGTH);
        connectTcp(link).send(longest);
        assertThat(ear.next().frame).isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 27 })
    void lyingLengthEndsTheConnection(int length) throws Exception {
        Link link = listen(transport(), Bearer.TCP);
        RawSocket.Tcp client = connectTcp(link);
        client.send(frame(1, 0));
        client.send(withLength(frame(2, 0), length));
        assertThat(ear.next().frame).isEqualTo(frame(1, 0));
        assertThat(ear.nextProblem()).hasMessageContaining("length field says " + length);
        assertThat(client.isClosedByPeer()).isTrue();
        assertThat(ear.closed.poll(5, TimeUnit.SECONDS)).isNotNull();

        connectTcp(link).send(frame(3, 0));
        assertThat(ear.next().frame).isEqualTo(frame(3, 0));
    }

    @Test
    void endOfAConnectionIsHeard() throws Exception {
        Link link = listen(transport(), Bearer.TCP);
        RawSocket client = connectTcp(link);
        client.send(frame(1, 0));
        Peer peer = ear.next().peer;
        assertThat(peer.isOpen()).isTrue();
        client.close();
        assertThat(ear.closed.poll(5, TimeUnit.SECONDS)).isEqualTo(peer);
        assertThat(peer.isOpen()).isFalse();
        peer.send(frame(2, 0));
        assertThat(peer.address()).startsWith("127.0.0.1:");
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void failureOfTheListenerDoesNotEndTheSocket(Bearer bearer) throws Exception {
        Link link = listen(transport(), bearer);
        ear.failures = 1;
        opened(RawSocket.of(bearer, link.localAddress())).send(frame(1, 0));
        assertThat(ear.next().frame).isEqualTo(frame(1, 0));
        opened(RawSocket.of(bearer, link.localAddress())).send(frame(2, 0));
        assertThat(ear.next().frame).isEqualTo(frame(2, 0));
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void closedLinkFreesItsAddress(Bearer bearer) {
        Transport transport = transport();
        Link link = listen(transport, bearer);
        InetSocketAddress address = link.localAddress();
        if (bearer == Bearer.TCP) {
            connectTcp(link);
        }
        assertThatThrownBy(() -> transport.listen(bearer, address, ear).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class).hasCauseInstanceOf(IOException.class);

        link.close().toCompletableFuture().join();
        Link again = transport.listen(bearer, address, ear).toCompletableFuture().join();
        assertThat(again.localAddress()).isEqualTo(address);
        again.close().toCompletableFuture().join();
    }

    @Test
    void closedLinkEndsItsConnections() {
        Link link = listen(transport(), Bearer.TCP);
        RawSocket.Tcp client = connectTcp(link);
        link.close().toCompletableFuture().join();
        assertThat(client.isClosedByPeer()).isTrue();
    }

    @Test
    void refusedConnectionIsAFailure() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) server.getLocalSocketAddress();
        }
        assertThatThrownBy(() -> transport().connect(Bearer.TCP, nobody, ear).toCompletableFuture().join())
                .hasCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void namesAreResolvedWhenItConnects(Bearer bearer) throws Exception {
        Link link = listen(transport(), bearer);
        InetSocketAddress named = InetSocketAddress.createUnresolved("localhost", link.localAddress().getPort());
        Peer client = transport().connect(bearer, named, ear).toCompletableFuture().join();
        open.add(client::close);
        client.send(frame(1, 0));
        assertThat(ear.next().frame).isEqualTo(frame(1, 0));
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void unknownNameIsAFailure(Bearer bearer) {
        InetSocketAddress unknown = InetSocketAddress.createUnresolved("nobody.invalid", 9);
        assertThatThrownBy(() -> transport().connect(bearer, unknown, ear).toCompletableFuture().join())
                .hasCauseInstanceOf(UnknownHostException.class).hasMessageContaining("nobody.invalid");
    }

    @Test
    void nothingIsResolvedAfterTheEnd() {
        Transport transport = transport();
        transport.close();
        assertThatThrownBy(() -> transport.connect(Bearer.UDP, InetSocketAddress.createUnresolved("localhost", 9), ear)
                .toCompletableFuture().join()).hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void foreignEventLoopsAreRefused() throws Exception {
        EventLoopGroup group = new DefaultEventLoopGroup(1);
        open.add(() -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync());
        assertThatThrownBy(() -> new Transport(group)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("workerGroup").hasMessageContaining("DefaultEventLoopGroup");
    }

    @ParameterizedTest
    @MethodSource("bearersAndStacks")
    void linkWhoseEventLoopsHaveEndedIsClosed(Bearer bearer, NetworkStack stack) throws Exception {
        EventLoopGroup group = stack.newGroup("test");
        Link link = opened(new Transport(group)).listen(bearer, ANY_PORT, ear).toCompletableFuture().join();
        link.reading(true);
        Peer client = transport().connect(bearer, link.localAddress(), new Ear()).toCompletableFuture().join();
        open.add(client::close);
        client.send(frame(1, 10));
        Heard heard = ear.next();
        assertThat(heard.frame).isEqualTo(frame(1, 10));
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        assertThat(link.close().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(link.isOpen()).isFalse();

        assertThat(heard.peer.isOpen()).isFalse();
        assertThatCode(() -> {
            heard.peer.send(frame(2, 10));
            heard.peer.compact().send(frame(2, 10));
            heard.peer.close();
        }).as("frames are lost in silence").doesNotThrowAnyException();
    }

    @Test
    void givenEventLoopsOutliveTheTransport() throws Exception {
        EventLoopGroup group = new NioEventLoopGroup(1);
        open.add(() -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync());
        new Transport(group).close();
        assertThat(group.isShuttingDown()).isFalse();
    }

    private record Heard(Peer peer, byte[] frame) {
    }

    private static class Ear implements FrameListener {

        final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        final BlockingQueue<MalformedMessageException> problems = new LinkedBlockingQueue<>();
        final BlockingQueue<Peer> closed = new LinkedBlockingQueue<>();
        volatile int failures;

        @Override
        public void onFrame(Peer peer, byte[] frame) {
            heard.add(new Heard(peer, frame));
            if (failures > 0) {
                failures = 0;
                throw new IllegalStateException("made up");
            }
        }

        @Override
        public void onMalformed(Peer peer, MalformedMessageException problem) {
            problems.add(problem);
        }

        @Override
        public void onClosed(Peer peer) {
            closed.add(peer);
        }

        Heard next() throws InterruptedException {
            Heard next = heard.poll(5, TimeUnit.SECONDS);
            assertThat(next).as("frame").isNotNull();
            return next;
        }

        MalformedMessageException nextProblem() throws InterruptedException {
            MalformedMessageException next = problems.poll(5, TimeUnit.SECONDS);
            assertThat(next).as("problem").isNotNull();
            return next;
        }
    }
}
