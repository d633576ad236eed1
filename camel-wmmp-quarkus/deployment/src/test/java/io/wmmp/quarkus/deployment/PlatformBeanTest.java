package io.wmmp.quarkus.deployment;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkus.test.QuarkusUnitTest;
import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.platform.Platform;
import io.wmmp.platform.PlatformOptions;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecretGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/** An application that makes its platform itself: the routes listen for it, and terminals log in there. */
class PlatformBeanTest {

    private static final String ID = "TESTTERM00000001";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Clinic.class, Up.class))
            .overrideConfigKey("quarkus.http.test-port", "0");

    @Inject
    CamelContext context;
    @Inject
    ProducerTemplate template;
    @Inject
    Platform platform;
    @Inject
    Credentials credentials;

    @Test
    void theRoutesListenForThePlatformOfTheApplication() {
        WmmpComponent component = context.getComponent("wmmp", WmmpComponent.class);
        assertThat(component.getPlatform()).isSameAs(platform);

        int port = platform.view().listeners().get(0).localAddress().getPort();
        Exchange report = template.send("wmmp:terminal:udp:127.0.0.1:" + port + "?terminalId=" + ID + "&imei="
                + credentials.imei() + "&imsi=" + credentials.imsi() + "&uplinkPassword=RAW(" + credentials.uplinkPassword()
                + ")&downlinkPassword=RAW(" + credentials.downlinkPassword() + ")&answerTimeout=20s",
                exchange -> exchange.getIn().setBody("pulse 71"));
        assertThat(report.getException()).isNull();
        assertThat(report.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(platform.view().state(TerminalId.of(ID))).isEqualTo(TerminalState.ONLINE);
    }

    /** Listens at any free port. */
    public static class Up extends RouteBuilder {

        @Override
        public void configure() {
            from("wmmp:platform:udp:127.0.0.1:0?commands=TRANSPARENT_DATA").routeId("up").log("${body}");
        }
    }

    /** The platform and the one terminal that it knows. */
    public static class Clinic {

        private final ExecutorService executor = Executors.newFixedThreadPool(2);

        @Produces
        @Singleton
        Credentials credentials() {
            SecretGenerator secrets = new SecretGenerator();
            return new Credentials("490154203237518", "001010123456789", secrets.password(), secrets.password(), null);
        }

        @Produces
        @Singleton
        Platform platform(Credentials credentials) {
            TerminalRegistry registry = new MemoryTerminalRegistry();
            registry.add(new TerminalRecord(TerminalId.of(ID), credentials, null, null, null));
            return new Platform(PlatformOptions.builder(registry, executor, executor).build());
        }

        void close(@Disposes Platform platform) {
            platform.close();
            executor.shutdown();
        }
    }
}
