package io.wmmp.platform;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.link.RawSocket;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.GoldenVector;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/** Who proves nothing learns nothing, and gets back no more bytes than it has sent. */
class StrangersTest {

    private static final TerminalId UNKNOWN = TerminalId.of("NOBODY0000000001");
    /** Known, and not logged in. */
    private static final TerminalRecord IDLE = new TerminalRecord(TerminalId.of("TESTTERM00000003"),
            TestPlatform.credentials("490154203237520", "001010123456781"), null, null, null);
    private static final Credentials GUESS = new Credentials("", "", "GUESSED1", "GUESSED2", null);
    private static final int[] FLAGS = { 0, WmmpMessage.FLAG_ACCESS, WmmpMessage.FLAG_WRAPPED, 0xE0, 0xFF };

    private final TestPlatform test = new TestPlatform();
    private final Random random = new Random(4);

    @AfterEach
    void close() {
        test.close();
    }

    /** Every command, as both ends have it, with bodies from none to long ones, unsigned and signed with a guess. */
    private List<byte[]> everything(TerminalId id) {
        List<byte[]> frames = new ArrayList<>();
        for (Command command : Command.values()) {
            for (byte[] body : bodies(command)) {
                for (int flag : FLAGS) {
                    frames.add(frame(frames.size() + 1, command, flag, id, body));
                    byte[] other = frame(frames.size() + 1, command, flag, id, body);
                    frames.add(isMessage(other)
                            ? Digests.sign(FakeTerminal.CODEC.wrap(other), 0, GUESS, Direction.UPLINK).toBytes() : other);
                }
            }
        }
        return frames;
    }

    /** With a body that need not be one of the command. */
    private static byte[] frame(int number, Command command, int flag, TerminalId id, byte[] body) {
        byte[] heartbeat = WmmpMessage.builder(Command.HEART_BEAT).terminalId(id).sequenceNumber(number).securityFlag(flag)
                .build().toBytes();
        ByteBuffer frame = ByteBuffer.allocate(heartbeat.length + body.length).put(heartbeat).put(body);
        return frame.putShort(0, (short) frame.capacity()).putShort(2, (short) command.id()).array();
    }

    private static boolean isMessage(byte[] frame) {
        try {
            FakeTerminal.CODEC.wrap(frame);
            return true;
        } catch (MalformedMessageException e) {
            return false;
        }
    }

    private List<byte[]> bodies(Command command) {
        byte[] noise = new byte[40];
        random.nextBytes(noise);
        List<byte[]> bodies = new ArrayList<>(List.of(new byte[0], new byte[1], new byte[17], noise, new byte[700]));
        GoldenVector.frames().stream().map(vector -> FakeTerminal.CODEC.wrap(vector.bytes()))
                .filter(message -> message.command() == command).map(WmmpMessage::body).map(StrangersTest::ofAnotherIdentity)
                .limit(2).forEach(bodies::add);
        return bodies;
    }

    /** Who names both IMEI and IMSI of a terminal, as the golden REGISTER does, is no stranger. */
    private static byte[] ofAnotherIdentity(byte[] body) {
        byte[] changed = body.clone();
        for (int i = 0; i < changed.length; i++) {
            changed[i] = changed[i] == '1' ? (byte) '7' : changed[i];
        }
        return changed;
    }

    /** Sends all this from an address that nobody knows, and gives what came back by the number of what it answers. */
    private Map<Long, byte[]> answers(InetSocketAddress address, Bearer bearer, List<byte[]> frames) {
        Map<Long, byte[]> answers = new TreeMap<>();
        try (RawSocket stranger = RawSocket.of(bearer, address)) {
            int sent = 0;
            for (byte[] frame : frames) {
                stranger.send(frame);
                if (++sent % 50 == 0) {
                    collect(stranger, answers, 20);
                }
            }
            collect(stranger, answers, 300);
        }
        return answers;
    }

    private static void collect(RawSocket stranger, Map<Long, byte[]> answers, int patienceMillis) {
        for (byte[] frame = stranger.receive(patienceMillis); frame != null; frame = stranger.receive(patienceMillis)) {
            WmmpMessage answer = FakeTerminal.CODEC.wrap(frame);
            assertThat(answers.put(answer.sequenceNumber(), frame)).as("%s came twice", answer).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void nobodyCanTellWhetherATerminalExists(Bearer bearer) {
        InetSocketAddress address = test.listen(bearer);
        test.registry.save(IDLE);
        try (FakeTerminal victim = new FakeTerminal(bearer, address)) {
            victim.login();
            victim.heartbeat();
            for (TerminalId id : List.of(UNKNOWN, IDLE.terminalId(), victim.id)) {
                List<byte[]> frames = everything(id);
                assertThat(frames).hasSizeGreaterThan(1000);
                assertThat(answers(address, bearer, frames)).as("to a stranger that says to be %s", id).isEmpty();
            }
            victim.heartbeat();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void aRefusalIsNoLongerThanItsRequest(Bearer bearer) {
        InetSocketAddress address = test.listen(bearer, Set.of(Command.REGISTER),
                request -> CompletableFuture.completedFuture(new Answer(new byte[] { 2 }))).localAddress();
        List<byte[]> frames = everything(UNKNOWN);
        assertThat(answers(address, bearer, frames)).isNotEmpty().allSatisfy((number, answer) -> {
            byte[] request = frames.get((int) (number - 1));
            assertThat(FakeTerminal.CODEC.wrap(request).command()).isEqualTo(Command.REGISTER);
            assertThat(answer).hasSizeLessThanOrEqualTo(request.length);
        });
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void framesOfNoVersionAndOfWrongLengthGetNoAnswer(Bearer bearer) {
        InetSocketAddress address = test.listen(bearer);
        byte[] golden = WmmpMessage.builder(Command.REGISTER).terminalId(UNKNOWN).sequenceNumber(1).body(new byte[60]).build()
                .toBytes();
        List<byte[]> frames = new ArrayList<>();
        for (int at = 0; at < WmmpMessage.HEADER_LENGTH; at++) {
            for (int value : new int[] { 0x00, 0x7F, 0x80, 0xFF }) {
                byte[] changed = golden.clone();
                changed[at] = (byte) value;
                frames.add(changed);
            }
            frames.add(Arrays.copyOf(golden, at));
        }
        List<RawSocket> strangers = new ArrayList<>();
        try (FakeTerminal terminal = new FakeTerminal(bearer, address)) {
            terminal.login();
            for (byte[] frame : frames) {
                RawSocket stranger = RawSocket.of(bearer, address);
                strangers.add(stranger);
                stranger.send(frame);
            }
            terminal.heartbeat();
            assertThat(strangers).allSatisfy(stranger -> assertThat(answer(stranger)).isNull());
        } finally {
            strangers.forEach(RawSocket::close);
        }
    }

    private static byte[] answer(RawSocket stranger) {
        try {
            return stranger.receive(3);
        } catch (UncheckedIOException e) {
            // closed without an answer, which is none
            return null;
        }
    }
}
