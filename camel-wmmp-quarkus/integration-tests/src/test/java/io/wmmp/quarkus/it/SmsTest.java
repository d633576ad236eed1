package io.wmmp.quarkus.it;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** A terminal and its platform by short messages, through camel-smpp and an SMS center. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class SmsTest {

    @Test
    void theTerminalReports() {
        Application.report("sms", "pulse 75");
        assertThat(Application.notes()).contains("TESTTERM00000005 SMS COMMON pulse 75");
    }
}
