package io.wmmp.quarkus.it;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** A terminal and its platform over TCP with TLS. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class TlsTest {

    @Test
    void theTerminalReportsAndIsConfigured() {
        Application.report("tls", "pulse 73");
        assertThat(Application.notes()).contains("TESTTERM00000002 TCP VERIFIED pulse 73");
        Application.command("TESTTERM00000002", "CONFIG_SET", "{\"heartbeat_interval\": 46}");
    }
}
