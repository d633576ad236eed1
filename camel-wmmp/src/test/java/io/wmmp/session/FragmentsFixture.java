package io.wmmp.session;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletionStage;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.Fragment;
import io.wmmp.protocol.Fragment.Operation;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A conversation in fragments. */
abstract class FragmentsFixture extends SessionFixture {

    static final int MEMORY = 30_000;
    static final int SIZE = 900;

    FragmentsFixture() {
        super(MEMORY);
    }

    /** A body of tags with values that differ from each other. */
    static byte[] tags(int length) {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        int offset = 0;
        while (offset < length) {
            int rest = Math.min(length - offset, 300);
            if (length - offset - rest > 0 && length - offset - rest < Tlv.HEADER_LENGTH) {
                rest -= Tlv.HEADER_LENGTH;
            }
            byte[] tlv = Tlv.of(0x8123, Arrays.copyOfRange(body, offset, offset + rest - Tlv.HEADER_LENGTH)).toBytes();
            System.arraycopy(tlv, 0, body, offset, rest);
            offset += rest;
        }
        return body;
    }

    /** The same as the body of a positive answer. */
    static byte[] values(int length) {
        byte[] body = new byte[length];
        System.arraycopy(tags(length - 1), 0, body, 1, length - 1);
        return body;
    }

    static Parts parts(int length) {
        return new Parts(tags(length), SIZE);
    }

    final void arrives(Command command, long number, Fragment fragment) {
        arrives(command, number, WmmpMessage.FLAG_WRAPPED, fragment.toBody());
    }

    final void arrives(Command command, long number, int flag, byte[] body) {
        other.send(WmmpMessage.builder(command).terminalId(TestSession.TERMINAL).sequenceNumber(number).securityFlag(flag)
                .body(body).build().toBytes());
    }

    final Fragment sent(Command command, long number) {
        WmmpMessage message = sent();
        assertThat(message.command()).isEqualTo(command);
        assertThat(message.sequenceNumber()).isEqualTo(number);
        assertThat(message.securityFlag()).isEqualTo(WmmpMessage.FLAG_WRAPPED);
        return Fragment.read(message);
    }

    final void assertWanted(long number, int part) {
        assertThat(sent(Command.CONFIG_SET_ACK, number)).isEqualTo(new Fragment(0, 3, part, Operation.NEXT, new byte[0]));
    }

    final long dropped(DropReason reason) {
        return resources.drops().count(reason);
    }

    /** Drops are counted when the other end may have its answer already. */
    final void assertDropped(DropReason reason, int times) {
        await().untilAsserted(() -> assertThat(dropped(reason)).isEqualTo(times));
    }

    final CompletionStage<WmmpMessage> ask(Command command, int length, Patience patience) {
        return session.request(command, tags(length), patience);
    }
}
