package io.wmmp.quarkus.it;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import static org.assertj.core.api.Assertions.assertThat;

/** A terminal and its platform over UDP: tags and dialects are found, beans and properties heeded. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class UdpTest {

    private static final String ID = "TESTTERM00000001";

    @Test
    void theTerminalReportsAndIsConfigured() {
        Application.report("udp", "pulse 71");
        assertThat(Application.notes()).contains(ID + " UDP VERIFIED pulse 71");
        Application.command(ID, "CONFIG_SET", "{\"heartbeat_interval\": 45}");
        assertThat(Application.command(ID, "CONFIG_GET", "[\"heartbeat_interval\"]").getInt("body.heartbeat_interval"))
                .isEqualTo(45);
    }

    @Test
    void messagesAreEnciphered() {
        Application.report("encrypted", "pulse 72");
        assertThat(Application.notes()).contains("TESTTERM00000003 UDP FULLY_ENCRYPTED pulse 72");
    }

    @Test
    void theComponentFindsTheBeansOfTheApplication() {
        Application.report("udp", "here");
        JsonPath component = Application.component();
        assertThat(component.getBoolean("registry")).isTrue();
        assertThat(component.getBoolean("platformStore")).isTrue();
        assertThat(component.getBoolean("admission")).isTrue();
        assertThat(component.getInt("registrations")).isPositive();
    }

    @Test
    void aBeanRefusesATerminal() {
        assertThat(Application.problem("barred")).contains("TESTTERM00000007");
        assertThat(Application.notes()).noneMatch(note -> note.startsWith("TESTTERM00000007"));
    }

    @Test
    void aTerminalHearsThePlatform() {
        Application.awaitListening();
        Application.command("TESTTERM00000006", "TRANSPARENT_DATA", "{\"text\": \"take a seat\"}");
        assertThat(Application.notes()).contains("TESTTERM00000006 hears take a seat");
    }

    @Test
    void theComponentIsConfiguredByProperties() {
        assertThat(Application.component().getInt("maximumPoolSize")).isEqualTo(4);
    }
}
