package io.wmmp.examples.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The platform as it is, between terminals with real sockets and a Kafka with a real log. */
class KafkaStreamTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TERMINALS = 4;
    private static final int READINGS = 10;

    @TempDir
    private Path directory;
    private Broker broker;
    private Platform platform;
    private final List<Terminal> terminals = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        broker = new Broker(directory.resolve("kafka"));
        platform = new Platform(broker);
    }

    @AfterEach
    void stop() {
        terminals.forEach(Terminal::close);
        platform.close();
        broker.stop();
    }

    private Terminal switchOn(int number) {
        Terminal terminal = new Terminal(number, platform);
        terminals.add(terminal);
        return terminal;
    }

    @Test
    void whatEachTerminalSaysIsInOnePartitionInOrder() throws Exception {
        List<CompletableFuture<Void>> talks = IntStream.range(0, TERMINALS).mapToObj(this::switchOn).map(this::talk).toList();
        for (CompletableFuture<Void> talk : talks) {
            talk.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        // all have been answered: everything is there

        List<ConsumerRecord<String, String>> data = awaitData(TERMINALS * READINGS);
        for (Terminal terminal : terminals) {
            List<ConsumerRecord<String, String>> own = data.stream().filter(event -> event.key().equals(terminal.id()))
                    .toList();
            assertThat(own).extracting(ConsumerRecord::partition).containsOnly(own.get(0).partition());
            assertThat(own).extracting(KafkaStreamTest::text)
                    .containsExactlyElementsOf(IntStream.range(0, READINGS).mapToObj(String::valueOf).toList());
        }
        ConsumerRecord<String, String> one = data.get(0);
        assertThat(Telemetry.header(one, "ce_specversion")).isEqualTo("1.0");
        assertThat(Telemetry.header(one, "ce_type")).isEqualTo("io.wmmp.message.TRANSPARENT_DATA");
        assertThat(Telemetry.header(one, "ce_subject")).isEqualTo(one.key());
        assertThat(Telemetry.header(one, "content-type")).isEqualTo("application/json");
        assertThat(Telemetry.header(one, "ce_id")).startsWith(one.key());
    }

    @Test
    void aTerminalGetsNoAnswerWhileTheBrokerIsAway() throws Exception {
        Terminal terminal = switchOn(0);
        terminal.send("before").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        broker.stop();
        CompletableFuture<Exchange> sent = terminal.send("meanwhile");
        int failures = platform.failures();
        await().atMost(PATIENCE).until(() -> platform.failures() > failures);
        assertThat(sent).isNotDone();

        broker.start();
        sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        List<ConsumerRecord<String, String>> data = awaitData(2);
        assertThat(data).extracting(KafkaStreamTest::text).containsExactly("before", "meanwhile");
    }

    /** One reading after the other has been answered. */
    private CompletableFuture<Void> talk(Terminal terminal) {
        CompletableFuture<Exchange> last = CompletableFuture.completedFuture(null);
        for (int reading = 0; reading < READINGS; reading++) {
            String text = String.valueOf(reading);
            last = last.thenCompose(answered -> terminal.send(text));
        }
        return last.thenRun(() -> {});
    }

    /** The TRANSPARENT_DATA in the topic, once there is enough of it, without what has come again. */
    private List<ConsumerRecord<String, String>> awaitData(int number) {
        Map<String, ConsumerRecord<String, String>> data = new LinkedHashMap<>();
        try (Telemetry telemetry = new Telemetry(broker)) {
            await().atMost(PATIENCE).until(() -> {
                telemetry.poll().stream().filter(event -> event.value().contains("TRANSPARENT_DATA"))
                        .forEach(event -> data.putIfAbsent(Telemetry.header(event, "ce_id"), event));
                return data.size() >= number;
            });
        }
        return List.copyOf(data.values());
    }

    private static String text(ConsumerRecord<String, String> event) {
        try {
            JsonNode message = JSON.readTree(event.value());
            return message.at("/body/text").textValue();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
