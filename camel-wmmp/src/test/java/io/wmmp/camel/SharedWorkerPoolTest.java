package io.wmmp.camel;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.NettyWorkerPoolBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.netty.channel.EventLoopGroup;
import io.wmmp.camel.netty.WmmpDecoderFactory;
import io.wmmp.camel.netty.WmmpEncoderFactory;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;

/** One pool of event loops for wmmp: and netty: endpoints. */
class SharedWorkerPoolTest {

    private static final String POOL = "SharedLoops";

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @Test
    void aPoolOfCamelNettyServesBoth() throws Exception {
        NettyWorkerPoolBuilder builder = new NettyWorkerPoolBuilder().withName(POOL).withWorkerCount(2);
        EventLoopGroup pool = builder.build();
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            fleet.platform.getRegistry().bind("pool", pool);
            fleet.platform.getRegistry().bind("decoder", new WmmpDecoderFactory());
            fleet.platform.getRegistry().bind("encoder", new WmmpEncoderFactory());
            fleet.component.setWorkerGroup(pool);
            fleet.startPlatform(new RouteBuilder() {
                @Override
                public void configure() {
                    from("wmmp:platform:udp:127.0.0.1:0?delivery=eventLoop").routeId("up")
                            .process(exchange -> threads.add(Thread.currentThread().getName()));
                    from("direct:netty").to(
                            "netty:udp://127.0.0.1:" + other.getLocalPort() + "?sync=false&workerGroup=#pool&encoders=#encoder"
                                    + "&decoders=#decoder");
                }
            });
            fleet.startTerminal(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:up").to(fleet.terminalUri("udp", "up"));
                }
            });
            assertThat(fleet.sendUp("36.6").getException()).isNull();
            assertThat(threads).isNotEmpty().allMatch(name -> name.contains(POOL));

            WmmpMessage message = WmmpMessage.builder(Command.HEART_BEAT).terminalId(TerminalId.of(Fleet.ID)).build();
            fleet.platform.createProducerTemplate().sendBodyAndHeaders("direct:netty", message, Map.of());
            fleet.terminal.stop();
            fleet.platform.stop();
            assertThat(pool.isShuttingDown()).as("it is not ours to end").isFalse();
        } finally {
            fleet.platform.stop();
            builder.destroy();
        }
    }
}
