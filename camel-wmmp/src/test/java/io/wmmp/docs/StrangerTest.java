package io.wmmp.docs;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.camel.PlatformConsumer;
import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.security.Credentials;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A terminal written from {@code docs/protocol.md} alone, with sockets and MD5 of the JDK and nothing of this project, lives
 * its life at a platform route. When it fails, page or platform are wrong.
 */
class StrangerTest {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int LOGIN = 0x0001;
    private static final int LOGOUT = 0x0002;
    private static final int HEART_BEAT = 0x0003;
    private static final int TRANSPARENT_DATA = 0x0004;
    private static final int CONFIG_GET = 0x0005;
    private static final int CONFIG_SET = 0x0006;
    private static final int CONFIG_TRAP = 0x0007;
    private static final int REGISTER = 0x0008;
    private static final int ANSWER = 0x8000;

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = { "udp", "tcp" })
    void livesFromThePageAlone(String protocol) throws Exception {
        int port = startPlatform(protocol);
        MockEndpoint data = context.getEndpoint("mock:data", MockEndpoint.class);
        data.expectedBodiesReceived("36.6");
        try (Wire wire = protocol.equals("udp") ? new UdpWire(port) : new TcpWire(port)) {
            Stranger terminal = new Stranger(wire);

            terminal.registers();
            terminal.logsIn();
            terminal.exchange(CONFIG_TRAP, 0x20, new byte[0]);
            terminal.exchange(HEART_BEAT, 0x00, new byte[0]);
            Message taken = terminal.exchange(TRANSPARENT_DATA, 0x20,
                    join(uint16(0), tlv(0x4014), tlv(0x4007, ascii("36.6"))));
            assertThat(taken.body()).containsExactly(0);
            data.assertIsSatisfied();

            CompletableFuture<Exchange> set = command("CONFIG_SET", Map.of("heartbeat_interval", 45));
            Message setting = terminal.receives(CONFIG_SET);
            assertThat(setting.body()).isEqualTo(tlv(0x0011, uint32(45)));
            terminal.answers(setting, new byte[] { 0 });
            assertThat(set.get().getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);

            CompletableFuture<Exchange> get = command("CONFIG_GET", List.of("heartbeat_interval"));
            Message question = terminal.receives(CONFIG_GET);
            assertThat(question.body()).isEqualTo(tlv(0x0011));
            terminal.answers(question, join(new byte[] { 0 }, tlv(0x0011, uint32(45))));
            assertThat(get.get().getMessage().getBody(WmmpBody.class)).containsEntry("heartbeat_interval", 45);

            assertThat(terminal.exchange(LOGOUT, 0x20, new byte[] { 0 }).body()).isEmpty();
        }
    }

    private int startPlatform(String protocol) throws Exception {
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        registry.add(new TerminalRecord(TerminalId.of("TESTTERM00000001"),
                new Credentials("490154203237518", "001010123456789", "UPLINKPW", "DOWNLNKP", null), null, null, null));
        WmmpComponent wmmp = new WmmpComponent();
        wmmp.setRegistry(registry);
        context.addComponent("wmmp", wmmp);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:0?commands=TRANSPARENT_DATA").routeId("listener")
                        .to("mock:data");
            }
        });
        context.start();
        return ((PlatformConsumer) context.getRoute("listener").getConsumer()).getLocalPort();
    }

    private CompletableFuture<Exchange> command(String command, Object body) {
        Exchange exchange = ExchangeBuilder.anExchange(context).withPattern(ExchangePattern.InOut)
                .withHeader(WmmpConstants.TERMINAL_ID, "TESTTERM00000001").withHeader(WmmpConstants.COMMAND, command)
                .withBody(body).build();
        return context.createProducerTemplate().asyncSend("wmmp:platform", exchange);
    }

    private static byte[] tlv(int tag, byte... value) {
        return join(uint16(tag), uint16(value.length), value);
    }

    private static byte[] uint16(int value) {
        return new byte[] { (byte) (value >> 8), (byte) value };
    }

    private static byte[] uint32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] md5(byte[]... parts) {
        try {
            return MessageDigest.getInstance("MD5").digest(join(parts));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private record Message(int command, int number, byte[] body) {
    }

    /** What sections 3, 7, 8 and 10 of the page tell a terminal to do. */
    private static final class Stranger {

        private static final byte[] ID = ascii("TESTTERM00000001");
        private static final byte[] IMEI = ascii("490154203237518\0");
        private static final byte[] IMSI = ascii("001010123456789");
        private static final byte[] UPLINK_PASSWORD = ascii("UPLINKPW");
        private static final byte[] DOWNLINK_PASSWORD = ascii("DOWNLNKP");

        private final Wire wire;
        private byte[] timestamp = new byte[4];
        private int number;

        Stranger(Wire wire) {
            this.wire = wire;
        }

        void registers() throws IOException {
            byte[] never = { -1, -1, -1, -1 };
            byte[] proofUp = md5(tlv(0xE025, UPLINK_PASSWORD), tlv(0xE027, never));
            byte[] proofDown = md5(tlv(0xE028, DOWNLINK_PASSWORD), tlv(0xE02A, never));
            Message answer = exchange(REGISTER, 0x80,
                    join(new byte[] { 3 }, IMEI, IMSI, tlv(0xE026, proofUp), tlv(0xE029, proofDown)));
            assertThat(answer.body()).isEqualTo(join(new byte[] { 1 }, ID));
        }

        void logsIn() throws IOException {
            Message answer = exchange(LOGIN, 0xA0, join(ascii("1.00\0\0\0\0"), uint32(0)));
            assertThat(answer.body()).hasSize(5).startsWith(0);
        }

        Message exchange(int command, int flag, byte[] body) throws IOException {
            send(command, ++number, flag, body);
            Message answer = receives(command | ANSWER);
            assertThat(answer.number()).isEqualTo(number);
            return answer;
        }

        void answers(Message request, byte[] body) throws IOException {
            send(request.command() | ANSWER, request.number(), 0x20, body);
        }

        private void send(int command, int sequenceNumber, int flag, byte[] body) throws IOException {
            boolean signed = (flag & 0x20) != 0;
            byte[] message = join(uint16(28 + body.length + (signed ? 20 : 0)), uint16(command), uint32(sequenceNumber),
                    uint16(0x0300), new byte[] { (byte) flag, 0 }, ID, body);
            wire.send(signed ? join(message, tlv(0xE021, md5(message, timestamp, IMEI, IMSI, UPLINK_PASSWORD))) : message);
        }

        /** Every message of the platform is signed, REGISTER_ACK excepted. */
        Message receives(int command) throws IOException {
            byte[] frame = wire.receive();
            ByteBuffer header = ByteBuffer.wrap(frame);
            assertThat(header.getShort(0)).isEqualTo((short) frame.length);
            assertThat(header.getShort(2)).isEqualTo((short) command);
            assertThat(header.getShort(8)).isEqualTo((short) 0x0300);
            assertThat(Arrays.copyOfRange(frame, 12, 28)).isEqualTo(ID);
            int end = frame.length;
            if (command != (REGISTER | ANSWER)) {
                end -= 20;
                if (command == (LOGIN | ANSWER)) {
                    timestamp = Arrays.copyOfRange(frame, 29, 33);
                }
                assertThat(Arrays.copyOfRange(frame, end, frame.length)).isEqualTo(
                        tlv(0xE021, md5(Arrays.copyOf(frame, end), timestamp, IMEI, IMSI, DOWNLINK_PASSWORD)));
            }
            return new Message(command, header.getInt(4), Arrays.copyOfRange(frame, 28, end));
        }
    }

    private interface Wire extends AutoCloseable {

        void send(byte[] frame) throws IOException;

        byte[] receive() throws IOException;

        @Override
        void close() throws IOException;
    }

    private static final class UdpWire implements Wire {

        private final DatagramSocket socket = new DatagramSocket();

        UdpWire(int port) throws IOException {
            socket.connect(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        @Override
        public void send(byte[] frame) throws IOException {
            socket.send(new DatagramPacket(frame, frame.length));
        }

        @Override
        public byte[] receive() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static final class TcpWire implements Wire {

        private final Socket socket;

        TcpWire(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        @Override
        public void send(byte[] frame) throws IOException {
            socket.getOutputStream().write(frame);
        }

        @Override
        public byte[] receive() throws IOException {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readUnsignedShort();
            byte[] frame = new byte[length];
            ByteBuffer.wrap(frame).putShort((short) length);
            in.readFully(frame, 2, length - 2);
            return frame;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
