package io.wmmp.link;

import java.net.InetSocketAddress;
import java.util.Objects;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS over TCP connections.
 *
 * @param context    keys, trust, protocols, and whether a listener asks for certificates of its peers
 * @param verifyHost whether a client demands that the certificate of the listener names the host that it connects to
 */
public record TlsOptions(SSLContext context, boolean verifyHost) {

    /**
     * @throws NullPointerException without a context
     */
    public TlsOptions {
        Objects.requireNonNull(context, "context");
    }

    SSLEngine serverEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    SSLEngine clientEngine(InetSocketAddress remote) {
        SSLEngine engine = context.createSSLEngine(remote.getHostString(), remote.getPort());
        engine.setUseClientMode(true);
        if (verifyHost) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return engine;
    }
}
