package io.wmmp.examples.platform;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/** A terminal of nothing but a socket and the wire, which does one thing after the other. */
final class RawTerminal implements AutoCloseable {

    static final String ID = "TESTTERM0000ABCD";
    static final String IMEI = "490154203237518";
    static final String IMSI = "001010123456789";
    /** Random, so that none is found by chance where it must not be. */
    static final String UPLINK_PASSWORD = TestSecrets.UPLINK_PASSWORD;
    static final String DOWNLINK_PASSWORD = TestSecrets.DOWNLINK_PASSWORD;

    /** The body of {@code POST /terminals} that provisions it. */
    static final String PROVISIONED = """
            {"terminalId": "%s", "imei": "%s", "imsi": "%s", "uplinkPassword": "%s", "downlinkPassword": "%s", "ecCode": "EC1"}
            """.formatted(ID, IMEI, IMSI, UPLINK_PASSWORD, DOWNLINK_PASSWORD);

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));

    private final Line line;
    private final Credentials credentials;
    private TerminalId id;
    private long timestamp;
    private long number;

    private RawTerminal(Line line, String id, String imei) {
        this.line = line;
        this.id = TerminalId.of(id);
        this.credentials = new Credentials(imei, IMSI, UPLINK_PASSWORD, DOWNLINK_PASSWORD, null);
    }

    static RawTerminal connect(String bearer, int port) throws IOException {
        return connect(bearer, port, ID, IMEI);
    }

    /** Another one, with the same SIM and passwords. */
    static RawTerminal connect(String bearer, int port, String id, String imei) throws IOException {
        return new RawTerminal(bearer.equals("udp") ? new Datagrams(port) : new Stream(port), id, imei);
    }

    WmmpBody register(int operation, String serial) throws IOException {
        id = TerminalId.of(serial);
        return exchange(Command.REGISTER, Map.of("operation", operation, "imei", IMEI, "imsi", IMSI), false);
    }

    void becomes(String serial) {
        id = TerminalId.of(serial);
    }

    WmmpBody login() throws IOException {
        timestamp = 0;
        WmmpBody answer = exchange(Command.LOGIN, Map.of("software_version", "1.00"), true);
        timestamp = ((Number) answer.get("timestamp")).longValue();
        assertThat(Digests.verify(answer.message(), timestamp, credentials, Direction.DOWNLINK, CODEC.dialect())).isTrue();
        return answer;
    }

    /** Sends a request and gives the answer to it. */
    WmmpBody exchange(Command command, Map<String, ?> body, boolean signed) throws IOException {
        send(command, ++number, body, signed);
        WmmpMessage answer = receive();
        assertThat(answer.command()).isEqualTo(command.answer());
        assertThat(answer.sequenceNumber()).isEqualTo(number);
        return CODEC.readBody(answer);
    }

    /** Waits for a request of the platform, which has to be signed. */
    WmmpBody awaitRequest() throws IOException {
        WmmpMessage request = receive();
        assertThat(Digests.verify(request, timestamp, credentials, Direction.DOWNLINK, CODEC.dialect())).isTrue();
        return CODEC.readBody(request);
    }

    void answer(WmmpBody request, Map<String, ?> body) throws IOException {
        send(request.message().command().answer(), request.message().sequenceNumber(), body, true);
    }

    /** The next request, signed, which can be sent as often as one likes. */
    byte[] frame(Command command, Map<String, ?> body) {
        return frame(command, ++number, body, true);
    }

    private void send(Command command, long sequenceNumber, Map<String, ?> body, boolean signed) throws IOException {
        line.send(frame(command, sequenceNumber, body, signed));
    }

    private byte[] frame(Command command, long sequenceNumber, Map<String, ?> body, boolean signed) {
        WmmpMessage message = WmmpMessage.builder(command).terminalId(id).sequenceNumber(sequenceNumber)
                .body(CODEC.writeBody(command, body)).build();
        return (signed ? Digests.sign(message, timestamp, credentials, Direction.UPLINK) : message).toBytes();
    }

    void send(byte[] frame) throws IOException {
        line.send(frame);
    }

    private WmmpMessage receive() throws IOException {
        return CODEC.decode(line.receive());
    }

    @Override
    public void close() throws IOException {
        line.close();
    }

    private interface Line extends AutoCloseable {

        void send(byte[] frame) throws IOException;

        byte[] receive() throws IOException;

        @Override
        void close() throws IOException;
    }

    private static final class Datagrams implements Line {

        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());

        Datagrams(int port) throws IOException {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        @Override
        public void send(byte[] frame) throws IOException {
            socket.send(new DatagramPacket(frame, frame.length));
        }

        @Override
        public byte[] receive() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[WmmpMessage.MAX_LENGTH], WmmpMessage.MAX_LENGTH);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static final class Stream implements Line {

        private final Socket socket;
        private final DataInputStream in;

        Stream(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new DataInputStream(socket.getInputStream());
        }

        @Override
        public void send(byte[] frame) throws IOException {
            socket.getOutputStream().write(frame);
        }

        @Override
        public byte[] receive() throws IOException {
            int length = in.readUnsignedShort();
            byte[] frame = new byte[length];
            frame[0] = (byte) (length >> 8);
            frame[1] = (byte) length;
            in.readFully(frame, 2, length - 2);
            return frame;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
