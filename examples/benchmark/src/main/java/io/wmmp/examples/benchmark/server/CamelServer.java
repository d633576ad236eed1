package io.wmmp.examples.benchmark.server;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.ChannelHandlerFactories;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.PooledExchangeFactory;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.examples.benchmark.Fleet;

/** A Camel context with one route. */
final class CamelServer implements Server {

    private static final int MAX_FRAME = 65_535;

    private final CamelContext context = new DefaultCamelContext();

    private CamelServer() {
    }

    /** A route that takes frames from camel-netty, looks at them, and answers. */
    static CamelServer netty(String protocol, int port, boolean tuned) throws Exception {
        CamelServer server = new CamelServer();
        CamelContext context = server.context;
        boolean tcp = protocol.equals("tcp");
        if (tcp) {
            context.getRegistry().bind("frames",
                    ChannelHandlerFactories.newLengthFieldBasedFrameDecoder(MAX_FRAME, 0, 2, -2, 0));
        }
        context.getRegistry().bind("decoder", ChannelHandlerFactories.newByteArrayDecoder(protocol));
        context.getRegistry().bind("encoder", ChannelHandlerFactories.newByteArrayEncoder(protocol));
        if (tuned) {
            context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        }
        server.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("netty:" + protocol + "://127.0.0.1:" + port + "?sync=true&decoders=" + (tcp ? "#frames," : "")
                        + "#decoder&encoders=#encoder" + (tuned ? "&usingExecutorService=false&nativeTransport=true" : ""))
                        .process(exchange -> {
                            byte[] request = exchange.getMessage().getBody(byte[].class);
                            exchange.getMessage().setBody(HandWrittenAnswer.to(request, 0));
                        });
            }
        });
        return server;
    }

    /** A route that takes business data from this component and does nothing with it, so that it is acknowledged. */
    static CamelServer wmmp(String protocol, int port, int terminals, boolean tuned) throws Exception {
        CamelServer server = new CamelServer();
        if (tuned) {
            server.context.getCamelContextExtension().setExchangeFactory(new PooledExchangeFactory());
        }
        String delivery = tuned ? "eventLoop" : "pool";
        WmmpComponent component = new WmmpComponent();
        component.setRegistry(Fleet.registry(terminals));
        server.context.addComponent("wmmp", component);
        server.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:" + port + "?delivery=" + delivery
                        + "&heartbeatInterval=1h").process(exchange -> exchange.getMessage().getBody(byte[].class));
            }
        });
        return server;
    }

    private void start(RouteBuilder routes) throws Exception {
        context.addRoutes(routes);
        context.start();
    }

    @Override
    public void close() {
        context.stop();
    }
}
