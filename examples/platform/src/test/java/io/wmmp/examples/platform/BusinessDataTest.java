package io.wmmp.examples.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpBody;

import static org.assertj.core.api.Assertions.assertThat;

/** Data that terminals send to others through the platform in a box. */
class BusinessDataTest {

    private static final String OTHER = "TESTTERM0000EFGH";
    private static final String OTHER_IMEI = "490154203237526";

    private static final String PASSWORD = "the password of EC1";

    private final CamelContext application = new DefaultCamelContext();
    private Box box;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Path applications = directory.resolve("applications.csv");
        Files.writeString(applications, "ec_code,password\nEC1," + PASSWORD + "\n");
        box = Box.start("wmmp.applications", applications.toString());
        provision(RawTerminal.ID, RawTerminal.IMEI);
        provision(OTHER, OTHER_IMEI);
    }

    @AfterEach
    void stop() {
        application.stop();
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

    @ParameterizedTest
    @ValueSource(strings = { "udp", "tcp" })
    void applicationsExchangeDataWithTheirTerminals(String bearer) throws Exception {
        String uri = "wmmp:application:" + bearer + ":127.0.0.1:" + box.port(bearer) + "?ecCode=EC1&password=RAW(" + PASSWORD
                + ")&retryInterval=200";
        application.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).setHeader(WmmpConstants.ANSWER, constant(7));
                from("direct:down").to(uri);
            }
        });
        try (RawTerminal terminal = RawTerminal.connect("udp", box.port("udp"))) {
            terminal.login();
            assertThat(send(terminal, Map.of("destination_ec_code", "EC1", "text", "too early")).get(10, TimeUnit.SECONDS))
                    .containsEntry("result", 1);
            application.start();
            CompletableFuture<Exchange> sent = application.createProducerTemplate().asyncSend("direct:down", exchange -> {
                exchange.getIn().setHeader(WmmpConstants.DESTINATION_TERMINAL_ID, RawTerminal.ID);
                exchange.getIn().setBody("take a seat");
            });
            WmmpBody got = terminal.awaitRequest();
            assertThat(got).containsEntry("source_ec_code", "EC1");
            terminal.answer(got, Map.of("result", 9));
            assertThat(sent.get(10, TimeUnit.SECONDS).getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(9);
            // it has sent, so it is logged in
            assertThat(send(terminal, Map.of("destination_ec_code", "", "text", "36.6")).get(10, TimeUnit.SECONDS))
                    .containsEntry("result", 7);
            assertThat(send(terminal, Map.of("destination_ec_code", "EC2", "text", "36.6")).get(10, TimeUnit.SECONDS))
                    .as("no application that is known: the line is all").containsEntry("result", 0);
        }
    }
}
