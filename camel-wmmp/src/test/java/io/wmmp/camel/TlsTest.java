package io.wmmp.camel;

import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SSLContextServerParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.registry.MemoryApplicationRegistry;
import io.wmmp.session.DropReason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** TLS between a platform and a terminal, with certificates made for the test. */
class TlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    static Path directory;

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @BeforeAll
    static void makeCertificates() throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        make(trust, "platform", "CN=platform", "san=ip:127.0.0.1");
        make(trust, "terminal", "CN=" + Fleet.ID, "san=dns:terminal.example");
        make(trust, "application", "CN=EC1", "san=dns:application.example");
        make(trust, "stranger", "CN=somebody else", "san=dns:platform.example");
        try (OutputStream out = Files.newOutputStream(file("trust"))) {
            trust.store(out, PASSWORD.toCharArray());
        }
    }

    private static Path file(String name) {
        return directory.resolve(name + ".p12");
    }

    private static void make(KeyStore trust, String name, String subject, String alternative) throws Exception {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias", name, "-keyalg", "EC", "-dname", subject, "-ext", alternative, "-validity", "2", "-storetype",
                "PKCS12",
                "-keystore", file(name).toString(), "-storepass", PASSWORD).redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile()).start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(Files.readString(directory.resolve(name + ".log"))).isZero();
        trust.setCertificateEntry(name, KeyStore.getInstance(file(name).toFile(), PASSWORD.toCharArray()).getCertificate(name));
    }

    private static KeyStoreParameters store(String name) {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setType("PKCS12");
        store.setResource("file:" + file(name));
        store.setPassword(PASSWORD);
        return store;
    }

    private static SSLContextParameters parameters(String key, String clientAuthentication) {
        SSLContextParameters parameters = new SSLContextParameters();
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store("trust"));
        parameters.setTrustManagers(trust);
        if (key != null) {
            KeyManagersParameters keys = new KeyManagersParameters();
            keys.setKeyStore(store(key));
            keys.setKeyPassword(PASSWORD);
            parameters.setKeyManagers(keys);
        }
        if (clientAuthentication != null) {
            SSLContextServerParameters server = new SSLContextServerParameters();
            server.setClientAuthentication(clientAuthentication);
            parameters.setServerParameters(server);
        }
        return parameters;
    }

    private void start(SSLContextParameters platform, SSLContextParameters terminal, String listening, String connecting)
            throws Exception {
        fleet.platform.getRegistry().bind("tls", platform);
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:tcp:127.0.0.1:0?sslContextParameters=#tls" + listening).routeId("up").to("mock:up");
            }
        });
        fleet.terminal.getRegistry().bind("tls", terminal);
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("tcp", "up") + "&sslContextParameters=#tls" + connecting);
            }
        });
    }

    private void assertWorks() {
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(fleet.mock("up").getReceivedCounter()).isPositive();
    }

    @Test
    void messagesGoOverTls() throws Exception {
        start(parameters("platform", null), parameters(null, null), "", "");
        assertWorks();
        assertThat(fleet.command("CONFIG_GET", List.of("heartbeat_interval")).getException()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "&bindCertificate=true" })
    void terminalShowsItsCertificate(String binding) throws Exception {
        start(parameters("platform", "REQUIRE"), parameters("terminal", null), binding, "");
        assertWorks();
    }

    @Test
    void theParametersOfTheCamelContextCountWhereTheComponentIsToldSo() throws Exception {
        fleet.platform.setSSLContextParameters(parameters("platform", null));
        fleet.component.setUseGlobalSslContextParameters(true);
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:tcp:127.0.0.1:0").routeId("up").to("mock:up");
            }
        });
        fleet.terminal.setSSLContextParameters(parameters(null, null));
        fleet.terminal.getComponent("wmmp", WmmpComponent.class).setUseGlobalSslContextParameters(true);
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("tcp", "up"));
            }
        });
        assertWorks();
        assertThat(fleet.terminal.getEndpoints().stream().filter(WmmpEndpoint.class::isInstance).map(WmmpEndpoint.class::cast))
                .isNotEmpty().allSatisfy(endpoint -> assertThat(endpoint.getConfiguration().getSslContextParameters())
                        .isSameAs(fleet.terminal.getSSLContextParameters()));
    }

    @Test
    void terminalWithoutCertificateIsNotLetInWhereOneIsRequired() throws Exception {
        start(parameters("platform", "REQUIRE"), parameters(null, null), "", "");
        assertThat(fleet.sendUp("36.6").getException()).isNotNull();
        assertThat(fleet.mock("up").getReceivedCounter()).isZero();
        await().until(() -> fleet.sharedPlatform().dropped(DropReason.TLS_HANDSHAKE) > 0);
    }

    @Test
    void whoSpeaksNoTlsIsCounted() throws Exception {
        start(parameters("platform", null), parameters(null, null), "", "");
        try (Socket stranger = new Socket("127.0.0.1", fleet.port("up"))) {
            stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> fleet.sharedPlatform().dropped(DropReason.TLS_HANDSHAKE) == 1);
        }
        assertWorks();
    }

    @ParameterizedTest
    @CsvSource({ "'', sslContextParameters", "'&sslContextParameters=#other', sslContextParameters",
            "'&sslContextParameters=#tls&hostnameVerification=false', hostnameVerification" })
    void endpointsOfOneTerminalThatDifferInTlsAreRefused(String tls, String option) {
        fleet.terminal.getRegistry().bind("tls", parameters(null, null));
        fleet.terminal.getRegistry().bind("other", parameters("terminal", null));
        assertThatThrownBy(() -> fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                String uri = "wmmp:terminal:tcp:127.0.0.1:1?" + Fleet.IDENTITY + Fleet.PASSWORDS;
                from("direct:up").to(uri + "&sslContextParameters=#tls");
                from("direct:other").to(uri + tls);
            }
        })).hasStackTraceContaining("Option " + option + " differs");
    }

    @Test
    void certificateOfAnotherTerminalIsRefusedAndCounted() throws Exception {
        start(parameters("platform", "REQUIRE"), parameters("stranger", null), "&bindCertificate=true",
                "");
        assertThat(fleet.sendUp("36.6").getException()).isNotNull();
        await().until(() -> fleet.sharedPlatform().dropped(DropReason.FOREIGN_CERTIFICATE) > 0);
        assertThat(fleet.mock("up").getReceivedCounter()).isZero();
    }

    @Test
    void terminalVerifiesTheHostOfThePlatformUnlessToldOtherwise() throws Exception {
        start(parameters("stranger", null), parameters(null, null), "", "");
        // it is connecting at that moment, or pauses because it cannot
        assertThat(fleet.sendUp("36.6").getException()).hasMessageContaining("connect");
        assertThat(fleet.mock("up").getReceivedCounter()).isZero();
    }

    @Test
    void hostNeedNotBeVerified() throws Exception {
        start(parameters("stranger", null), parameters(null, null), "", "&hostnameVerification=false");
        assertWorks();
    }

    @Test
    void bindingNeedsTls() {
        assertThatThrownBy(() -> fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:tcp:127.0.0.1:0?bindCertificate=true").to("mock:up");
            }
        })).hasStackTraceContaining("Option bindCertificate");
    }

    private void startWithApplication(SSLContextParameters key, String more) throws Exception {
        MemoryApplicationRegistry applications = new MemoryApplicationRegistry();
        applications.save(new ApplicationRecord("EC1", null));
        fleet.component.setApplications(applications);
        fleet.platform.getRegistry().bind("tls", parameters("platform", "REQUIRE"));
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:tcp:127.0.0.1:0?sslContextParameters=#tls&bindCertificate=true&answerTimeout=300&sends=10")
                        .routeId("up").to("mock:up");
            }
        });
        fleet.terminal.getRegistry().bind("terminal", parameters("terminal", null));
        fleet.terminal.getRegistry().bind("application", key);
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("tcp", "up") + "&sslContextParameters=#terminal");
                from("wmmp:application:tcp:127.0.0.1:" + fleet.port("up") + "?ecCode=EC1&retryInterval=200"
                        + "&sslContextParameters=#application" + more).to("mock:data");
            }
        });
    }

    @Test
    void certificateProvesAnApplication() throws Exception {
        startWithApplication(parameters("application", null), "");
        await().untilAsserted(
                () -> assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0));
        assertThat(fleet.terminal.getEndpoint("mock:data", MockEndpoint.class).getReceivedCounter()).isEqualTo(1);
        assertThat(fleet.mock("up").getExchanges())
                .noneMatch(exchange -> "TRANSPARENT_DATA".equals(exchange.getIn().getHeader(WmmpConstants.COMMAND)));
    }

    @Test
    void certificateOfSomebodyElseProvesNoApplication() throws Exception {
        startWithApplication(parameters("stranger", null), "");
        await().until(() -> fleet.sharedPlatform().dropped(DropReason.FOREIGN_CERTIFICATE) > 0);
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(1);
    }
}
