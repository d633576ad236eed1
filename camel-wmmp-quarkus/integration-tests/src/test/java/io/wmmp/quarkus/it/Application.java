package io.wmmp.quarkus.it;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.post;
import static org.assertj.core.api.Assertions.assertThat;

/** What the tests ask the application, over HTTP, whether it runs on a JVM or natively. */
final class Application {

    private Application() {
    }

    /** Has a terminal report, and looks whether the platform has acknowledged it. */
    static void report(String route, String text) {
        assertThat(result(route, text)).isZero();
    }

    /** Has a terminal or an application send, and tells the result that it was answered with. */
    static int result(String route, String text) {
        JsonPath answer = given().contentType(ContentType.TEXT).body(text).post("/wmmp/reports/" + route).then()
                .statusCode(200).extract().jsonPath();
        assertThat(answer.getString("problem")).isNull();
        return answer.getInt("result");
    }

    /** Has a terminal try to report that cannot, and tells what it says of it. */
    static String problem(String route) {
        return given().contentType(ContentType.TEXT).body("lost").post("/wmmp/reports/" + route).then().statusCode(200)
                .extract().jsonPath().getString("problem");
    }

    /** What the application says of the component when it is asked whether it is ready. */
    static Health health() {
        JsonPath health = get("/q/health/ready").jsonPath();
        String check = "checks.find { it.name == \"camel-wmmp\" }";
        Map<String, String> data = health.get(check + ".data") == null ? Map.of()
                : health.getMap(check + ".data", String.class, String.class);
        return new Health(health.getString(check + ".status"), data);
    }

    /** Waits for the terminal that logs in by itself. */
    static void awaitListening() {
        Awaitility.await().atMost(Duration.ofSeconds(100))
                .until(() -> "ONLINE".equals(health().data().get("consumer:listening.phase")));
    }

    /** The check of the component, and what it tells. */
    record Health(String status, Map<String, String> data) {
    }

    /** Stops or starts a route. */
    static void order(String route, String order) {
        post("/wmmp/routes/" + route + "/" + order).then().statusCode(204);
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
