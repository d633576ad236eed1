package io.wmmp.examples.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpBody;

import static org.assertj.core.api.Assertions.assertThat;

/** Data that terminals send to others through the platform in a box. */
class BusinessDataTest {

    private static final String OTHER = "TESTTERM0000EFGH";
    private static final String OTHER_IMEI = "490154203237526";

    private Box box;

    @BeforeEach
    void start() throws Exception {
        box = Box.start();
        provision(RawTerminal.ID, RawTerminal.IMEI);
        provision(OTHER, OTHER_IMEI);
    }

    @AfterEach
    void stop() {
        box.close();
    }

    private void provision(String id, String imei) {
        assertThat(Answer.post(box.http("/terminals"), """
                {"terminalId": "%s", "imei": "%s", "imsi": "%s", "uplinkPassword": "%s", "downlinkPassword": "%s", "ecCode": "EC1"}
                """.formatted(id, imei, RawTerminal.IMSI, RawTerminal.UPLINK_PASSWORD, RawTerminal.DOWNLINK_PASSWORD)).status())
                .isEqualTo(201);
    }

    private static CompletableFuture<WmmpBody> send(RawTerminal from, Map<String, ?> data) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return from.exchange(Command.TRANSPARENT_DATA, data, true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void dataForAnotherTerminalBecomesALineAndIsAnsweredByThatTerminal() throws Exception {
        try (RawTerminal one = RawTerminal.connect("udp", box.port("udp"));
                RawTerminal other = RawTerminal.connect("tcp", box.port("tcp"), OTHER, OTHER_IMEI)) {
            one.login();
            Map<String, String> data = Map.of("destination_serial_number", OTHER, "text", "from one");
            assertThat(send(one, data).get(10, TimeUnit.SECONDS)).as("it is not there").containsEntry("result", 1);
            other.login();
            CompletableFuture<WmmpBody> answer = send(one, Map.of("destination_serial_number", OTHER, "text", "again"));
            WmmpBody got = other.awaitRequest();
            assertThat(got).containsEntry("source_serial_number", RawTerminal.ID)
                    .containsEntry("user_data", "again".getBytes(StandardCharsets.UTF_8));
            other.answer(got, Map.of("result", 7));
            assertThat(answer.get(10, TimeUnit.SECONDS)).containsEntry("result", 7);
            assertThat(send(one, Map.of("destination_serial_number", "NOBODY", "text", "x")).get(10, TimeUnit.SECONDS))
                    .containsEntry("result", 2);
            assertThat(box.lines()).hasSize(3).allMatch(line -> line.contains("TRANSPARENT_DATA"));
        }
    }
}
