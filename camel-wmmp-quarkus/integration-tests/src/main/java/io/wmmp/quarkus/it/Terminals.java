package io.wmmp.quarkus.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/** The terminals that the platform knows. A bean of this type is all that it takes: the component finds it. */
public class Terminals {

    @Produces
    @ApplicationScoped
    TerminalRegistry registry(@ConfigProperty(name = "wmmp.uplink.password") String uplinkPassword,
            @ConfigProperty(name = "wmmp.downlink.password") String downlinkPassword) {
        TerminalRegistry registry = new MemoryTerminalRegistry();
        registry.add(new TerminalRecord(TerminalId.of("TESTTERM0000ABCD"),
                new Credentials("490154203237518", "001010123456789", uplinkPassword, downlinkPassword, null), null, null,
                null));
        return registry;
    }
}
