package io.wmmp.quarkus.it;

import java.util.List;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** What the tests ask the application, over HTTP, whether it runs on a JVM or natively. */
final class Application {

    private Application() {
    }

    /** Has a terminal report, and looks whether the platform has acknowledged it. */
    static void report(String route, String text) {
        JsonPath answer = given().contentType(ContentType.TEXT).body(text).post("/wmmp/reports/" + route).then()
                .statusCode(200).extract().jsonPath();
        assertThat(answer.getString("problem")).isNull();
        assertThat(answer.getInt("result")).isZero();
    }

    /** Sends a command to a terminal, which carries it out. */
    static JsonPath command(String terminal, String command, String body) {
        JsonPath answer = given().contentType(ContentType.JSON).body(body).post("/wmmp/terminals/" + terminal + "/" + command)
                .then().statusCode(200).extract().jsonPath();
        assertThat(answer.getString("problem")).isNull();
        assertThat(answer.getInt("result")).isZero();
        return answer;
    }

    /** What the routes of the platform have noted. */
    static List<String> notes() {
        return get("/wmmp/notes").jsonPath().getList("$", String.class);
    }

    /** What the component has found and was told. */
    static JsonPath component() {
        return get("/wmmp/component").jsonPath();
    }
}
