package io.wmmp.quarkus.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.arc.Unremovable;
import io.wmmp.platform.admission.Admission;
import io.wmmp.platform.admission.LoginAdmission;
import io.wmmp.platform.admission.RegistryAdmission;
import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.registry.ApplicationRegistry;
import io.wmmp.platform.registry.MemoryApplicationRegistry;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/** Beans that the component finds: by their type, but for the dialect and the certificates, which the routes name. */
@Singleton
public class Beans {

    private static final int TERMINALS = 8;
    /** The terminal that has a base key. */
    private static final int ENCRYPTED = 3;
    /** The terminal that has a telephone number. */
    private static final int SMS = 5;

    /** The terminal that may not log in, however well it is known. */
    private static final TerminalId BARRED = TerminalId.of("TESTTERM00000007");
    private static final int REFUSED = 2;

    private final AtomicInteger registrations = new AtomicInteger();

    /**
     * The terminals of the tests, in the store that the extension has made of the datasource; or those of a file, in memory, for
     * measurements.
     */
    @Produces
    @ApplicationScoped
    TerminalRegistry registry(PlatformStore store, @ConfigProperty(name = "wmmp.terminals") Optional<Path> file,
            @ConfigProperty(name = "wmmp.uplink.password") String uplinkPassword,
            @ConfigProperty(name = "wmmp.downlink.password") String downlinkPassword,
            @ConfigProperty(name = "wmmp.base.secret-key") String baseKey) throws IOException {
        if (file.isPresent()) {
            return inMemory(Files.readAllLines(file.get()));
        }
        for (int i = 1; i <= TERMINALS; i++) {
            Credentials credentials = new Credentials("49015420323751" + i, "00101012345678" + i, uplinkPassword,
                    downlinkPassword, i == ENCRYPTED ? baseKey.getBytes(StandardCharsets.US_ASCII) : null);
            store.registry()
                    .save(new TerminalRecord(TerminalId.of("TESTTERM0000000" + i), credentials,
                            i == SMS ? "1380000000" + i : null, null,
                            null))
                    .toCompletableFuture().join();
        }
        return store.registry();
    }

    private static TerminalRegistry inMemory(List<String> lines) {
        TerminalRegistry registry = new MemoryTerminalRegistry();
        lines.stream().skip(1).map(line -> line.split(",")).forEach(values -> registry.add(new TerminalRecord(
                TerminalId.of(values[0]), new Credentials(values[1], values[2], values[3], values[4], null), null, null,
                null)));
        return registry;
    }

    /** An application, and the terminals with which it exchanges data. */
    @Produces
    @ApplicationScoped
    ApplicationRegistry applications(@ConfigProperty(name = "wmmp.uplink.password") String password) {
        MemoryApplicationRegistry registry = new MemoryApplicationRegistry();
        registry.add(new ApplicationRecord("WARD", password).withPeers(Set.of("TESTTERM00000006", "TESTTERM00000008")));
        return registry;
    }

    /** Counts who wants to register. */
    @Produces
    @ApplicationScoped
    Admission admission(TerminalRegistry registry) {
        Admission known = RegistryAdmission.known(registry);
        return request -> {
            registrations.incrementAndGet();
            return known.register(request);
        };
    }

    /** Lets all log in but one. */
    @Produces
    @ApplicationScoped
    LoginAdmission loginAdmission() {
        return request -> CompletableFuture.completedFuture(
                request.terminal().terminalId().equals(BARRED) ? REFUSED : LoginAdmission.ADMITTED);
    }

    /** A dialect of the application, a file on its class path. */
    @Produces
    @Singleton
    @Named("wardDialect")
    Dialect dialect() {
        return Dialect.load("ward", Thread.currentThread().getContextClassLoader());
    }

    /** The certificate of the platform, which its terminals trust. */
    @Produces
    @Singleton
    @Named("tls")
    @Unremovable
    SSLContextParameters tls(@ConfigProperty(name = "wmmp.tls.store") String store) {
        KeyStoreParameters file = new KeyStoreParameters();
        file.setType("PKCS12");
        file.setResource("file:" + store);
        file.setPassword("changeit");
        KeyManagersParameters keys = new KeyManagersParameters();
        keys.setKeyStore(file);
        keys.setKeyPassword("changeit");
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(file);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setKeyManagers(keys);
        parameters.setTrustManagers(trust);
        return parameters;
    }

    int registrations() {
        return registrations.get();
    }
}
