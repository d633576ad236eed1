package io.wmmp.quarkus.it;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** Routes on virtual threads; natively only, since the JVM of the other tests may be too old for them. */
@QuarkusIntegrationTest
@QuarkusTestResource(Surroundings.class)
@TestProfile(VirtualThreadsIT.VirtualThreads.class)
class VirtualThreadsIT {

    @Test
    void routesRunOnVirtualThreads() {
        Application.report("udp", "pulse 76");
        assertThat(Application.component().getString("thread")).startsWith("VirtualThread[");
    }

    /** What is different. */
    public static class VirtualThreads implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("camel.component.wmmp.virtual-threads", "true");
        }
    }
}
