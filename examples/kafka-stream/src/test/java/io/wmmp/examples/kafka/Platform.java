package io.wmmp.examples.kafka;

import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.main.Main;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

import io.wmmp.camel.PlatformConsumer;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;

/** The platform as its users start it, at any free port. */
final class Platform implements AutoCloseable {

    private final Main main = new Main();
    private final AtomicInteger failures = new AtomicInteger();

    Platform(Broker broker) {
        main.addOverrideProperty("stream.listen", "udp:127.0.0.1:0");
        main.addOverrideProperty("stream.brokers", broker.address());
        main.addOverrideProperty("wmmp.cloud-event-key", "any long text will do for a test");
        // so that a broker that is away shows soon
        main.addOverrideProperty("camel.component.kafka.delivery-timeout-ms", "3000");
        main.addOverrideProperty("camel.component.kafka.request-timeout-ms", "2000");
        main.addOverrideProperty("camel.component.kafka.max-block-ms", "3000");
        main.bind("failures", new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event.getType() == CamelEvent.Type.ExchangeFailed) {
                    failures.incrementAndGet();
                }
            }
        });
        main.start();
    }

    void add(TerminalRecord terminal) {
        main.getCamelContext().getRegistry().findSingleByType(TerminalRegistry.class).add(terminal)
                .toCompletableFuture().join();
    }

    int port() {
        return ((PlatformConsumer) main.getCamelContext().getRoute("telemetry").getConsumer()).getLocalPort();
    }

    /** How many exchanges have failed. */
    int failures() {
        return failures.get();
    }

    @Override
    public void close() {
        main.stop();
    }
}
