package io.wmmp.examples.platform;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/** What users ask and provision over HTTP, and every way to ask wrongly. */
class HttpApiTest {

    private static final String SECRET = TestSecrets.UPLINK_PASSWORD;
    private static Box box;

    @BeforeAll
    static void start() throws Exception {
        box = Box.start();
        for (int i = 0; i < 5; i++) {
            Answer added = Answer.post(box.http("/terminals"), terminal("API-TERMINAL-00" + i, i, ", \"ecCode\": \"EC" + i % 2
                    + "\", \"msisdn\": \"+86139000000" + i + "\", \"dialect\": \"j2me\", \"baseKey\": \"" + SECRET
                    + "\", \"uplinkPassword\": \"" + SECRET + "\", \"downlinkPassword\": \"" + SECRET + "\""));
            assertThat(added.status()).isEqualTo(201);
            assertThat(added.header("Location")).isEqualTo("/terminals/API-TERMINAL-00" + i);
            assertThat(added.response().body()).doesNotContain(SECRET);
        }
    }

    @AfterAll
    static void stop() {
        box.close();
    }

    private static String terminal(String id, int number, String more) {
        return "{\"terminalId\": \"" + id + "\", \"imei\": \"49015420323700" + number + "\", \"imsi\": \"00101012345600"
                + number
                + "\"" + more + "}";
    }

