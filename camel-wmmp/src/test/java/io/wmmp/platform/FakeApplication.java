package io.wmmp.platform;

import java.net.InetSocketAddress;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.ApplicationKey;
import io.wmmp.security.Direction;

import static org.assertj.core.api.Assertions.assertThat;

/** One connection of an application that the test drives by hand. */
final class FakeApplication implements AutoCloseable {

    static final WmmpCodec CODEC = FakeTerminal.CODEC;

    final RawSocket socket;
    final ApplicationKey key;
    final TerminalId ecCode;
    long timestamp;
    long number;

    FakeApplication(Bearer bearer, InetSocketAddress platform, String ecCode, String password) {
        this.socket = RawSocket.of(bearer, platform);
        this.ecCode = TerminalId.of(ecCode);
        this.key = new ApplicationKey(password);
    }

    WmmpMessage unsigned(Command command, Object... body) {
        return WmmpMessage.builder(command).terminalId(ecCode).sequenceNumber(++number)
                .body(CODEC.writeBody(command, FakeTerminal.map(body))).build();
    }

    WmmpMessage signed(Command command, Object... body) {
        return key.sign(unsigned(command, body), command == Command.LOGIN ? 0 : timestamp, Direction.UPLINK);
    }

    void send(WmmpMessage message) {
        socket.send(message.toBytes());
    }

    /** Gives the next message, which has to be signed. */
    WmmpMessage receive() {
        WmmpMessage message = CODEC.decode(socket.receive());
        boolean login = message.command() == Command.LOGIN_ACK;
        assertThat(key.verify(message, login ? message.unsigned("timestamp") : timestamp, Direction.DOWNLINK)).isTrue();
        assertThat(message.terminalId()).isEqualTo(ecCode);
        return message;
    }

    WmmpMessage exchange(WmmpMessage request) {
        send(request);
        WmmpMessage answer = receive();
        assertThat(answer.command()).isEqualTo(request.command().answer());
        assertThat(answer.sequenceNumber()).isEqualTo(request.sequenceNumber());
        return answer;
    }

    /** Logs in, and does not prove it. */
    WmmpMessage login() {
        WmmpMessage answer = exchange(signed(Command.LOGIN));
        assertThat(answer.unsigned("result")).isZero();
        timestamp = answer.unsigned("timestamp");
        return answer;
    }

    void prove() {
        exchange(signed(Command.HEART_BEAT));
    }

    void answer(WmmpMessage request, Object... body) {
        Command command = request.command().answer();
        send(key.sign(WmmpMessage.builder(command).terminalId(ecCode).sequenceNumber(request.sequenceNumber())
                .body(CODEC.writeBody(command, FakeTerminal.map(body))).build(), timestamp, Direction.UPLINK));
    }

    void assertNothingReceived() {
        assertThat(socket.receive(50)).isNull();
    }

    @Override
    public void close() {
        socket.close();
    }
}
