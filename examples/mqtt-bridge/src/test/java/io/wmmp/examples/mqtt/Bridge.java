package io.wmmp.examples.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.main.Main;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

import io.wmmp.camel.PlatformConsumer;
import io.wmmp.camel.WmmpEndpoint;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.protocol.TerminalId;

import static org.awaitility.Awaitility.await;

/** The bridge as its users start it, at any free port. Stopped and started again, it has the same database. */
final class Bridge implements AutoCloseable {

    /** Of this database only, which goes with the test. */
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private final Broker broker;
    private final Path directory;
    private final AtomicInteger failures = new AtomicInteger();
    private Main main;

    Bridge(Broker broker, Path directory) {
        this.broker = broker;
        this.directory = directory;
    }

    Bridge start() {
        main = new Main();
        main.addOverrideProperty("bridge.listen", "udp:127.0.0.1:0");
        main.addOverrideProperty("bridge.broker", broker.url());
        main.addOverrideProperty("bridge.database",
                "jdbc:h2:file:" + directory.resolve("platform"));
        main.addOverrideProperty("bridge.database.key", KEY);
        main.bind("failures", new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event.getType() == CamelEvent.Type.ExchangeFailed) {
                    failures.incrementAndGet();
                }
            }
        });
        main.start();
        // commands that come before it has subscribed are lost
        await().atMost(Duration.ofMinutes(1)).until(() -> main.getCamelContext().getRoutes().stream().allMatch(
                route -> main.getCamelContext().getRouteController().getRouteStatus(route.getId()).isStarted()));
        return this;
    }

    void add(TerminalRecord terminal) {
        main.getCamelContext().getRegistry().findSingleByType(PlatformStore.class).registry().add(terminal)
                .toCompletableFuture().join();
    }

    int port() {
        return ((PlatformConsumer) main.getCamelContext().getRoute("data").getConsumer()).getLocalPort();
    }

    /** How many commands wait for a terminal. */
    int queued(String terminalId) {
        return ((WmmpEndpoint) main.getCamelContext().getRoute("data").getEndpoint()).sharedPlatform().commands()
                .queued(TerminalId.of(terminalId));
    }

    /** How many exchanges have failed. */
    int failures() {
        return failures.get();
    }

    @Override
    public void close() {
        if (main != null) {
            main.stop();
            main = null;
        }
    }
}
