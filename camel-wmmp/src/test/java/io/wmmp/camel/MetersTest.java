package io.wmmp.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wmmp.docs.OperationsPage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The meters that an application with Micrometer gets by itself. */
class MetersTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private final MeterRegistry meters = new SimpleMeterRegistry();

    private void start() throws Exception {
        fleet.platform.getRegistry().bind("anyName", meters);
        fleet.terminal.getRegistry().bind("anyName", meters);
        fleet.startPlatform();
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri("udp", "up"));
                from(fleet.terminalUri("udp", "up")).throwException(new IllegalStateException("does not want"));
            }
        });
    }

    private double value(String name, String... tags) {
        return meters.get(name).tags(tags).meters().stream().flatMap(meter -> {
            List<Double> values = new ArrayList<>();
            meter.measure().forEach(measurement -> values.add(measurement.getValue()));
            return values.stream().limit(1);
        }).mapToDouble(Double::doubleValue).sum();
    }

    @Test
    void theyCountWhatHappensAtBothEnds() throws Exception {
        start();
        assertThat(fleet.sendUp("36.6").getException()).isNull();
        assertThat(fleet.command("TRANSPARENT_DATA", "hello").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(3);

        // meters know their source weakly
        System.gc();
        await().untilAsserted(() -> {
            assertThat(value("wmmp.requests.received", "end", "platform", "command", "TRANSPARENT_DATA", "result", "success"))
                    .isEqualTo(1);
            assertThat(value("wmmp.requests.received", "end", "platform", "command", "LOGIN", "result", "success"))
                    .isEqualTo(1);
            assertThat(value("wmmp.requests.sent", "end", "terminal", "command", "TRANSPARENT_DATA", "result", "success"))
                    .isEqualTo(1);
            assertThat(value("wmmp.requests.sent", "end", "platform", "command", "TRANSPARENT_DATA", "result", "failure"))
                    .isEqualTo(1);
            assertThat(value("wmmp.requests.received", "end", "terminal", "command", "TRANSPARENT_DATA", "result", "failure"))
                    .isEqualTo(1);
            assertThat(value("wmmp.sessions", "state", "online")).isEqualTo(1);
            assertThat(value("wmmp.terminals", "phase", "online")).isEqualTo(1);
            assertThat(value("wmmp.route.time", "end", "platform", "command", "TRANSPARENT_DATA")).isEqualTo(1);
            assertThat(value("wmmp.route.time", "end", "terminal", "command", "TRANSPARENT_DATA")).isEqualTo(1);
            assertThat(value("wmmp.answer.time", "end", "platform", "command", "TRANSPARENT_DATA")).isEqualTo(1);
            assertThat(value("wmmp.queue", "end", "platform")).isZero();
            assertThat(value("wmmp.exchanges")).isZero();
        });
        assertThat(meters.get("wmmp.answer.time").tags("end", "terminal", "command", "TRANSPARENT_DATA").timer()
                .totalTime(TimeUnit.MILLISECONDS)).isPositive();
        assertThat(value("wmmp.bytes", "end", "platform", "direction", "received", "bearer", "udp")).isPositive()
                .isGreaterThan(value("wmmp.frames", "end", "platform", "direction", "received", "bearer", "udp"));
        assertThat(meters.get("wmmp.sessions").meters()).allSatisfy(
                meter -> assertThat(meter.getId().getTag("camelContext")).isEqualTo(fleet.platform.getName()));
    }

    @Test
    void theyAreThoseOfTheTableAndNameNoTerminal() throws Exception {
        start();
        fleet.sendUp("36.6");

        Set<String> real = meters.getMeters().stream().filter(meter -> meter.getId().getName().startsWith("wmmp."))
                .map(MetersTest::row).collect(Collectors.toCollection(TreeSet::new));
        assertThat(real).isEqualTo(OperationsPage.meters());
        assertThat(meters.getMeters()).flatExtracting(meter -> meter.getId().getTags()).extracting(Tag::getValue)
                .doesNotContain(Fleet.ID);
    }

    private static String row(Meter meter) {
        Set<String> tags = meter.getId().getTags().stream().map(Tag::getKey)
                .filter(key -> !key.equals("camelContext") && !key.equals("end"))
                .collect(Collectors.toCollection(TreeSet::new));
        return meter.getId().getName() + " " + meter.getId().getType().name().toLowerCase(Locale.ROOT) + " " + tags;
    }

    @Test
    void theyLeaveWithTheComponentAndComeBackWithIt() throws Exception {
        start();
        fleet.terminal.stop();
        fleet.platform.stop();
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void theRegistryOfCamelMicrometerGoesFirst() throws Exception {
        MeterRegistry own = new SimpleMeterRegistry();
        fleet.platform.getRegistry().bind("metricsRegistry", own);
        start();
        assertThat(own.find("wmmp.sessions").meters()).hasSize(3);
        assertThat(meters.find("wmmp.sessions").meters()).isEmpty();
    }

    @Test
    void aPlatformThatJoinsLaterIsCountedToo() throws Exception {
        start();
        fleet.platform.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:tcp:127.0.0.1:0").routeId("late").to("mock:late");
            }
        });
        assertThat(meters.find("wmmp.sessions").meters()).hasSize(3);
        assertThat(fleet.sendUp("36.6").getException()).isNull();
        await().untilAsserted(() -> assertThat(value("wmmp.sessions", "state", "online")).isEqualTo(1));
    }
}
