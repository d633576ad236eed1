package io.wmmp.camel;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.FileStateRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.Patience;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a terminal has been given outlives its process, enciphered. */
class TerminalStateTest {

    private static final TerminalId ID = TerminalId.of(Fleet.ID);
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(2), 10);

    @TempDir
    Path directory;
    @RegisterExtension
    final Fleet fleet = new Fleet();

    private final String secretKey = randomKey();
    private CamelContext terminal;

    private static String randomKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    @AfterEach
    void stop() {
        if (terminal != null) {
            terminal.stop();
        }
    }

    private File file() {
        return directory.resolve("states.txt").toFile();
    }

    private void startPlatform() throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:udp:127.0.0.1:0").routeId("up").to("mock:up");
                from("wmmp:platform?events=REGISTERED").to("mock:registered");
            }
        });
    }

    private void startTerminal(String passwords, String key) throws Exception {
        terminal = new DefaultCamelContext();
        terminal.getRegistry().bind("states", FileStateRepository.fileStateRepository(file()));
        terminal.getPropertiesComponent().addInitialProperty("key", key);
        terminal.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to("wmmp:terminal:udp:127.0.0.1:" + fleet.port("up") + "?" + Fleet.IDENTITY + passwords
                        + "&answerTimeout=2000&sends=5&retryInterval=200&stateRepository=#states&stateSecretKey=RAW({{key}})");
            }
        });
        terminal.start();
    }

    private void stopTerminal() {
        terminal.stop();
        terminal = null;
    }

    private void assertOnline() {
        Exchange sent = terminal.createProducerTemplate().send("direct:up", exchange -> exchange.getIn().setBody("36.6"));
        assertThat(sent.getException()).isNull();
        assertThat(sent.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    private TerminalRecord record() {
        return fleet.registry.find(ID).toCompletableFuture().join();
    }

    private void rotate() throws Exception {
        assertThat(fleet.sharedPlatform().rotateKeys(ID, dialect -> PATIENCE).toCompletableFuture()
                .get(60, TimeUnit.SECONDS).unsigned("result")).isZero();
    }

    private Object heartbeatInterval() {
        Exchange answer = fleet.command("wmmp:platform?answerTimeout=2000&sends=5", "CONFIG_GET",
                Map.of("heartbeat_interval", ""));
        assertThat(answer.getException()).isNull();
        return answer.getMessage().getBody(Map.class).get("heartbeat_interval");
    }

    @Test
    void identityKeysAndConfigurationOutliveTheContext() throws Exception {
        startPlatform();
        startTerminal(Fleet.PASSWORDS, secretKey);
        assertOnline();
        rotate();
        assertThat(record().credentials().uplinkPassword()).isNotEqualTo(TestSecrets.UPLINK_PASSWORD);
        Exchange set = fleet.command("wmmp:platform?answerTimeout=2000&sends=5", "CONFIG_SET",
                Map.of("heartbeat_interval", 47));
        assertThat(set.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        stopTerminal();

        startTerminal(Fleet.PASSWORDS, secretKey);
        assertOnline();
        assertThat(heartbeatInterval()).hasToString("47");
        assertThat(fleet.mock("registered").getReceivedCounter()).as("in its first life only").isEqualTo(1);
        rotate();
        stopTerminal();
        startTerminal(Fleet.PASSWORDS, secretKey);
        assertOnline();
        assertThat(fleet.mock("registered").getReceivedCounter()).isEqualTo(1);
        assertThat(Files.readString(file().toPath())).contains("wmmp-terminal-" + Fleet.ID)
                .doesNotContain(TestSecrets.UPLINK_PASSWORD, record().credentials().uplinkPassword(),
                        record().credentials().downlinkPassword());
    }

    @Test
    void aTerminalThatIsSetUpAnewBeginsWithWhatItIsGiven() throws Exception {
        startPlatform();
        startTerminal(Fleet.PASSWORDS, secretKey);
        assertOnline();
        rotate();
        stopTerminal();
        TerminalRecord rotated = record();
        startTerminal("&uplinkPassword=RAW(" + rotated.credentials().uplinkPassword() + ")&downlinkPassword=RAW("
                + rotated.credentials().downlinkPassword() + ")", secretKey);
        assertOnline();
    }

    @Test
    void aStateUnderAnotherKeyIsRefused() throws Exception {
        startPlatform();
        startTerminal(Fleet.PASSWORDS, secretKey);
        assertOnline();
        stopTerminal();
        assertThatThrownBy(() -> startTerminal(Fleet.PASSWORDS, randomKey()))
                .hasStackTraceContaining("Option stateRepository").hasStackTraceContaining("supply the key of before");
    }

    @Test
    void aStateNeedsAKey() throws Exception {
        startPlatform();
        assertThatThrownBy(() -> startTerminal(Fleet.PASSWORDS, "short"))
                .hasStackTraceContaining("Option stateSecretKey");
        fleet.terminal.getRegistry().bind("states", FileStateRepository.fileStateRepository(file()));
        assertThatThrownBy(() -> fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up") + "&stateRepository=#states");
            }
        })).hasStackTraceContaining("Option stateSecretKey is missing").hasStackTraceContaining("openssl rand -base64 32");
    }
}
