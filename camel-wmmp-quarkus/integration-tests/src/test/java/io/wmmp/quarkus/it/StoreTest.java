package io.wmmp.quarkus.it;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;

import static io.restassured.RestAssured.post;
import static org.assertj.core.api.Assertions.assertThat;

/** What outlives the process, in H2 and PostgreSQL through Agroal: tables made by Flyway, secrets enciphered. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class StoreTest {

    private static void assertKeeps(String database) {
        JsonPath kept = post("/stores/" + database + "/STORETERM0000001").then().statusCode(200).extract().jsonPath();
        assertThat(kept.getBoolean("found")).isTrue();
        assertThat(kept.getBoolean("password")).isTrue();
    }

    @Test
    void aTerminalIsKeptInH2() {
        assertKeeps("h2");
    }

    @Test
    void aTerminalIsKeptInPostgres() {
        Assumptions.assumeTrue(Surroundings.withoutPostgres() == null, Surroundings::withoutPostgres);
        assertKeeps("postgresql");
    }
}
