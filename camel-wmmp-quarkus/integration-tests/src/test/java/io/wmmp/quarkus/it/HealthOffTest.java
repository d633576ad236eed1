package io.wmmp.quarkus.it;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** An application that has switched the checks of the component off is ready. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@TestProfile(HealthOffTest.HealthOff.class)
class HealthOffTest {

    @Test
    void aCheckThatIsOffSaysNothing() {
        Application.Health health = Application.health();
        assertThat(health.status()).as("%s", health.data()).isEqualTo("UP");
    }

    /** With the checks of consumers off. */
    public static class HealthOff implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("camel.component.wmmp.health-check-consumer-enabled", "false");
        }
    }
}
