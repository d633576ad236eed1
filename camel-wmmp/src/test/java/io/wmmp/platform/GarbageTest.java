package io.wmmp.platform;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.LogCapture;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever arrives, in whatever state: the listener goes on, and nothing is logged but one warning a reason. */
class GarbageTest {

    private enum State {
        UNKNOWN,
        ONLINE,
        IN_HAND,
        OFFLINE
    }

    private static final TerminalRecord BYSTANDER = new TerminalRecord(TerminalId.of("TESTTERM00000002"),
            TestPlatform.credentials("490154203237519", "001010123456780"), null, null, null);

    private LogCapture log;
    private TestPlatform test;
    private final CompletableFuture<Answer> outcome = new CompletableFuture<>();

    @BeforeEach
    void start() {
        log = LogCapture.of("io");
        test = new TestPlatform();
        test.registry.save(BYSTANDER);
    }

    @AfterEach
    void close() {
        test.close();
        log.close();
    }

    private static List<byte[]> goldenFrames() {
        List<byte[]> frames = new ArrayList<>();
        try (InputStream json = WmmpMessage.class.getResourceAsStream("vectors.json")) {
            for (JsonNode vector : new ObjectMapper().readTree(json)) {
                if (vector.get("form").asText().equals("frame")) {
                    frames.add(HexFormat.of().parseHex(vector.get("hex").asText()));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return frames;
    }

    /** Golden frames cut at each byte, with the length they had and with the length they have; flipped bits; noise. */
    private static List<byte[]> garbage() {
        List<byte[]> garbage = new ArrayList<>();
        Random random = new Random(20);
        for (byte[] frame : goldenFrames()) {
            for (int length = 0; length < frame.length; length++) {
                byte[] cut = Arrays.copyOf(frame, length);
                garbage.add(cut.clone());
                if (length >= 2) {
                    cut[0] = (byte) (length >> 8);
                    cut[1] = (byte) length;
                    garbage.add(cut);
                }
                byte[] flipped = frame.clone();
                flipped[length] ^= (byte) (1 << random.nextInt(8));
                garbage.add(flipped);
            }
        }
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            garbage.add(noise);
        }
        for (int command = 0; command < 0x20; command++) {
            byte[] frame = goldenFrames().get(0);
            frame[3] = (byte) command;
            garbage.add(frame.clone());
            frame[2] = (byte) 0x80;
            garbage.add(frame);
        }
        return garbage;
    }

    private FakeTerminal bring(State state, Bearer bearer, InetSocketAddress address) {
        FakeTerminal terminal = new FakeTerminal(bearer, address);
        if (state == State.UNKNOWN) {
            return terminal;
        }
        terminal.login();
        if (state == State.IN_HAND) {
            terminal.send(terminal.signed(Command.TRANSPARENT_DATA, "text", "slow"));
        } else if (state == State.OFFLINE) {
            terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        }
        return terminal;
    }

    private InetSocketAddress listen(Bearer bearer) {
        return test.listen(bearer, Set.of(Command.TRANSPARENT_DATA), request -> outcome).localAddress();
    }

    private void assertServing(State state, FakeTerminal terminal) {
        outcome.complete(new Answer(new byte[1]));
        if (state == State.IN_HAND) {
            assertThat(terminal.receive().command()).isEqualTo(Command.TRANSPARENT_DATA_ACK);
        } else if (state != State.ONLINE) {
            terminal.login();
        }
        assertThat(terminal.result(terminal.signed(Command.TRANSPARENT_DATA, "text", "after"))).isZero();
        // what strangers send over connections of their own may take longer than this terminal
        Awaitility.await().untilAsserted(() -> assertThat(test.platform.dropped(DropReason.MALFORMED)).isPositive());
        assertThat(log.stackTraces()).isEmpty();
        assertThat(log.messages()).hasSizeLessThanOrEqualTo(DropReason.values().length)
                .allMatch(line -> line.startsWith("Dropped"));
    }

    /** Sends garbage no faster than it is heard, lest the buffer of the listening socket overflows. */
    private void flood(RawSocket socket, FakeTerminal bystander) {
        int sent = 0;
        for (byte[] bytes : garbage()) {
            socket.send(bytes);
            if (++sent % 50 == 0) {
                bystander.heartbeat();
            }
        }
        bystander.heartbeat();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void overUdp(State state) {
        InetSocketAddress address = listen(Bearer.UDP);
        try (FakeTerminal terminal = bring(state, Bearer.UDP, address);
                FakeTerminal bystander = new FakeTerminal(Bearer.UDP, address);
                RawSocket stranger = RawSocket.udp(address)) {
            bystander.id = BYSTANDER.terminalId();
            bystander.credentials = BYSTANDER.credentials();
            bystander.login();
            flood(stranger, bystander);
            flood(terminal.socket, bystander);
            outcome.complete(new Answer(new byte[1]));
            while (terminal.socket.receive(50) != null) {
                // golden heartbeats and what was in hand are answered, which is not what this test is about
            }
            assertServing(state == State.IN_HAND ? State.ONLINE : state, terminal);
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void overTcp(State state) {
        InetSocketAddress address = listen(Bearer.TCP);
        try (FakeTerminal terminal = bring(state, Bearer.TCP, address)) {
            List<byte[]> garbage = garbage();
            Collections.shuffle(garbage, new Random(21));
            for (byte[] bytes : garbage.subList(0, 400)) {
                try (RawSocket stranger = RawSocket.of(Bearer.TCP, address)) {
                    stranger.send(bytes);
                }
            }
            assertServing(state, terminal);
        }
    }
}
