package io.wmmp.quarkus.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.devui.tests.DevUIJsonRPCTest;
import io.quarkus.test.QuarkusDevModeTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A new project in dev mode: simulated terminals talk to it, the Dev UI shows them and what they say and sends them a command,
 * and a route that is changed is loaded while they go on.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DevModeTest extends DevUIJsonRPCTest {

    private static final String TERMINAL = "SIMULATED0000000";
    private static final String SENDING_IS_OFF = """
            return find(document, 'qwc-wmmp-terminals').shadowRoot.querySelector('vaadin-button').disabled;""";
    /** What the page of traffic shows on top. */
    private static final String FIRST_LINE = """
            const line = find(document, 'qwc-wmmp-traffic').shadowRoot.querySelector('vaadin-grid').items[0];
            return line.time + line.terminalId + line.direction + line.number;""";
    private static final int HTTP_PORT = freeTcpPort();

    @RegisterExtension
    static final QuarkusDevModeTest APPLICATION = new QuarkusDevModeTest().withApplicationRoot(jar -> jar.addClass(Ward.class)
            .addAsResource(new StringAsset("""
                    quarkus.http.port = %d
                    wmmp.port = %d
                    quarkus.camel.wmmp.devservices.terminals = 2
                    quarkus.camel.wmmp.devservices.interval = 500ms
                    """.formatted(HTTP_PORT, freeUdpPort())), "application.properties"));

    DevModeTest() {
        super("io.wmmp.camel-wmmp-quarkus", "http://localhost:" + HTTP_PORT);
    }

    private static int freeTcpPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freeUdpPort() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(100)).pollInterval(Duration.ofMillis(250)).ignoreExceptions();
    }

    private static String page(String path) {
        return "http://localhost:" + HTTP_PORT + "/q/dev-ui/camel-wmmp-quarkus/" + path;
    }

    private static String get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + HTTP_PORT + path)).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void aNewProjectSeesTrafficAndLoadsChangedRoutes() throws Exception {
        await().untilAsserted(() -> {
            JsonNode terminals = executeJsonRPCMethod("terminals");
            assertThat(terminals).hasSize(2);
            assertThat(terminals.get(0).path("id").asText()).isEqualTo(TERMINAL);
            assertThat(terminals.get(0).path("state").asText()).isEqualTo("ONLINE");
        });
        await().untilAsserted(() -> assertThat(executeJsonRPCMethod("messages").toString())
                .contains("TRANSPARENT_DATA", "RECEIVED", "SENT", TERMINAL));
        assertThat(System.getProperty(Ward.HEARD)).startsWith("first temperature 3");

        JsonNode answer = executeJsonRPCMethod("send",
                Map.of("terminalId", TERMINAL, "command", "CONFIG_SET", "body", "{\"heartbeat_interval\": 45}"));
        assertThat(answer.has("error")).as(answer.toString()).isFalse();
        assertThat(answer.path("result").asInt()).isZero();
        JsonNode refused = executeJsonRPCMethod("send",
                Map.of("terminalId", "NOBODY", "command", "CONFIG_GET", "body", "[\"heartbeat_interval\"]"));
        assertThat(refused.path("error").asText()).contains("NOBODY");

        APPLICATION.modifySourceFile(Ward.class, text -> text.replace("\"first \"", "\"second \""));
        await().untilAsserted(() -> {
            get("/");
            assertThat(System.getProperty(Ward.HEARD)).startsWith("second temperature 3");
        });
    }

    @Test
    void aBrowserShowsTerminalsTheirAnswersAndTheTraffic(@TempDir Path profile) {
        String missing = Browser.missing();
        assumeTrue(missing == null, () -> "The Dev UI is not tested in a browser: " + missing);
        try (Browser browser = Browser.open(profile)) {
            browser.go(page("terminals"));
            browser.awaitText("qwc-wmmp-terminals", "Terminal", TERMINAL, "ONLINE", "UDP", "127.0.0.1:");
            await().until(() -> {
                browser.click("qwc-wmmp-terminals", "vaadin-grid-cell-content", TERMINAL);
                return browser.run(SENDING_IS_OFF);
            }, "false"::equals);
            browser.click("qwc-wmmp-terminals", "vaadin-button", "Send");
            browser.awaitText("qwc-wmmp-terminals", "Result 0", "heartbeat_interval=");

            browser.go(page("traffic"));
            browser.awaitText("qwc-wmmp-traffic", "Body", TERMINAL, "TRANSPARENT_DATA", "RECEIVED", "SENT");
            // the list is new at each message, so another first line has come by itself
            String first = browser.run(FIRST_LINE);
            await().until(() -> browser.run(FIRST_LINE), line -> !line.equals(first));
            assertThat(browser.errors()).noneMatch(error -> error.contains("qwc-wmmp"));
        }
    }
}
