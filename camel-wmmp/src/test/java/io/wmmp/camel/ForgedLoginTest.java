package io.wmmp.camel;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.security.Credentials;
import io.wmmp.security.Digests;
import io.wmmp.security.Direction;
import io.wmmp.session.DropReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A LOGIN that does not verify changes nothing of the session that is in use. */
class ForgedLoginTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @Test
    void aListenerOfAWeakerDialectIsNoWayIntoASession() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA").routeId("up").to("mock:up");
                from("wmmp:platform:udp:localhost:0?commands=TRANSPARENT_DATA&dialect=j2me").routeId("weak").to("mock:weak");
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
            }
        });
        assertThat(fleet.sendUp("one").getException()).isNull();
        WmmpMessage forged = Digests.sign(
                WmmpMessage.builder(Command.LOGIN).terminalId(TerminalId.of(Fleet.ID)).sequenceNumber(9).body(new byte[12])
                        .build(),
                0, new Credentials(Fleet.IMEI, Fleet.IMSI, "GUESSED1", "GUESSED2", null), Direction.UPLINK);
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            byte[] frame = forged.toBytes();
            stranger.send(new DatagramPacket(frame, frame.length, new InetSocketAddress("127.0.0.1", fleet.port("weak"))));
            await().until(() -> fleet.sharedPlatform().dropped(DropReason.BAD_DIGEST) == 1);
        }
        assertThat(fleet.status().dialect()).isEqualTo("wmmp-3.0");
        assertThat(fleet.sendUp("two").getException()).isNull();
    }
}
