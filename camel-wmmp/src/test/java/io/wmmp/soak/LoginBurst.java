package io.wmmp.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;

import static org.assertj.core.api.Assertions.assertThat;

/** Very many terminals behind one UDP socket, which is all that a terminal without a life of its own needs. */
final class LoginBurst implements AutoCloseable {

    private static final WmmpCodec CODEC = new WmmpCodec(Dialect.load(Dialect.DEFAULT));
    /** Requests under way at a time: what real terminals have in their radio network, and the socket can hold. */
    private static final int AT_ONCE = 500;
    private static final long REPEAT_NANOS = Duration.ofSeconds(2).toNanos();

    private final int terminals;
    private final DatagramChannel channel;
    private final Selector selector;
    private final long[] timestamps;
    private long number;

    LoginBurst(int terminals, int port) throws IOException {
        this.terminals = terminals;
        this.timestamps = new long[terminals + 1];
        selector = Selector.open();
        channel = DatagramChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20)
                .bind(new InetSocketAddress("127.0.0.1", 0)).connect(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** The platform was started again, at another port. */
    void platformAt(int port) throws IOException {
        channel.disconnect().connect(new InetSocketAddress("127.0.0.1", port));
    }

    /** Logs all terminals in. */
    void login() throws IOException {
        number++;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("software_version", "1.00");
        body.put("sync_crc32", 0);
        exchange(terminal -> sign(Command.LOGIN, 0, terminal, body))
                .forEach((terminal, answer) -> timestamps[terminal] = answer.unsigned("timestamp"));
    }

    /** Sends a signed request of each terminal; all must be taken. */
    void data() throws IOException {
        number++;
        Map<String, Object> body = Map.of("user_data", new byte[] { 1, 2, 3 });
        exchange(terminal -> sign(Command.TRANSPARENT_DATA, timestamps[terminal], terminal, body));
    }

    private byte[] sign(Command command, long timestamp, int terminal, Map<String, Object> body) {
        return Digests.sign(WmmpMessage.builder(command).terminalId(TerminalFleet.id(terminal)).sequenceNumber(number)
                .body(CODEC.writeBody(command, body)).build(), timestamp, TerminalFleet.credentials(terminal), Direction.UPLINK)
                .toBytes();
    }

    /** Sends a request of each terminal, again where no answer comes; gives the answers. */
    private Map<Integer, WmmpMessage> exchange(IntFunction<byte[]> request) throws IOException {
        Map<Integer, WmmpMessage> answers = new HashMap<>();
        Map<Integer, Long> underWay = new LinkedHashMap<>();
        Map<TerminalId, Integer> byId = new HashMap<>();
        ByteBuffer buffer = ByteBuffer.allocate(65_535);
        int next = 1;
        while (answers.size() < terminals) {
            long now = System.nanoTime();
            for (Map.Entry<Integer, Long> waiting : underWay.entrySet()) {
                if (now - waiting.getValue() > REPEAT_NANOS) {
                    channel.write(ByteBuffer.wrap(request.apply(waiting.getKey())));
                    waiting.setValue(now);
                }
            }
            for (; next <= terminals && underWay.size() < AT_ONCE; next++) {
                underWay.put(next, System.nanoTime());
                byId.put(TerminalFleet.id(next), next);
                channel.write(ByteBuffer.wrap(request.apply(next)));
            }
            selector.select(100);
            selector.selectedKeys().clear();
            while (channel.read(buffer.clear()) > 0) {
                byte[] frame = new byte[buffer.flip().remaining()];
                buffer.get(frame);
                WmmpMessage answer = CODEC.decode(frame);
                Integer terminal = byId.get(answer.terminalId());
                if (answer.sequenceNumber() == number && underWay.remove(terminal) != null) {
                    assertThat(answer.unsigned("result")).as("%s", answer).isZero();
                    answers.put(terminal, answer);
                    byId.remove(answer.terminalId());
                }
            }
        }
        return answers;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
