package io.wmmp.camel;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.IdentityHashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;

import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;

/** One context for all endpoints that have the same parameters: endpoints of one listener are compared by theirs. */
final class TlsContexts {

    private final Map<SSLContextParameters, SSLContext> contexts = new IdentityHashMap<>();

    synchronized SSLContext of(SSLContextParameters parameters, CamelContext camelContext) {
        SSLContext known = contexts.get(parameters);
        if (known == null) {
            try {
                known = parameters.createSSLContext(camelContext);
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalArgumentException("Option sslContextParameters: " + e.getMessage(), e);
            }
            contexts.put(parameters, known);
        }
        return known;
    }

    synchronized void clear() {
        contexts.clear();
    }
}