    private static void assertProblem(Answer answer, int status, String field) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").intValue()).isEqualTo(status);
        assertThat(answer.json().path("type").textValue()).isNotBlank();
        assertThat(answer.json().path("title").textValue()).isNotBlank();
        assertThat(answer.json().path("detail").textValue()).isNotBlank().doesNotContain("Exception");
        assertThat(answer.field()).isEqualTo(field);
    }

    @Test
    void oneTerminalIsShown() {
        Answer answer = Answer.get(box.http("/terminals/API-TERMINAL-003"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().toString()).isEqualTo("""
                {"terminalId":"API-TERMINAL-003","state":"REGISTERED","bearer":null,"remoteAddress":null,"lastSeen":null,\
                "dialect":"j2me","ecCode":"EC1","signal":null,"security":"COMMON","queued":0,"firmware":null,\
                "twin":{"reported":{},"reportedAt":{},"desired":{},"refused":[],"inSync":true}}""");
    }

    @Test
    void allTerminalsAreListed() {
        JsonNode all = Answer.get(box.http("/terminals")).json();
        assertThat(all.path("total").intValue()).isEqualTo(5);
        assertThat(ids(all)).hasSize(5).isSorted();
        assertThat(all.path("terminals").path(0).path("signal").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "page=0&size=2, 5, 000 001", "page=2&size=2, 5, 004", "page=9&size=2, 5, ''", "q=ec1, 2, ''",
            "q=ec0&size=1, 3, 000", "q=490154203237002, 1, 002", "q=%2B861390000003, 1, 003", "q=nobody, 0, ''",
            "state=REGISTERED&size=1, 5, 000", "state=ONLINE, 0, ''", "state=&q=&page=&size=1, 5, 000" })
    void terminalsAreFoundAndPaged(String query, int total, String endings) {
        JsonNode found = Answer.get(box.http("/terminals?" + query)).json();
        assertThat(found.path("total").intValue()).isEqualTo(total);
        if (!endings.isEmpty()) {
            assertThat(String.join(" ", ids(found).stream().map(id -> id.substring(13)).toList())).isEqualTo(endings);
        }
    }

    private static List<String> ids(JsonNode list) {
        return list.path("terminals").findValuesAsText("terminalId");
    }

    @ParameterizedTest
    @CsvSource({ "page=-1, page", "page=x, page", "size=0, size", "size=1001, size", "size=1e3, size", "state=LOST, state" })
    void wrongParametersAreNamed(String query, String field) {
        assertProblem(Answer.get(box.http("/terminals?" + query)), 400, field);
    }

    @ParameterizedTest
    @ValueSource(strings = { "NOBODY", "TOO-LONG-FOR-A-TERMINAL-ID", "%C3%A4", "%20" })
    void unknownTerminalsAreNotFound(String id) {
        assertProblem(Answer.get(box.http("/terminals/" + id)), 404, null);
        assertProblem(Answer.post(box.http("/terminals/" + id + "/commands"),
                "{\"command\": \"CONFIG_GET\", \"body\": [\"m2m_apn\"]}"), 404, null);
    }

    @Test
    void takenIdentitiesAreRefused() {
        assertProblem(Answer.post(box.http("/terminals"), terminal("API-TERMINAL-001", 9, "")), 409, "terminalId");
        assertProblem(Answer.post(box.http("/terminals"), terminal("API-TERMINAL-009", 1, "")), 409, "imei");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "terminalId     | {'imei': '490154203237009', 'imsi': '001010123456009'}",
            "imei           | {'terminalId': 'API-TERMINAL-009', 'imsi': '001010123456009'}",
            "imsi           | {'terminalId': 'API-TERMINAL-009', 'imei': '490154203237009', 'imsi': '00101012345600'}",
            "imei           | {'terminalId': 'API-TERMINAL-009', 'imei': 490154203237009, 'imsi': '001010123456009'}",
            "terminalId     | {'terminalId': 'SHORT', 'imei': '490154203237009', 'imsi': '001010123456009'}",
            "uplinkPassword | {'terminalId': 'API-TERMINAL-009', 'imei': '490154203237009', 'imsi': '001010123456009', 'uplinkPassword': 'sEcReT123', 'downlinkPassword': 'x'}",
            "downlinkPassword | {'terminalId': 'API-TERMINAL-009', 'imei': '490154203237009', 'imsi': '001010123456009', 'uplinkPassword': 'sEcReT12'}",
            "msisdn         | {'terminalId': 'API-TERMINAL-009', 'imei': '490154203237009', 'imsi': '001010123456009', 'msisdn': 'x'}",
            "dialect        | {'terminalId': 'API-TERMINAL-009', 'imei': '490154203237009', 'imsi': '001010123456009', 'dialect': 'latin'}",
            "dialect        | {'terminalId': 'API-TERMINAL-009', 'imei': '490154203237009', 'imsi': '001010123456009', 'dialect': '../x'}",
            "terminal_id    | {'terminal_id': 'API-TERMINAL-009'}" })
    void wrongTerminalsAreRefusedNamingTheField(String field, String body) {
        Answer answer = Answer.post(box.http("/terminals"), body.replace('\'', '"'));
        assertProblem(answer, 400, field);
        assertThat(answer.response().body()).doesNotContain("sEcReT");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "command | {}", "command | {'command': 'DANCE', 'body': {'m2m_apn': null}}",
            "command | {'command': 'LOGIN', 'body': {'software_version': '1'}}",
            "command | {'command': 5, 'body': {'m2m_apn': null}}",
            "body | {'command': 'CONFIG_SET'}", "body | {'command': 'CONFIG_SET', 'body': {}}",
            "body | {'command': 'CONFIG_SET', 'body': ['m2m_apn']}", "body | {'command': 'CONFIG_GET', 'body': 'm2m_apn'}",
            "body | {'command': 'LOGOUT', 'body': 1}",
            "heartbeat_intervall | {'command': 'CONFIG_SET', 'body': {'heartbeat_intervall': 45}}",
            "heartbeat_intervall | {'command': 'CONFIG_GET', 'body': ['heartbeat_intervall']}",
            "heartbeat_interval | {'command': 'CONFIG_SET', 'body': {'heartbeat_interval': -1}}",
            "heartbeat_interval | {'command': 'CONFIG_SET', 'body': {'heartbeat_interval': [1]}}",
            "0x8123 | {'command': 'CONFIG_SET', 'body': {'0x8123': 'not base64!'}}",
            "wait | {'command': 'CONFIG_GET', 'body': ['m2m_apn'], 'wait': -1}",
            "wait | {'command': 'CONFIG_GET', 'body': ['m2m_apn'], 'wait': 301}",
            "wait | {'command': 'CONFIG_GET', 'body': ['m2m_apn'], 'wait': '30'}",
            "patience | {'command': 'CONFIG_GET', 'body': ['m2m_apn'], 'patience': 30}" })
    void wrongCommandsAreRefusedNamingTheField(String field, String body) {
        assertProblem(Answer.post(box.http("/terminals/API-TERMINAL-000/commands"), body.replace('\'', '"')), 400, field);
    }

    @Test
    void commandsNeedATerminalThatIsOnline() {
        assertProblem(Answer.post(box.http("/terminals/API-TERMINAL-000/commands"), "{\"command\": \"LOGOUT\"}"), 409, null);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "[]", "null", "1", "{} {}", "{\"a\": 1, \"a\": 2}", "\u0000" })
    void bodiesAreJsonObjects(String body) {
        assertProblem(Answer.post(box.http("/terminals"), body), 400, null);
        assertProblem(Answer.post(box.http("/terminals/API-TERMINAL-000/commands"), body), 400, null);
    }

    @Test
    void bodiesAreBounded() {
        assertProblem(Answer.post(box.http("/terminals"), "x".repeat(300_000)), 413, null);
    }

    @Test
    void theDeclaredTypeOfABodyDoesNotMatter() {
        assertProblem(
                Answer.post(box.http("/terminals"), "{\"imei\": \"1\"}", "Content-Type", "application/x-www-form-urlencoded"),
                400, "terminalId");
    }

    @Test
    void unknownPathsAndMethodsAreProblems() {
        assertProblem(Answer.get(box.http("/nowhere")), 404, null);
        assertProblem(Answer.get(box.http("/terminals/x/y")), 404, null);
        assertProblem(Answer.get(box.http("/terminals/x/commands")), 405, null);
        assertProblem(Answer.async(box.http("/terminals"), "DELETE", null).join(), 405, null);
        assertProblem(Answer.async(box.http("/terminals/x"), "PUT", "{}").join(), 405, null);
    }
}
