package io.wmmp.examples.platform;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Firmware over HTTP: stored, listed, offered to one terminal and to many. */
class FirmwareApiTest {

    private static final String CONTENT = "x".repeat(400_000);

    private Box box;

    @BeforeEach
    void start() throws Exception {
        box = Box.start("wmmp.firmware.max-size", "400000");
    }

    @AfterEach
    void stop() {
        box.close();
    }

    private Answer put(String path, String content) {
        return Answer.async(box.http(path), "PUT", content).join();
    }

    @Test
    void filesAreTakenAndListed() {
        Answer put = put("/firmware/app.bin?version=1.2", CONTENT);

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.json().path("version").textValue()).isEqualTo("1.2");
        assertThat(put.json().path("size").intValue()).isEqualTo(400_000);
        assertThat(put.json().path("sha256").textValue()).hasSize(64);
        assertThat(Answer.get(box.http("/firmware")).json().path("firmware").path(0)).isEqualTo(put.json());
    }

    @Test
    void whatCannotBeTakenIsRefused() {
        assertThat(put("/firmware/app.bin?version=1.2", CONTENT + "x").status()).isEqualTo(413);
        assertThat(put("/firmware/app.bin?version=1.2", "").status()).isEqualTo(400);
        assertThat(put("/firmware/app.bin", "x").field()).isEqualTo("version");
        assertThat(put("/firmware/..%2Fapp.bin?version=1.2", "x").field()).isEqualTo("name");
        assertThat(Answer.get(box.http("/firmware")).json().path("firmware")).isEmpty();
        assertThat(Answer.get(box.http("/campaigns/none")).status()).isEqualTo(404);
        assertThat(Answer.post(box.http("/campaigns"), "{\"firmware\": \"x\", \"terminals\": [\"A\"]}").field())
                .isEqualTo("firmware");
        assertThat(Answer.post(box.http("/campaigns"), "{\"speed\": 1}").field()).isEqualTo("speed");
    }

    @Test
    void aTerminalIsToldAndItsProgressIsSeen() throws Exception {
        put("/firmware/app.bin?version=1.2", CONTENT);
        Answer.post(box.http("/terminals"), RawTerminal.PROVISIONED);
        assertThat(Answer.post(box.http("/terminals/NOBODY/firmware"), "{\"name\": \"app.bin\"}").status()).isEqualTo(404);
        assertThat(Answer.post(box.http("/terminals/" + RawTerminal.ID + "/firmware"), "{\"name\": \"other\"}").status())
                .isEqualTo(400);

        Answer offer = Answer.post(box.http("/terminals/" + RawTerminal.ID + "/firmware"), "{\"name\": \"app.bin\"}");

        assertThat(offer.status()).as(offer.response().body()).isEqualTo(202);
        assertThat(offer.json().path("queued").intValue()).isEqualTo(1);
        assertThat(Answer.get(box.http("/terminals/" + RawTerminal.ID)).json().path("firmware").toString()).isEqualTo(
                "{\"name\":\"app.bin\",\"version\":\"1.2\",\"offset\":0,\"size\":400000,\"status\":\"OFFERED\"}");
    }

    @Test
    void aCampaignTellsHowFarItIs() {
        put("/firmware/app.bin?version=1.2", CONTENT);
        Answer.post(box.http("/terminals"), RawTerminal.PROVISIONED);

        Answer started = Answer.post(box.http("/campaigns"), "{\"firmware\": \"app.bin\", \"terminals\": [\"" + RawTerminal.ID
                + "\", \"NOBODY\"], \"parallel\": 1, \"stopAfterFailures\": 5}");

        assertThat(started.status()).as(started.response().body()).isEqualTo(201);
        String path = "/campaigns/" + started.json().path("id").textValue();
        assertThat(started.header("Location")).isEqualTo(path);
        await().untilAsserted(() -> {
            Answer progress = Answer.get(box.http(path));
            assertThat(progress.json().path("failed").intValue()).isOne();
            assertThat(progress.json().path("pending").intValue()).isOne();
            assertThat(progress.json().path("running").intValue()).isZero();
            assertThat(progress.json().path("done").intValue()).isZero();
            assertThat(progress.json().path("state").textValue()).isEqualTo("RUNNING");
        });
        JsonNode listed = Answer.get(box.http("/campaigns")).json().path("campaigns");
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).toString()).isEqualTo(("{'id':'" + started.json().path("id").textValue()
                + "','firmware':'app.bin','version':'1.2','state':'RUNNING','pending':1,'running':0,'done':0,'failed':1}")
                .replace('\'', '"'));
    }
}
