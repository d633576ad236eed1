package io.wmmp.examples.soapbridge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.wmmp.camel.PlatformConsumer;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The bridge as it is, between a terminal on a UDP socket and an application of CXF on two HTTP connections. */
class SoapBridgeTest {

    private static final String TERMINAL = "SOAPTERM00000001";
    /** What a terminal is told when the route has failed. */
    private static final int FAILED = 3;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Main bridge = SoapBridge.newMain();
    private final CamelContext terminal = new DefaultCamelContext();
    private final Queue<String> delivered = new ConcurrentLinkedQueue<>();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final String platformAddress = "http://127.0.0.1:" + Demo.freePort() + "/platform";
    private final String applicationAddress = "http://127.0.0.1:" + Demo.freePort() + "/application";
    private Application application;

    @BeforeEach
    void startBridge() {
        bridge.addOverrideProperty("bridge.udp", "127.0.0.1:0");
        bridge.addOverrideProperty("platform.address", platformAddress);
        bridge.addOverrideProperty("application.address", applicationAddress);
        bridge.addOverrideProperty("terminal.uplink-password", TestSecrets.UPLINK_PASSWORD);
        bridge.addOverrideProperty("terminal.downlink-password", TestSecrets.DOWNLINK_PASSWORD);
        bridge.start();
    }

    @AfterEach
    void stop() {
        terminal.stop();
        bridge.stop();
        if (application != null) {
            application.close();
        }
    }

    private void startApplication(BiConsumer<String, byte[]> consumer) {
        application = new Application(applicationAddress, platformAddress, consumer);
    }

    /** A terminal whose route does not want the data "no". */
    private void startTerminal() throws Exception {
        int port = ((PlatformConsumer) bridge.getCamelContext().getRoute("out").getConsumer()).getLocalPort();
        String uri = "wmmp:terminal:udp:127.0.0.1:" + port + "?terminalId=" + TERMINAL
                + "&imei=490154203237518&imsi=460001234567890&uplinkPassword=" + TestSecrets.UPLINK_PASSWORD
                + "&downlinkPassword=" + TestSecrets.DOWNLINK_PASSWORD;
        terminal.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(exchange -> heard.add(exchange.getMessage().getBody(String.class)))
                        .filter(body().isEqualTo("no")).setHeader(WmmpConstants.ANSWER, constant(4));
                from("direct:send").to(uri);
            }
        });
        terminal.start();
    }

    private CompletableFuture<Exchange> send(String text) {
        return terminal.createProducerTemplate().asyncSend("direct:send", exchange -> exchange.getMessage().setBody(text));
    }

    private static Object result(CompletableFuture<Exchange> sent) {
        return sent.join().getMessage().getHeader(WmmpConstants.RESULT);
    }

    private void take(String terminalId, byte[] data) {
        delivered.add(terminalId + " " + new String(data, StandardCharsets.UTF_8));
    }

    @Test
    void aTerminalIsAnsweredWhenTheApplicationHasTakenItsData() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        startApplication((terminalId, data) -> {
            take(terminalId, data);
            await().atMost(LONG).until(() -> taken.getCount() == 0);
        });
        startTerminal();
        CompletableFuture<Exchange> sent = send("36.6 °C");
        await().atMost(LONG).until(() -> delivered.size() == 1);
        assertThat(sent).isNotDone();
        taken.countDown();
        assertThat(result(sent)).isEqualTo(0);
        assertThat(delivered).containsExactly(TERMINAL + " 36.6 °C");
    }

    @Test
    void aFaultOfTheApplicationAndItsAbsenceAreNegativeAnswers() throws Exception {
        startTerminal();
        CompletableFuture<Exchange> nobodyThere = send("1");
        assertThat(result(nobodyThere)).isEqualTo(FAILED);
        startApplication((terminalId, data) -> {
            throw new IllegalStateException("The disk is full");
        });
        assertThat(result(send("2"))).isEqualTo(FAILED);
        application.close();
        startApplication(this::take);
        assertThat(result(send("3"))).isEqualTo(0);
        assertThat(delivered).containsExactly(TERMINAL + " 3");
    }

    @Test
    void theApplicationIsAnsweredWhenTheTerminalHasAnswered() throws Exception {
        startApplication(this::take);
        startTerminal();
        assertThat(result(send("I am here"))).isEqualTo(0);
        assertThat(application.platform().sendToTerminal(TERMINAL, "pump on".getBytes(StandardCharsets.UTF_8))).isZero();
        assertThat(application.platform().sendToTerminal(TERMINAL, "no".getBytes(StandardCharsets.UTF_8))).isEqualTo(4);
        assertThat(heard).containsExactly("pump on", "no");
    }

    @Test
    void theApplicationIsToldWhyDataCouldNotBeSent() {
        startApplication(this::take);
        byte[] data = { 1, 2, 3 };
        assertThatThrownBy(() -> application.platform().sendToTerminal("NOSUCHTERMINAL00", data)).isInstanceOf(NotSent.class)
                .hasMessage("The platform does not know this terminal")
                .extracting("faultInfo").isEqualTo("The platform does not know this terminal");
        assertThatThrownBy(() -> application.platform().sendToTerminal(TERMINAL, data)).isInstanceOf(NotSent.class)
                .hasMessage("The terminal is not logged in");
    }

    @Test
    void nothingOfTheInsideShowsInAFault() throws Exception {
        for (String id : List.of("NOSUCHTERMINAL00", "", "ID WITH SPACES", "x".repeat(10_000))) {
            HttpResponse<String> response = post("""
                    <Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>
                    <t:sendToTerminal xmlns:t="urn:io.wmmp:soap:terminals:1" xmlns="">
                    <terminalId>%s</terminalId><data>AQID</data></t:sendToTerminal></Body></Envelope>""".formatted(id));
            assertThat(response.statusCode()).as(id).isEqualTo(500);
            assertThat(response.body()).as(id).contains("<faultstring>").doesNotContain("Exception", "io.wmmp.", "org.apache");
        }
        assertThat(post("no XML").body()).contains("<faultstring>").doesNotContain("Exception", "io.wmmp.", "org.apache");
    }

    @Test
    void theContractIsPublished() throws Exception {
        HttpResponse<String> wsdl = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(platformAddress + "?wsdl")).build(), BodyHandlers.ofString());
        assertThat(wsdl.body()).contains("sendToTerminal", "notSent", platformAddress);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(platformAddress))
                .header("Content-Type", "text/xml; charset=utf-8").POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }
}
