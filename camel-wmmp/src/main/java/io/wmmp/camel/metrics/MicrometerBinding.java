package io.wmmp.camel.metrics;

import java.util.Set;
import java.util.function.ToDoubleFunction;

import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.wmmp.platform.PlatformView;
import io.wmmp.session.Counters;
import io.wmmp.terminal.TerminalPhase;

/** Meters in the Micrometer registry of an application. */
final class MicrometerBinding extends MeterBinding {

    private static final Logger LOG = LoggerFactory.getLogger(MicrometerBinding.class);
    /** Under this name camel-micrometer has its registry. */
    private static final String NAME = "metricsRegistry";

    private final WmmpMeters meters;

    private MicrometerBinding(WmmpMeters meters) {
        this.meters = meters;
    }

    /** The way to the registry of a context: that of camel-micrometer, or the only one, or the composite of several; or null. */
    static MeterBinding in(CamelContext context) {
        MeterRegistry named = context.getRegistry().lookupByNameAndType(NAME, MeterRegistry.class);
        Set<MeterRegistry> all = context.getRegistry().findByType(MeterRegistry.class);
        MeterRegistry registry = named != null ? named
                : all.stream().filter(each -> all.size() == 1 || each instanceof CompositeMeterRegistry).findFirst()
                        .orElse(null);
        if (registry == null) {
            LOG.debug("No meters: {} meter registries, none of them named {}", all.size(), NAME);
            return null;
        }
        return new MicrometerBinding(new WmmpMeters(registry, context.getName()));
    }

    @Override
    public void add(PlatformView platform) {
        meters.add(platform);
    }

    @Override
    public void add(Counters counters, ToDoubleFunction<TerminalPhase> phases) {
        meters.add(counters, phases);
    }

    @Override
    public void close() {
        meters.close();
    }
}
