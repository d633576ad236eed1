package io.wmmp.quarkus.it;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

/** Messages in JSON, and the data format. */
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class JsonTest {

    @Test
    void aMessageIsTurnedIntoJson() {
        Application.report("udp", "in json");
        List<String> json = get("/wmmp/json").jsonPath().getList("$", String.class);
        assertThat(json).anyMatch(message -> message.contains("\"TRANSPARENT_DATA\"") && message.contains("in json"));
    }

    @Test
    void aMessageIsMarshalledAndUnmarshalled() {
        byte[] frame = frame();
        JsonPath message = given().contentType(ContentType.BINARY).body(frame).post("/wmmp/message").then().statusCode(200)
                .extract().jsonPath();
        assertThat(message.getString("command")).isEqualTo("CONFIG_SET");
        assertThat(message.getString("terminalId")).isEqualTo("TESTTERM00000001");
        assertThat(message.getInt("body.heartbeat_interval")).isEqualTo(45);
    }

    @Test
    void aMessageIsTurnedIntoACloudEvent() {
        given().contentType(ContentType.BINARY).body(frame()).post("/wmmp/event").then().statusCode(200)
                .header("ce-type", "io.wmmp.message.CONFIG_SET").header("ce-subject", "TESTTERM00000001")
                .header("ce-id", startsWith("TESTTERM00000001-")).body("body.heartbeat_interval", equalTo(45));
    }

    private static byte[] frame() {
        return given().contentType(ContentType.JSON).body("""
                {"command": "CONFIG_SET", "terminalId": "TESTTERM00000001", "body": {"heartbeat_interval": 45}}""")
                .post("/wmmp/frame").then().statusCode(200).extract().asByteArray();
    }

    @Test
    void theSchemaIsThere() {
        assertThat(get("/wmmp/schema").then().statusCode(200).extract().asString()).contains("terminalId");
    }
}
