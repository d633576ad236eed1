package io.wmmp.soak;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.wmmp.camel.PlatformConsumer;
import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.camel.WmmpEndpoint;
import io.wmmp.platform.Platform;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;

/** A platform in a Camel context that listens over UDP and TCP and hands what comes to one processor. */
final class SoakPlatform implements AutoCloseable {

    private final CamelContext context = new DefaultCamelContext();
    private final TerminalRegistry registry;
    private final ProducerTemplate producer = context.createProducerTemplate();

    SoakPlatform(int terminals, String listenerOptions, Processor route) throws Exception {
        this(terminals, new WmmpComponent(), 0, listenerOptions, route);
    }

    /** Listens over UDP at a certain port, for a platform that takes the place of another, and answers all itself. */
    SoakPlatform(int terminals, WmmpComponent component, int port) throws Exception {
        this(terminals, component, port, "", exchange -> {
        });
    }

    private SoakPlatform(int terminals, WmmpComponent component, int udpPort, String listenerOptions, Processor route)
            throws Exception {
        registry = TerminalFleet.registryOf(terminals);
        component.setRegistry(registry);
        context.addComponent("wmmp", component);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String protocol : new String[] { "udp", "tcp" }) {
                    int port = protocol.equals("udp") ? udpPort : 0;
                    from("wmmp:platform:" + protocol + ":127.0.0.1:" + port + "?commands=TRANSPARENT_DATA" + listenerOptions)
                            .routeId(protocol).process(route);
                }
            }
        });
        context.start();
    }

    InetSocketAddress address(String protocol) {
        return new InetSocketAddress("127.0.0.1", ((PlatformConsumer) context.getRoute(protocol).getConsumer()).getLocalPort());
    }

    Platform platform() {
        return context.getEndpoint("wmmp:platform", WmmpEndpoint.class).sharedPlatform();
    }

    TerminalRegistry registry() {
        return registry;
    }

    CamelContext context() {
        return context;
    }

    /** Sends a command to a terminal; gives the exchange, answered or failed. */
    CompletableFuture<Exchange> command(TerminalId terminal, String command, Object body, String options) {
        return command(terminal, command, body, Map.of(), options);
    }

    CompletableFuture<Exchange> command(
            TerminalId terminal, String command, Object body, Map<String, Object> headers, String options) {
        return producer.asyncSend("wmmp:platform?" + options, exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setHeaders(new HashMap<>(Map.of(WmmpConstants.TERMINAL_ID, terminal.toString(),
                    WmmpConstants.COMMAND, command)));
            headers.forEach(exchange.getIn()::setHeader);
            exchange.getIn().setBody(body);
        });
    }

    @Override
    public void close() {
        context.stop();
    }
}
