package io.wmmp.quarkus.it;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** A dialect of the application: a file for the terminal, a bean for the platform; over TCP. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class DialectTest {

    @Test
    void theTerminalSpeaksTheDialectOfTheApplication() {
        Application.report("dialect", "pulse 74");
        assertThat(Application.notes()).contains("TESTTERM00000004 TCP VERIFIED pulse 74");
        // its default is that of the file
        assertThat(Application.command("TESTTERM00000004", "CONFIG_GET", "[\"heartbeat_interval\"]")
                .getInt("body.heartbeat_interval")).isEqualTo(77);
    }
}
