package io.wmmp.session;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.MethodSource;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.GoldenVector;
import io.wmmp.protocol.MalformedMessageException;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.testing.FuzzedSteps;
import io.wmmp.testing.HeardPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fragments in any order, of any transfer: what is delivered is the parts of one transfer in their order, memory stays
 * within its bound and is given back, and nothing is thrown. The first byte of a step chooses command and number, its bytes
 * are the body. Known inputs are a transfer, the same with its parts exchanged and repeated, and the golden frames.
 */
class FragmentFuzzTest {

    private static final int MEMORY = 2_000;
    private static final SessionResources RESOURCES = new SessionResources(Runnable::run, Runnable::run, 4, MEMORY, 4);
    private static final List<Command> COMMANDS = List.of(Command.CONFIG_SET, Command.CONFIG_SET_ACK, Command.CONFIG_GET_ACK,
            Command.TRANSPARENT_DATA, Command.CONFIG_TRAP, Command.CONFIG_SET, Command.CONFIG_SET, Command.CONFIG_SET);
    private static final int NUMBERS = 4;

    private final HeardPeer peer = new HeardPeer(Bearer.UDP, "192.0.2.1:4000");

    static Stream<byte[]> knownInputs() {
        Parts parts = new Parts(FragmentsFixture.tags(450), 200);
        byte[] one = part(parts, 1);
        byte[] two = part(parts, 2);
        byte[] three = part(parts, 3);
        return Stream.concat(
                Stream.of(List.of(one, two, three), List.of(one, one, two, two, three, three), List.of(two, one, three),
                        List.of(one, two, one, three), List.of(three)),
                GoldenVector.frames().stream().map(vector -> List.of(vector.bytes(),
                        Arrays.copyOfRange(vector.bytes(), WmmpMessage.HEADER_LENGTH, vector.bytes().length))))
                .map(bodies -> FuzzedSteps.of(0, bodies));
    }

    private static byte[] part(Parts parts, int number) {
        return parts.part(number).toBody();
    }

    @MethodSource("knownInputs")
    @FuzzTest(maxDuration = "1m")
    void anyFragmentsInAnyOrder(byte[] input) {
        TestSession session = new TestSession(RESOURCES);
        session.peer = peer;
        session.request(Command.CONFIG_GET, new byte[4], Patience.of(session.dialect()));
        FuzzedSteps.each(input, (what, body) -> {
            arrives(session, what, body);
            assertThat(RESOURCES.fragmentMemory().used()).isBetween(0L, (long) MEMORY);
            TestSession.Acted acted = session.acted.poll();
            if (acted != null) {
                assertThat(acted.request().isFragment()).isFalse();
                acted.succeed();
            }
        });
        session.close("the input is over");
        assertThat(RESOURCES.fragmentMemory().used()).isZero();
    }

    private void arrives(TestSession session, int what, byte[] body) {
        byte[] frame;
        try {
            frame = WmmpMessage.builder(COMMANDS.get(what & 0x07)).terminalId(TestSession.TERMINAL)
                    .sequenceNumber(what >>> 3 & NUMBERS - 1).securityFlag(WmmpMessage.FLAG_WRAPPED).body(body).build()
                    .toBytes();
        } catch (MalformedMessageException e) {
            return;
        }
        session.onFrame(peer, frame);
        for (byte[] answer : peer.takeHeard()) {
            WmmpMessage message = TestSession.CODEC.wrap(answer);
            if (message.isFragment()) {
                Fragment.read(message);
            }
        }
    }
}
