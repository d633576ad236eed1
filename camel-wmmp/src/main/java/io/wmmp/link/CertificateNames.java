package io.wmmp.link;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;

/** The names that the certificate of a TLS peer proves. */
final class CertificateNames {

    private static final AttributeKey<Set<String>> NAMES = AttributeKey.valueOf(CertificateNames.class, "names");

    private CertificateNames() {
    }

    /** Common name and alternative names; none without TLS, before its handshake, or without a certificate. */
    static Set<String> of(Channel channel) {
        Set<String> known = channel.attr(NAMES).get();
        if (known != null) {
            return known;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null || !tls.handshakeFuture().isSuccess()) {
            return Set.of();
        }
        Set<String> names = read(tls);
        channel.attr(NAMES).set(names);
        return names;
    }

    private static Set<String> read(SslHandler tls) {
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            return chain[0] instanceof X509Certificate certificate ? of(certificate) : Set.of();
        } catch (SSLPeerUnverifiedException e) {
            // no certificate was asked for, or none was given
            return Set.of();
        } catch (InvalidNameException | CertificateParsingException e) {
            // a name that cannot be read proves nothing
            return Set.of();
        }
    }

    private static Set<String> of(X509Certificate certificate) throws InvalidNameException, CertificateParsingException {
        Set<String> names = new HashSet<>();
        for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
            if (rdn.getType().equalsIgnoreCase("CN")) {
                names.add(String.valueOf(rdn.getValue()));
            }
        }
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            // each is its kind and its value
            alternatives.forEach(alternative -> {
                if (alternative.get(1) instanceof String name) {
                    names.add(name);
                }
            });
        }
        return Set.copyOf(names);
    }
}
