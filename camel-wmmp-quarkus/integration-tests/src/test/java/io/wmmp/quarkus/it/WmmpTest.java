package io.wmmp.quarkus.it;

import java.nio.file.Path;
import java.util.Map;

import jakarta.inject.Inject;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;

import static org.assertj.core.api.Assertions.assertThat;

/** YAML routes in Quarkus: a terminal registers and logs in over a real socket, reports, and is configured. */
@QuarkusTest
@QuarkusTestResource(FreeUdpPort.class)
@QuarkusTestResource(Passwords.class)
class WmmpTest {

    private static final String ID = "TESTTERM0000ABCD";

    @Inject
    CamelContext context;
    @Inject
    ProducerTemplate template;
    @Inject
    Ward ward;

    @Test
    void theFeatureIsInstalled() {
        assertThat(Path.of("target", "wmmp-test.log")).content()
                .containsOnlyOnce("Installed features: [").containsPattern("Installed features: \\[.*\\bcamel-wmmp\\b.*]");
    }

    @Test
    void theTerminalReportsAndIsConfigured() {
        Exchange reported = template.send("direct:terminal", exchange -> exchange.getIn().setBody("pulse 71"));
        assertThat(reported.getException()).isNull();
        assertThat(reported.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(ward.notes()).contains(ID + " pulse 71");

        Exchange configured = template.send("direct:commands", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, ID);
            exchange.getIn().setHeader(WmmpConstants.COMMAND, "CONFIG_SET");
            exchange.getIn().setBody(Map.of("heartbeat_interval", 45));
        });
        assertThat(configured.getException()).isNull();
        assertThat(configured.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    @Test
    void theComponentFindsTheRegistryOfTheApplication() {
        // not injected here: that alone would make Quarkus keep the bean
        TerminalRegistry registry = context.getComponent("wmmp", WmmpComponent.class).getRegistry();
        assertThat(registry.find(TerminalId.of(ID)).toCompletableFuture().join()).isNotNull();
    }

    @Test
    void theComponentIsConfiguredByProperties() {
        assertThat(context.getComponent("wmmp", WmmpComponent.class).getMaximumPoolSize()).isEqualTo(4);
    }
}
