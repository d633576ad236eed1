package io.wmmp.examples.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.Command;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Terminals of the component, by their numbers, and what users do about them over HTTP. */
final class TerminalFleet implements AutoCloseable {

    private final Box box;
    private final String token;
    private final Path directory;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final Map<Integer, Queue<String>> heard = new ConcurrentHashMap<>();

    TerminalFleet(Box box, String token, Path directory) {
        this.box = box;
        this.token = token;
        this.directory = directory;
        camel.start();
        template = camel.createProducerTemplate();
    }

    static String id(int number) {
        return "PUMP%012d".formatted(number);
    }

    private static String imei(int number) {
        return "%015d".formatted(490154203230000L + number);
    }

    private static String imsi(int number) {
        return "%015d".formatted(1010123450000L + number);
    }

    /** Adds terminals to the platform. */
    void provision(int first, int last, String ecCode) {
        for (int i = first; i <= last; i++) {
            post("/terminals", """
                    {"terminalId": "%s", "imei": "%s", "imsi": "%s", "uplinkPassword": "%s", "downlinkPassword": "%s",
                     "ecCode": "%s"}""".formatted(id(i), imei(i), imsi(i), TestSecrets.UPLINK_PASSWORD,
                    TestSecrets.DOWNLINK_PASSWORD, ecCode), 201);
        }
    }

    /** Lets them log in, and waits until they have. */
    void start(int first, int last) throws Exception {
        for (int i = first; i <= last; i++) {
            int number = i;
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri(number)).routeId(id(number)).filter(header(WmmpConstants.COMMAND).isEqualTo("TRANSPARENT_DATA"))
                            .process(exchange -> hear(number, exchange));
                }
            });
        }
        for (int i = first; i <= last; i++) {
            String path = box.http("/terminals/" + id(i));
            await().untilAsserted(() -> assertThat(Answer.get(path, "Authorization", "Bearer " + token).json().path("state")
                    .textValue()).isEqualTo("ONLINE"));
        }
    }

    private String uri(int number) {
        return "wmmp:terminal:udp:127.0.0.1:" + box.port("udp") + "?terminalId=" + id(number) + "&imei=" + imei(number)
                + "&imsi=" + imsi(number) + "&uplinkPassword=RAW(" + TestSecrets.UPLINK_PASSWORD + ")&downlinkPassword=RAW("
                + TestSecrets.DOWNLINK_PASSWORD + ")&downloadBlockSize=200&downloadDirectory=" + directory.resolve(id(number));
    }

    private void hear(int number, Exchange exchange) {
        heard.computeIfAbsent(number, key -> new ConcurrentLinkedQueue<>())
                .add(exchange.getMessage().getBody(String.class));
    }

    /** The texts that a terminal has been sent. */
    List<String> heard(int number) {
        return List.copyOf(heard.getOrDefault(number, new ConcurrentLinkedQueue<>()));
    }

    /** A terminal tells values of its own. */
    void report(int number, Map<String, Object> values) {
        template.requestBodyAndHeader(uri(number), values, WmmpConstants.COMMAND, Command.CONFIG_TRAP.name());
    }

    /** A terminal sends data. */
    void send(int number, String text) {
        template.requestBody(uri(number), text);
    }

    /** A terminal logs out. It must not have told anything itself, else there is somebody who may want to go on. */
    void stop(int number) throws Exception {
        camel.getRouteController().stopRoute(id(number));
    }

    void firmware(String name, String version, int size) {
        Answer answer = Answer.async(box.http("/firmware/" + name + "?version=" + version), "PUT", "x".repeat(size),
                "Authorization", "Bearer " + token).join();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    }

    void campaign(String firmware, List<Integer> numbers) {
        String terminals = numbers.stream().map(number -> "\"" + id(number) + "\"").collect(Collectors.joining(", "));
        post("/campaigns", "{\"firmware\": \"" + firmware + "\", \"parallel\": 4, \"terminals\": [" + terminals + "]}", 201);
    }

    void desire(int number, String values) {
        Answer answer = Answer.async(box.http("/terminals/" + id(number) + "/twin/desired"), "PATCH", values, "Authorization",
                "Bearer " + token).join();
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    }

    private void post(String path, String body, int status) {
        Answer answer = Answer.post(box.http(path), body, "Authorization", "Bearer " + token);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    }

    @Override
    public void close() {
        camel.stop();
    }
}
