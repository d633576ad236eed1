package io.wmmp.camel;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;
import static org.awaitility.Awaitility.await;

/** Firmware from routes: into the store, to a terminal and to many, and out of the terminal. */
class FirmwareRouteTest {

    @RegisterExtension
    private final Fleet fleet = new Fleet();
    @TempDir
    private Path directory;
    private final byte[] content = new byte[5000];

    private void startPlatform(String protocol, String options) throws Exception {
        new Random(4).nextBytes(content);
        fleet.component.setFirmwareDirectory(directory.resolve("store").toString());
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:0" + options).routeId("up").to("mock:up");
                from("wmmp:platform?events=DOWNLOADED,DOWNLOAD_FAILED").to("mock:events");
            }
        });
    }

    private void startTerminal(String protocol, String options) throws Exception {
        String uri = fleet.terminalUri(protocol, "up") + options;
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).to("mock:down");
                from("direct:up").to(uri);
            }
        });
        assertThat(fleet.sendUp("on").getException()).isNull();
    }

    private Exchange operation(String operation, Object body, Map<String, Object> headers) {
        return fleet.platform.createProducerTemplate().send("wmmp:platform?operation=" + operation, ExchangePattern.InOut,
                exchange -> {
                    exchange.getIn().setHeaders(new java.util.HashMap<>(headers));
                    exchange.getIn().setBody(body);
                });
    }

    private void put() {
        Exchange put = operation("putFirmware", content,
                Map.of(WmmpConstants.FIRMWARE, "app.bin", WmmpConstants.FIRMWARE_VERSION, "1.2"));
        assertThat(put.getException()).isNull();
        assertThat(put.getMessage().getBody()).asInstanceOf(MAP).containsEntry("name", "app.bin")
                .containsEntry("version", "1.2")
                .containsEntry("size", 5000L).containsKeys("crc16", "crc32", "sha256");
    }

    private Object download() {
        return operation("showDownload", null, Map.of(WmmpConstants.TERMINAL_ID, Fleet.ID)).getMessage().getBody();
    }

    @ParameterizedTest
    @CsvSource({ "udp, verified", "tcp, verified", "udp, fullyEncrypted", "tcp, encrypted" })
    void aTerminalFetchesWhatARouteOffers(String protocol, String security) throws Exception {
        fleet.registry.save(new TerminalRecord(TerminalId.of(Fleet.ID), new Credentials(Fleet.IMEI, Fleet.IMSI,
                TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD, TestSecrets.baseKey()), null, "EC1",
                null));
        startPlatform(protocol, "?security=" + security);
        startTerminal(protocol, "&security=" + security + "&baseSecretKey=" + TestSecrets.BASE_KEY + "&downloadDirectory="
                + directory.resolve("terminal"));
        put();
        assertThat(download()).isNull();

        Exchange offer = fleet.command("DOWNLOAD_INFO", Map.of("firmware", "app.bin"));

        assertThat(offer.getException()).isNull();
        assertThat(offer.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(1);
        MockEndpoint down = fleet.terminal.getEndpoint("mock:down", MockEndpoint.class);
        await().untilAsserted(() -> assertThat(down.getReceivedCounter()).isOne());
        Exchange fetched = down.getExchanges().get(0);
        assertThat(fetched.getIn().getHeaders()).containsEntry(WmmpConstants.COMMAND, "DOWNLOAD_INFO")
                .containsEntry(WmmpConstants.EVENT, "DOWNLOADED").containsEntry(WmmpConstants.TERMINAL_ID, Fleet.ID)
                .containsEntry(WmmpConstants.FIRMWARE, "app.bin").containsEntry(WmmpConstants.FIRMWARE_VERSION, "1.2")
                // the platform has chosen the name: what it means to this file system is for the route to say
                .doesNotContainKey(Exchange.FILE_NAME);
        File file = fetched.getIn().getBody(File.class);
        assertThat(file.toPath()).isEqualTo(directory.resolve("terminal").resolve(Fleet.IMEI).resolve("app.bin"));
        assertThat(Files.readAllBytes(file.toPath())).isEqualTo(content);
        await().untilAsserted(() -> assertThat(fleet.mock("events").getReceivedCounter()).isOne());
        Exchange event = fleet.mock("events").getExchanges().get(0);
        assertThat(event.getIn().getHeaders()).containsEntry(WmmpConstants.EVENT, "DOWNLOADED")
                .containsEntry(WmmpConstants.TERMINAL_ID, Fleet.ID).containsEntry(WmmpConstants.FIRMWARE, "app.bin");
        assertThat(event.getIn().getBody(Map.class).get("firmware")).asInstanceOf(MAP).containsEntry("status", "COMPLETED")
                .containsEntry("offset", 5000L);
        assertThat(download()).hasToString("{name=app.bin, version=1.2, offset=5000, size=5000, status=COMPLETED}");
        // it has logged in again
        assertThat(fleet.sendUp("still there").getException()).isNull();
    }

    @Test
    void anOfferWaitsForATerminalThatIsAway() throws Exception {
        startPlatform("udp", "");
        put();
        Exchange queued = fleet.platform.createProducerTemplate().send("wmmp:platform", ExchangePattern.InOnly, exchange -> {
            exchange.getIn().setHeaders(new java.util.HashMap<>(Map.of(WmmpConstants.TERMINAL_ID, Fleet.ID,
                    WmmpConstants.COMMAND, "DOWNLOAD_INFO", WmmpConstants.FIRMWARE, "app.bin")));
        });
        assertThat(queued.getException()).isNull();
        assertThat(download()).asInstanceOf(MAP).containsEntry("status", "OFFERED").containsEntry("offset", 0L);

        startTerminal("udp", "&downloadDirectory=" + directory.resolve("terminal"));

        await().untilAsserted(() -> assertThat(download()).asInstanceOf(MAP).containsEntry("status", "COMPLETED"));
    }

    @Test
    void otherUrlsArePassedOnAndATerminalWithoutDirectoryLeavesItToItsRoute() throws Exception {
        startPlatform("udp", "");
        startTerminal("udp", "");
        put();

        Exchange http = fleet.command("DOWNLOAD_INFO", Map.of("update_server_url", "http://files.example/app.jar"));
        Exchange offer = fleet.command("DOWNLOAD_INFO", Map.of("firmware", "app.bin"));

        assertThat(http.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(1);
        assertThat(offer.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(1);
        MockEndpoint down = fleet.terminal.getEndpoint("mock:down", MockEndpoint.class);
        assertThat(down.getExchanges()).extracting(exchange -> exchange.getIn().getHeader(WmmpConstants.COMMAND))
                .containsExactly("DOWNLOAD_INFO", "DOWNLOAD_INFO");
        assertThat(down.getExchanges().get(0).getIn().getBody()).asInstanceOf(MAP)
                .containsEntry("update_server_url", "http://files.example/app.jar");
        assertThat(String.valueOf(down.getExchanges().get(1).getIn().getBody(Map.class).get("update_server_url")))
                .startsWith("WMMP://127.0.0.1:" + fleet.port("up") + "/app.bin?TRANS_ID=").contains("&FILE_SIZE=5000&CRC16=")
                .endsWith("&VER_DSC=1.2");
    }

    @Test
    void aRouteThatFailsMakesTheDownloadFail() throws Exception {
        startPlatform("udp", "");
        String uri = fleet.terminalUri("udp", "up") + "&downloadDirectory=" + directory.resolve("terminal");
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).throwException(new IllegalStateException("made up"));
            }
        });
        put();

        assertThat(fleet.command("DOWNLOAD_INFO", Map.of("firmware", "app.bin")).getException()).isNull();

        await().untilAsserted(() -> assertThat(fleet.mock("events").getReceivedCounter()).isOne());
        Exchange event = fleet.mock("events").getExchanges().get(0);
        assertThat(event.getIn().getHeader(WmmpConstants.EVENT)).isEqualTo("DOWNLOAD_FAILED");
        assertThat(event.getIn().getBody()).asInstanceOf(MAP).containsEntry("reason", "given up by the terminal");
    }

    @Test
    void aCampaignHasTerminalsFetchAFile() throws Exception {
        startPlatform("udp", "");
        startTerminal("udp", "&downloadDirectory=" + directory.resolve("terminal"));
        put();

        Exchange started = operation("startCampaign", Map.of("firmware", "app.bin", "terminals",
                List.of(Fleet.ID, "TESTTERM0000FFFF", "TESTTERM0000EEEE"), "parallel", 1, "stopAfterFailures", "3", "timeout",
                "30s"), Map.of());

        assertThat(started.getException()).isNull();
        String id = started.getMessage().getHeader(WmmpConstants.CAMPAIGN, String.class);
        assertThat(started.getMessage().getBody()).asInstanceOf(MAP).containsEntry("id", id);
        await().untilAsserted(() -> assertThat(
                operation("showCampaign", null, Map.of(WmmpConstants.CAMPAIGN, id)).getMessage().getBody())
                .asInstanceOf(MAP).containsEntry("state", "FINISHED").containsEntry("done", 1).containsEntry("failed", 2)
                .containsEntry("pending", 0).containsEntry("running", 0));
        Exchange stopped = operation("stopCampaign", null, Map.of(WmmpConstants.CAMPAIGN, id));
        assertThat(stopped.getMessage().getBody(Map.class).get("failures")).asInstanceOf(MAP)
                .containsOnlyKeys("TESTTERM0000FFFF", "TESTTERM0000EEEE");
    }

    @Test
    void theStoreIsSeenAndClearedFromRoutes() throws Exception {
        startPlatform("udp", "");
        put();
        Exchange resource = operation("putFirmware", null, Map.of(WmmpConstants.FIRMWARE, "tags.csv",
                WmmpConstants.FIRMWARE_VERSION, "3.0", WmmpConstants.FIRMWARE_RESOURCE, "classpath:META-INF/wmmp/tags.csv"));
        assertThat(resource.getException()).isNull();

        assertThat(operation("listFirmware", null, Map.of()).getMessage().getBody()).asInstanceOf(LIST).extracting("name")
                .containsExactly("app.bin", "tags.csv");
        assertThat(operation("removeFirmware", null, Map.of(WmmpConstants.FIRMWARE, "app.bin")).getMessage().getBody())
                .isEqualTo(true);
        assertThat(operation("listFirmware", null, Map.of()).getMessage().getBody()).asInstanceOf(LIST).extracting("name")
                .containsExactly("tags.csv");
    }

    private void assertRefused(Exchange exchange, String message) {
        assertThat(exchange.getException()).isInstanceOf(InvalidFieldException.class).hasMessageContaining(message);
    }

    @Test
    void whatMakesNoSenseIsRefusedNamingIt() throws Exception {
        startPlatform("udp", "");
        put();
        Map<String, Object> named = Map.of(WmmpConstants.FIRMWARE, "app.bin", WmmpConstants.FIRMWARE_VERSION, "1.2");

        assertRefused(operation("putFirmware", content, Map.of()), WmmpConstants.FIRMWARE);
        assertRefused(operation("putFirmware", content, Map.of(WmmpConstants.FIRMWARE, "app.bin")),
                WmmpConstants.FIRMWARE_VERSION);
        assertRefused(operation("putFirmware", content, Map.of(WmmpConstants.FIRMWARE, "../app.bin",
                WmmpConstants.FIRMWARE_VERSION, "1")), "'../app.bin' is no name");
        assertRefused(operation("putFirmware", null, named), "body");
        assertRefused(operation("showCampaign", null, Map.of()), WmmpConstants.CAMPAIGN);
        assertRefused(operation("showCampaign", null, Map.of(WmmpConstants.CAMPAIGN, "x")), "no campaign");
        assertRefused(operation("startCampaign", null, Map.of()), "body");
        assertRefused(operation("startCampaign", Map.of("firmware", "app.bin"), Map.of()), "terminals");
        assertRefused(operation("startCampaign", Map.of("terminals", List.of(Fleet.ID)), Map.of()), "firmware");
        assertRefused(operation("startCampaign", Map.of("firmware", "app.bin", "terminals", List.of()), Map.of()), "terminals");
        assertRefused(operation("startCampaign", Map.of("firmware", "x", "terminals", List.of(Fleet.ID)), Map.of()),
                "'x' is not in the firmware store");
        assertRefused(operation("startCampaign",
                Map.of("firmware", "app.bin", "terminals", List.of(Fleet.ID), "parallel", 0), Map.of()), "parallel");
        assertRefused(operation("startCampaign",
                Map.of("firmware", "app.bin", "terminals", List.of(Fleet.ID), "parallel", "many"), Map.of()), "parallel");
        assertRefused(operation("startCampaign",
                Map.of("firmware", "app.bin", "terminals", List.of(Fleet.ID), "speed", 1), Map.of()), "speed");
        assertThat(operation("startCampaign", Map.of("firmware", "app.bin", "terminals", List.of("too long to be an id")),
                Map.of()).getException()).isInstanceOf(UnknownTerminalException.class);
        assertRefused(fleet.command("DOWNLOAD_INFO", Map.of("firmware", "x")), "'x' is not in the firmware store");
        assertRefused(fleet.command("DOWNLOAD_INFO", Map.of("firmware", "app.bin", "more", 1)), "firmware");
    }

    @Test
    void withoutADirectoryThereIsNoFirmware() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").to("mock:up");
            }
        });

        assertRefused(operation("listFirmware", null, Map.of()), "firmwareDirectory");
        assertRefused(fleet.command("DOWNLOAD_INFO", Map.of("firmware", "app.bin")), "firmwareDirectory");
    }
}
