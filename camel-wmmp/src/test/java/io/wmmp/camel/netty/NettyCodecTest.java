package io.wmmp.camel.netty;

import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The codec in plain netty: endpoints. */
class NettyCodecTest {

    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    private final CamelContext context = new DefaultCamelContext();
    private int port;

    @AfterEach
    void stop() {
        context.stop();
    }

    private static WmmpMessage message(Command command, long number, Map<String, ?> body) {
        return WmmpMessage.builder(command).terminalId(TerminalId.of("TESTTERM0000ABCD")).sequenceNumber(number)
                .body(CODEC.writeBody(command, body)).build();
    }

    /** A route that answers at a free port, and {@code direct:ask} that asks it. */
    private void start(String protocol) throws Exception {
        port = freePort();
        context.getRegistry().bind("decoder", new WmmpDecoderFactory());
        context.getRegistry().bind("encoder", new WmmpEncoderFactory());
        String endpoint = "netty:" + protocol + "://127.0.0.1:" + port + "?decoders=#decoder&encoders=#encoder&sync=true";
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(endpoint).to("mock:in").process(exchange -> {
                    WmmpMessage request = exchange.getIn().getBody(WmmpMessage.class);
                    exchange.getMessage().setBody(message(request.command().answer(), request.sequenceNumber(), Map.of()));
                });
                from("direct:ask").to(endpoint + "&requestTimeout=20000");
            }
        });
        context.start();
    }

    /** A port that is free for UDP and TCP. */
    private static int freePort() throws Exception {
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
                return udp.getLocalPort();
            } catch (SocketException e) {
                // taken for UDP; the next one may be free
            }
        }
    }

    private MockEndpoint in() {
        return context.getEndpoint("mock:in", MockEndpoint.class);
    }

    private Object ask(Object body) {
        Exchange exchange = context.createProducerTemplate().request("direct:ask", request -> request.getIn().setBody(body));
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody();
    }

    @ParameterizedTest
    @ValueSource(strings = { "udp", "tcp" })
    void messagesGoBothWays(String protocol) throws Exception {
        start(protocol);
        for (int number = 1; number <= 3; number++) {
            WmmpMessage request = message(Command.HEART_BEAT, number, Map.of());
            assertThat(ask(number == 2 ? request.toBytes() : request))
                    .isEqualTo(message(Command.HEART_BEAT_ACK, number, Map.of()));
            assertThat(in().getExchanges().get(number - 1).getIn().getBody()).isEqualTo(request);
        }
    }

    @Test
    void datagramsThatAreNoMessageAreDropped() throws Exception {
        start("udp");
        byte[] request = message(Command.HEART_BEAT, 1, Map.of()).toBytes();
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(20_000);
            for (byte[] garbage : List.of(new byte[0], new byte[1], new byte[40], Arrays.copyOf(request, 20))) {
                send(socket, garbage);
            }
            // some real senders pad with zeros
            send(socket, Arrays.copyOf(request, 60));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            assertThat(Arrays.copyOf(answer.getData(), answer.getLength()))
                    .isEqualTo(message(Command.HEART_BEAT_ACK, 1, Map.of()).toBytes());
        }
        assertThat(in().getExchanges()).hasSize(1);
    }

    private void send(DatagramSocket socket, byte[] bytes) throws Exception {
        socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    @Test
    void aMessageNobodyKnowsDoesNotEndAConnection() throws Exception {
        start("tcp");
        byte[] unknown = message(Command.HEART_BEAT, 1, Map.of()).toBytes();
        unknown[3] = 0x77;
        byte[] request = message(Command.HEART_BEAT, 2, Map.of()).toBytes();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(unknown);
            out.write(request, 0, 10);
            out.flush();
            out.write(request, 10, request.length - 10);
            out.flush();
            assertThat(socket.getInputStream().readNBytes(28))
                    .isEqualTo(message(Command.HEART_BEAT_ACK, 2, Map.of()).toBytes());
        }
    }

    @Test
    void aLengthThatCannotBeEndsAConnection() throws Exception {
        start("tcp");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(new byte[40]);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(ask(message(Command.HEART_BEAT, 1, Map.of()))).as("others go on").isNotNull();
        await().untilAsserted(() -> assertThat(in().getExchanges()).hasSize(1));
    }

    @Test
    void framesAreFoundHoweverTheyAreCut() {
        WmmpMessage first = message(Command.CONFIG_TRAP, 1, Map.of("alarm_code", 28));
        WmmpMessage second = message(Command.HEART_BEAT, 2, Map.of());
        byte[] both = Arrays.copyOf(first.toBytes(), first.length() + second.length());
        System.arraycopy(second.toBytes(), 0, both, first.length(), second.length());
        for (int cut = 0; cut <= both.length; cut++) {
            EmbeddedChannel channel = new EmbeddedChannel(new WmmpDecoderFactory().newChannelHandler());
            channel.writeInbound(Unpooled.copiedBuffer(both, 0, cut), Unpooled.copiedBuffer(both, cut, both.length - cut));
            assertThat(channel.<Object>readInbound()).isEqualTo(first);
            assertThat(channel.<Object>readInbound()).isEqualTo(second);
            assertThat(channel.finish()).isFalse();
        }
    }

    @Test
    void whatIsNoMessagePassesTheEncoder() {
        EmbeddedChannel channel = new EmbeddedChannel(new WmmpEncoderFactory().newChannelHandler());
        channel.writeOutbound("for another encoder");
        assertThat(channel.<Object>readOutbound()).isEqualTo("for another encoder");
    }

    @Test
    void anUnknownDialectSaysSo() {
        WmmpDecoderFactory factory = new WmmpDecoderFactory();
        factory.setDialect("klingon");
        assertThatThrownBy(factory::newChannelHandler).hasMessageContaining("klingon");
    }
}
