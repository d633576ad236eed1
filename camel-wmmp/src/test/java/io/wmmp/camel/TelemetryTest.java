package io.wmmp.camel;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.camel.CamelContext;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.SpanContextPropagationExtractor;
import org.apache.camel.telemetry.SpanContextPropagationInjector;
import org.apache.camel.telemetry.SpanLifecycleManager;
import org.apache.camel.telemetry.Tracer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the spans of camel-telemetry say of exchanges with terminals and platforms. */
class TelemetryTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private final List<Noted> spans = new CopyOnWriteArrayList<>();

    private void trace(CamelContext context) {
        Tracer tracer = new Tracer() {
            @Override
            protected void initTracer() {
                setSpanLifecycleManager(new Notes());
            }
        };
        tracer.init(context);
    }

    @Test
    void spansHaveCommandTerminalAndResult() throws Exception {
        trace(fleet.platform);
        trace(fleet.terminal);
        fleet.startBothEnds();
        assertThat(fleet.sendUp("36.6").getException()).isNull();

        await().untilAsserted(() -> assertThat(spans).filteredOn(span -> span.name.equals("TRANSPARENT_DATA"))
                .anySatisfy(received -> assertThat(received.tags).contains(Map.entry("wmmp.terminal", Fleet.ID),
                        Map.entry("wmmp.command", "TRANSPARENT_DATA"), Map.entry("wmmp.bearer", "UDP")))
                .anySatisfy(sent -> assertThat(sent.tags).contains(Map.entry("wmmp.result", "0"))));
        assertThat(spans).allSatisfy(span -> assertThat(span.tags.toString())
                .doesNotContain(TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD));
    }

    /** A tracer that only takes notes. */
    private final class Notes implements SpanLifecycleManager {

        @Override
        public Span create(String name, Span parent, SpanContextPropagationExtractor extractor) {
            Noted span = new Noted(name);
            spans.add(span);
            return span;
        }

        @Override
        public void activate(Span span) {
            // nothing to do
        }

        @Override
        public void deactivate(Span span) {
            // nothing to do
        }

        @Override
        public void close(Span span) {
            // nothing to do
        }

        @Override
        public void inject(Span span, SpanContextPropagationInjector injector, boolean includeTracing) {
            // nothing to do
        }
    }

    private static final class Noted implements Span {

        final String name;
        final Map<String, String> tags = new ConcurrentHashMap<>();

        Noted(String name) {
            this.name = name;
        }

        @Override
        public void log(Map<String, String> fields) {
            // of no interest
        }

        @Override
        public void setTag(String key, String value) {
            if (value != null) {
                tags.put(key, value);
            }
        }

        @Override
        public void setComponent(String component) {
            // of no interest
        }

        @Override
        public void setError(boolean error) {
            // of no interest
        }
    }
}
