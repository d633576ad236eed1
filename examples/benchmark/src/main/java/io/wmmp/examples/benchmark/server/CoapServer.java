package io.wmmp.examples.benchmark.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;

/** Californium with one resource that answers 2.04. It remembers the last messages of each peer, not those of four minutes. */
final class CoapServer implements Server {

    private static final String RESOURCE = "d";

    private final org.eclipse.californium.core.CoapServer server;

    CoapServer(int port) {
        CoapConfig.register();
        UdpConfig.register();
        Configuration configuration = Configuration.createStandardWithoutFile()
                .set(CoapConfig.DEDUPLICATOR, CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP);
        server = new org.eclipse.californium.core.CoapServer(configuration);
        server.addEndpoint(new CoapEndpoint.Builder().setConfiguration(configuration)
                .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).build());
        server.add(new CoapResource(RESOURCE) {
            @Override
            public void handlePOST(CoapExchange exchange) {
                exchange.respond(ResponseCode.CHANGED);
            }
        });
        server.start();
    }

    @Override
    public void close() {
        server.destroy();
    }
}
