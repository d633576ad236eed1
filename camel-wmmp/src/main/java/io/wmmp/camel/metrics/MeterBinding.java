package io.wmmp.camel.metrics;

import java.util.function.ToDoubleFunction;

import org.apache.camel.CamelContext;

import io.wmmp.platform.PlatformView;
import io.wmmp.session.Counters;
import io.wmmp.terminal.TerminalPhase;

/**
 * The way to the meters, where the application has Micrometer and a meter registry; otherwise a way to nowhere. It knows of
 * Micrometer by name only, so that its classes are not loaded before they are known to be there.
 */
public class MeterBinding {

    private static final MeterBinding NONE = new MeterBinding();

    MeterBinding() {
    }

    /**
     * Looks for a meter registry in the registry of a Camel context.
     *
     * @param  context the context, whose beans are there
     * @return         the way to its meters, perhaps to none
     */
    public static MeterBinding of(CamelContext context) {
        boolean present = context.getClassResolver().resolveClass("io.micrometer.core.instrument.MeterRegistry") != null;
        MeterBinding found = present ? MicrometerBinding.in(context) : null;
        return found == null ? NONE : found;
    }

    /**
     * @param platform is to be metered
     */
    public void add(PlatformView platform) {
        // nobody wants it
    }

    /**
     * @param counters what the terminals count
     * @param phases   tells how many of them are in a phase
     */
    public void add(Counters counters, ToDoubleFunction<TerminalPhase> phases) {
        // nobody wants it
    }

    /** Removes the meters. */
    public void close() {
        // there are none
    }
}
