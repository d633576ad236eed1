package io.wmmp.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

/**
 * A bridge of the examples, the {@code camel-main} application of its module, as its users start it, at any free port. Stopped and
 * started again, it has the same database.
 */
public final class Bridge implements AutoCloseable {

    /** Of this database only, which goes with the test. */
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private final String broker;
    private final Path directory;
    private final AtomicInteger failures = new AtomicInteger();
    private final Map<String, String> properties = new HashMap<>();
    private Main main;

    /**
     * Starts nothing yet.
     *
     * @param broker    the URL of the broker
     * @param directory of the database
     */
    public Bridge(String broker, Path directory) {
        this.broker = broker;
        this.directory = directory;
    }

    /**
     * Sets a property more.
     *
     * @param  name  of the property
     * @param  value of the property
     * @return       this
     */
    public Bridge with(String name, String value) {
        properties.put(name, value);
        return this;
    }

    /**
     * Starts it, and waits until its routes take what comes.
     *
     * @return this
     */
    public Bridge start() {
        main = new Main();
        main.addOverrideProperty("bridge.listen", "udp:127.0.0.1:0");
        main.addOverrideProperty("bridge.broker", broker);
        main.addOverrideProperty("bridge.database",
                "jdbc:h2:file:" + directory.resolve("platform") + ";DB_CLOSE_ON_EXIT=FALSE");
        main.addOverrideProperty("bridge.database.key", KEY);
        properties.forEach(main::addOverrideProperty);
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

    /** Provisions a terminal. */
    public void add(TerminalRecord terminal) {
        main.getCamelContext().getRegistry().findSingleByType(PlatformStore.class).registry().add(terminal)
                .toCompletableFuture().join();
    }

    /** @return where it listens for terminals, UDP */
    public int port() {
        return ((PlatformConsumer) main.getCamelContext().getRoute("data").getConsumer()).getLocalPort();
    }

    /** @return how many commands wait for a terminal */
    public int queued(String terminalId) {
        return ((WmmpEndpoint) main.getCamelContext().getRoute("data").getEndpoint()).sharedPlatform().commands()
                .queued(TerminalId.of(terminalId));
    }

    /** @return how many exchanges have failed */
    public int failures() {
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
