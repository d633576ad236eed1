package io.wmmp.terminal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.wmmp.link.Bearer;
import io.wmmp.link.Connector;
import io.wmmp.link.Peer;
import io.wmmp.link.RawSocket;
import io.wmmp.link.Transport;
import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.Patience;
import io.wmmp.session.SessionResources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A platform that the test plays by hand, over UDP and short messages, and what its terminals need. */
final class HandMadePlatform implements AutoCloseable {

    static final WmmpCodec CODEC = new WmmpCodec(TestPlatform.DIALECT);
    static final long TIMESTAMP = 0x5F5E1000L;

    /** Where it hears and answers: a UDP socket, or a TCP connection that the test has accepted. */
    RawSocket socket = RawSocket.udp(null);
    /** The short messages that the terminal has sent. */
    final BlockingQueue<byte[]> shortMessages = new LinkedBlockingQueue<>();
    final SessionResources resources;
    Credentials credentials = TestPlatform.CREDENTIALS;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    final Transport transport = new Transport(null);
    private final List<Terminal> terminals = new ArrayList<>();
    private long number = 100;

    HandMadePlatform() {
        resources = new SessionResources(executor, executor);
    }

    TerminalOptions.Builder options(Credentials its) {
        return options(its, Bearer.UDP, new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.localPort()));
    }

    TerminalOptions.Builder options(Credentials its, Bearer bearer, InetSocketAddress address) {
        return TerminalOptions.builder(TestPlatform.TERMINAL.terminalId(), its, bearer, address, TestPlatform.DIALECT)
                .patience(new Patience(Duration.ofSeconds(20), 1)).heartbeatInterval(Duration.ofSeconds(60))
                .retryInterval(Duration.ofMillis(50)).longPause(Duration.ofMillis(500)).keyWait(Duration.ofSeconds(1));
    }

    Terminal start(TerminalOptions.Builder options) {
        return start(options, transport);
    }

    Terminal start(TerminalOptions.Builder options, Connector connector) {
        return start(new Terminal(options.build(), resources, connector));
    }

    /** One that keeps its state. */
    Terminal start(TerminalOptions.Builder options, TerminalStateStore states) {
        return start(new Terminal(options.build(), resources, transport, states));
    }

    private Terminal start(Terminal terminal) {
        terminals.add(terminal);
        terminal.smsPeer(new ShortMessages());
        terminal.start();
        return terminal;
    }

    Terminal bringOnline(TerminalOptions.Builder options) {
        Terminal terminal = start(options);
        answer(receive(Command.REGISTER), Map.of("result", 1, "assigned_terminal_id", "TESTTERM00000001"));
        logIn(terminal);
        return terminal;
    }

    void logIn(Terminal terminal) {
        acceptLogin();
        await().until(() -> terminal.phase() == TerminalPhase.ONLINE && !terminal.isBusy());
    }

    /** Lets the terminal log in and answers its report. */
    void acceptLogin() {
        WmmpMessage login = receive(Command.LOGIN);
        assertThat(Digests.verify(login, 0, credentials, Direction.UPLINK, TestPlatform.DIALECT)).isTrue();
        answer(login, Map.of("result", 0, "timestamp", TIMESTAMP));
        answer(receive(Command.CONFIG_TRAP), Map.of("result", 0));
    }

    /** Refuses a LOGIN that is signed with certain secrets. */
    void refuseLoginUnder(Credentials signer, int result) {
        WmmpMessage login = receive(Command.LOGIN);
        assertThat(Digests.verify(login, 0, signer, Direction.UPLINK, TestPlatform.DIALECT)).isTrue();
        Credentials before = credentials;
        credentials = signer;
        answer(login, Map.of("result", result, "timestamp", TIMESTAMP));
        credentials = before;
    }

    void refuseLogin(int result) {
        answer(receive(Command.LOGIN), Map.of("result", result, "timestamp", TIMESTAMP));
    }

    static void awaitPhase(Terminal terminal, TerminalPhase phase) {
        await().untilAsserted(() -> assertThat(terminal.phase()).as(terminal.trouble()).isEqualTo(phase));
    }

    /** A body that names a tag without giving a value. */
    static Map<String, ?> named(String tag) {
        return Collections.singletonMap(tag, null);
    }

    WmmpMessage receive(Command command) {
        WmmpMessage message = CODEC.decode(socket.receive());
        assertThat(message.command()).isEqualTo(command);
        return message;
    }

    WmmpMessage receiveShortMessage(Command command) {
        try {
            byte[] frame = shortMessages.poll(RawSocket.TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(frame).as("a short message").isNotNull();
            WmmpMessage message = CODEC.decode(frame);
            assertThat(message.command()).isEqualTo(command);
            assertThat(message.hasDigest()).as("short messages are not signed").isFalse();
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void assertNothingReceived() {
        assertThat(socket.receive(50)).isNull();
        assertThat(shortMessages).isEmpty();
    }

    void answer(WmmpMessage request, Map<String, ?> body) {
        Command command = request.command().answer();
        WmmpMessage answer = WmmpMessage.builder(command).terminalId(request.terminalId())
                .sequenceNumber(request.sequenceNumber()).body(CODEC.writeBody(command, body)).build();
        socket.send((command == Command.REGISTER_ACK ? answer : signed(answer)).toBytes());
    }

    WmmpMessage signed(WmmpMessage message) {
        return Digests.sign(message, TIMESTAMP, credentials, Direction.DOWNLINK);
    }

    WmmpMessage request(Terminal terminal, Command command, Map<String, ?> body) {
        return WmmpMessage.builder(command).terminalId(terminal.serial()).sequenceNumber(++number)
                .body(CODEC.writeBody(command, body)).build();
    }

    /** Sends a signed request and gives the answer. */
    WmmpMessage exchange(Terminal terminal, Command command, Map<String, ?> body) {
        socket.send(signed(request(terminal, command, body)).toBytes());
        return receive(command.answer());
    }

    /** Sets something and takes the report that it has been done. */
    void set(Terminal terminal, Map<String, ?> values) {
        assertThat(exchange(terminal, Command.CONFIG_SET, values).unsigned("result")).isZero();
        WmmpMessage report = receive(Command.CONFIG_TRAP);
        assertThat(report.tlv(0x4010).value()).as("applied, and the number").startsWith(0).endsWith((int) number);
        answer(report, Map.of("result", 0));
        await().until(() -> !terminal.isBusy());
    }

    /** Lets a short message arrive at the terminal. */
    void sendShortMessage(Terminal terminal, Command command, Map<String, ?> body) {
        terminal.frames().onFrame(new ShortMessages(), request(terminal, command, body).toBytes());
    }

    void answerByShortMessage(Terminal terminal, WmmpMessage request, Map<String, ?> body) {
        Command command = request.command().answer();
        terminal.frames().onFrame(new ShortMessages(), WmmpMessage.builder(command).terminalId(TerminalId.of(
                terminal.serial().toString())).sequenceNumber(request.sequenceNumber())
                .body(CODEC.writeBody(command, body)).build().toBytes());
    }

    @Override
    public void close() {
        for (Terminal terminal : terminals) {
            CompletableFuture<Void> stopped = terminal.stop().toCompletableFuture();
            while (!stopped.isDone()) {
                byte[] frame = socket.receive(100);
                if (frame != null && CODEC.decode(frame).command() == Command.LOGOUT) {
                    answer(CODEC.decode(frame), Map.of());
                }
            }
        }
        transport.close();
        resources.close();
        executor.shutdownNow();
        socket.close();
    }

    private final class ShortMessages implements Peer {

        @Override
        public Bearer bearer() {
            return Bearer.SMS;
        }

        @Override
        public String address() {
            return "106571734";
        }

        @Override
        public void send(byte[] frame) {
            shortMessages.add(frame);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // short messages have no connection
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ShortMessages;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }
}
