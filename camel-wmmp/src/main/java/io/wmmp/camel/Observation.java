package io.wmmp.camel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.WritableHealthCheckRepository;

import io.wmmp.camel.health.PlatformHealthCheck;
import io.wmmp.camel.health.TerminalHealthCheck;
import io.wmmp.camel.metrics.MeterBinding;
import io.wmmp.platform.Platform;
import io.wmmp.platform.PlatformView;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.Counters;
import io.wmmp.session.FrameTrace;
import io.wmmp.session.FrameWatcher;
import io.wmmp.terminal.Terminal;

/**
 * Shows the platforms and the terminals of a component to those who watch it: meters, health checks, and the trace of one
 * terminal. Safe for use by any thread.
 */
public final class Observation {

    private final WmmpComponent component;
    private final List<Platform> platforms = new CopyOnWriteArrayList<>();
    private final List<HealthCheck> healthChecks = new CopyOnWriteArrayList<>();
    /** How many producers use a terminal. */
    private final Map<Terminal, Integer> producers = new HashMap<>();
    private Counters terminals;
    private MeterBinding meters;
    private TerminalId traced;
    private final List<FrameWatcher> watchers = new ArrayList<>();

    Observation(WmmpComponent component) {
        this.component = component;
    }

    /** A platform is used from now on, perhaps as before. */
    synchronized Platform watched(Platform platform) {
        if (!platforms.contains(platform)) {
            platforms.add(platform);
            show(platform.view().counters());
            checkHealth(platform);
            if (meters != null) {
                meters.add(platform.view());
            }
        }
        return platform;
    }

    private void show(Counters counters) {
        FrameTrace trace = counters.traffic().trace();
        trace.of(traced);
        watchers.forEach(trace::add);
    }

    private void checkHealth(Platform platform) {
        CamelContext context = component.getCamelContext();
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry != null && component.isHealthCheckConsumerEnabled()) {
            String number = platforms.size() == 1 ? "" : "-" + platforms.size();
            HealthCheck check = new PlatformHealthCheck("wmmp-platform" + number, platform.view());
            registry.register(check);
            healthChecks.add(check);
        }
    }

    /** There are terminals from now on. */
    synchronized void watch(Counters counters) {
        terminals = counters;
        show(counters);
        if (meters != null) {
            meters.add(counters, component.terminals()::count);
        }
    }

    /** All beans are there: looks for somebody who wants meters. */
    synchronized void start() {
        if (meters != null) {
            return;
        }
        meters = MeterBinding.of(component.getCamelContext());
        platforms.forEach(platform -> meters.add(platform.view()));
        if (terminals != null) {
            meters.add(terminals, component.terminals()::count);
        }
    }

    synchronized void stop() {
        if (meters != null) {
            meters.close();
            meters = null;
        }
        HealthCheckRegistry registry = HealthCheckRegistry.get(component.getCamelContext());
        if (registry != null) {
            healthChecks.forEach(registry::unregister);
        }
        healthChecks.clear();
        platforms.clear();
        terminals = null;
    }

    /** Checks the health of a terminal while producers use it. */
    synchronized void producerStarted(Terminal terminal) {
        WritableHealthCheckRepository repository = producers();
        if (repository != null && component.isHealthCheckProducerEnabled() && producers.merge(terminal, 1, Integer::sum) == 1) {
            repository.addHealthCheck(healthCheck(terminal));
        }
    }

    synchronized void producerStopped(Terminal terminal) {
        WritableHealthCheckRepository repository = producers();
        if (repository != null && producers.containsKey(terminal)
                && producers.compute(terminal, (same, users) -> users == 1 ? null : users - 1) == null) {
            repository.removeHealthCheck(healthCheck(terminal));
        }
    }

    private WritableHealthCheckRepository producers() {
        return HealthCheckHelper.getHealthCheckRepository(component.getCamelContext(), "producers",
                WritableHealthCheckRepository.class);
    }

    /** Checks are equal when their ids are. */
    private static HealthCheck healthCheck(Terminal terminal) {
        return new TerminalHealthCheck("producer:wmmp-" + terminal.terminalId(), () -> terminal);
    }

    /** @return the platforms that endpoints of the component use */
    public List<PlatformView> platforms() {
        return platforms.stream().map(Platform::view).toList();
    }

    /** @return the terminals of the component */
    public List<Terminal> terminals() {
        return component.terminals().all();
    }

    /** @return what the terminals count, together; null while there never was one */
    public synchronized Counters terminalCounters() {
        return terminals;
    }

    /** Logs the frames of one terminal, at whichever end it is here; null for none. */
    synchronized void trace(TerminalId terminalId) {
        traced = terminalId;
        traces(trace -> trace.of(terminalId));
    }

    /**
     * Shows the messages of all platforms and terminals of the component to somebody.
     *
     * @param watcher sees messages from now on, until it is removed
     */
    public synchronized void watch(FrameWatcher watcher) {
        watchers.add(watcher);
        traces(trace -> trace.add(watcher));
    }

    /** @param watcher sees no more messages, but for those that are on their way to it */
    public synchronized void unwatch(FrameWatcher watcher) {
        watchers.remove(watcher);
        traces(trace -> trace.remove(watcher));
    }

    private void traces(Consumer<FrameTrace> change) {
        platforms.forEach(platform -> change.accept(platform.view().counters().traffic().trace()));
        if (terminals != null) {
            change.accept(terminals.traffic().trace());
        }
    }
}
