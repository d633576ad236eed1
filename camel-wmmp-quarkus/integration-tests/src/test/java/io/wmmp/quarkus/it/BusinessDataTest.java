package io.wmmp.quarkus.it;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** An application and terminals exchange data through the platform, each answered by the other end itself. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class BusinessDataTest {

    @Test
    void theApplicationAnswersATerminal() {
        // until it has logged in, the platform answers for it that it is not there; every success would arrive as 0
        Awaitility.await().atMost(Duration.ofSeconds(100)).until(() -> Application.result("to-application", "pulse 77"),
                result -> result == 7);
        assertThat(Application.notes()).contains("TESTTERM00000008 UDP VERIFIED pulse 77");
    }

    @Test
    void aTerminalHearsTheApplication() {
        Application.awaitListening();
        assertThat(Application.result("from-application", "come back tomorrow")).isZero();
        assertThat(Application.notes()).contains("TESTTERM00000006 hears come back tomorrow");
    }
}
