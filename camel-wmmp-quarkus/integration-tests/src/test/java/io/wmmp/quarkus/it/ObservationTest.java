package io.wmmp.quarkus.it;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

/** Health and meters, without any code for them. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class ObservationTest {

    @Test
    void theHealthIsThere() {
        Application.report("udp", "well");
        JsonPath health = get("/q/health/ready").then().extract().jsonPath();
        Map<String, Object> check = health.getMap("checks.find { it.name == \"camel-wmmp\" }");
        assertThat(check).containsEntry("status", "UP");
        assertThat(check.get("data").toString()).contains("wmmp-platform=UP", "wmmp-platform.listeners=4",
                "wmmp-platform.online=");
    }

    @Test
    void theMetersAreThere() {
        Application.report("udp", "counted");
        String meters = get("/q/metrics").then().statusCode(200).extract().asString();
        assertThat(meters).containsPattern("wmmp_sessions\\{.*state=\"online\".*} [1-9]")
                .containsPattern("wmmp_terminals\\{.*phase=\"online\".*} [1-9]").contains("wmmp_route_time_seconds_count");
    }
}
