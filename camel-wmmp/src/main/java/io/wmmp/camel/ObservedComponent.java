package io.wmmp.camel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.support.HealthCheckComponent;

import io.wmmp.link.Bearer;
import io.wmmp.platform.PlatformView;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.Counters;
import io.wmmp.session.DropReason;
import io.wmmp.session.Traffic.Direction;
import io.wmmp.terminal.TerminalPhase;

/** What a component shows of itself by JMX, and the trace of one terminal. */
public abstract class ObservedComponent extends HealthCheckComponent {

    @Metadata(label = "advanced",
            description = "The terminal whose messages are logged, decoded and with secrets masked, at the level INFO of"
                    + " io.wmmp.trace. One terminal at a time; it can be changed while routes run, by JMX and in the dev"
                    + " console. Without it nothing is logged.")
    private String traceTerminal;

    /** @return who watches the platforms and terminals of this component */
    public abstract Observation observation();

    @ManagedAttribute(description = "The terminal whose messages are logged; null for none")
    public String getTraceTerminal() {
        return traceTerminal;
    }

    /**
     * Logs the messages of one terminal from now on.
     *
     * @param  traceTerminal            the terminal id; null or empty for none
     * @throws IllegalArgumentException when it cannot be a terminal id
     */
    @ManagedAttribute(description = "The terminal whose messages are logged; empty for none")
    public void setTraceTerminal(String traceTerminal) {
        boolean off = traceTerminal == null || traceTerminal.isBlank();
        observation().trace(off ? null : TerminalId.of(traceTerminal));
        this.traceTerminal = off ? null : traceTerminal;
    }

    @ManagedAttribute(description = "Terminals with a session at the platform")
    public long getSessions() {
        return views().mapToLong(view -> view.states().values().stream().mapToLong(Long::longValue).sum()).sum();
    }

    @ManagedAttribute(description = "Terminals that are logged in at the platform")
    public long getOnlineSessions() {
        return views().mapToLong(view -> view.states().get(TerminalState.ONLINE)).sum();
    }

    @ManagedAttribute(description = "Terminals of this application")
    public int getTerminals() {
        return observation().terminals().size();
    }

    @ManagedAttribute(description = "Terminals of this application that are logged in")
    public long getOnlineTerminals() {
        return observation().terminals().stream().filter(terminal -> terminal.phase() == TerminalPhase.ONLINE).count();
    }

    @ManagedAttribute(description = "Requests of terminals that are with routes, or wait for a thread")
    public int getExchanges() {
        return views().mapToInt(PlatformView::exchanges).sum();
    }

    @ManagedAttribute(description = "Requests that wait for their turn in a session")
    public long getQueuedRequests() {
        return sum(Counters::queued);
    }

    @ManagedAttribute(description = "Commands that wait for terminals, also for those that are away")
    public int getQueuedCommands() {
        return views().mapToInt(PlatformView::queuedCommands).sum();
    }

    @ManagedAttribute(description = "Messages that were dropped, for whatever reason")
    public long getDroppedMessages() {
        return dropsByReason().values().stream().mapToLong(Long::longValue).sum();
    }

    @ManagedAttribute(description = "Frames that have come")
    public long getReceivedFrames() {
        return frames(Direction.RECEIVED);
    }

    @ManagedAttribute(description = "Frames that have been sent")
    public long getSentFrames() {
        return frames(Direction.SENT);
    }

    private long frames(Direction direction) {
        return sum(counters -> Stream.of(Bearer.values())
                .mapToLong(bearer -> counters.traffic().frames(direction, bearer)).sum());
    }

    @ManagedAttribute(description = "How long routes take with a message, on average, in milliseconds")
    public double getMeanRouteMillis() {
        return counters().stream().mapToDouble(counters -> counters.routeTimes().meanMillis()).max().orElse(0);
    }

    @ManagedAttribute(description = "How long the other end takes to answer, on average, in milliseconds")
    public double getMeanAnswerMillis() {
        return counters().stream().mapToDouble(counters -> counters.answerTimes().meanMillis()).max().orElse(0);
    }

    /** @return how often something was dropped, for each reason for which there was anything */
    @ManagedOperation(description = "How often something was dropped, by reason")
    public Map<String, Long> dropsByReason() {
        Map<String, Long> drops = new LinkedHashMap<>();
        for (DropReason reason : DropReason.values()) {
            long count = sum(counters -> counters.drops().count(reason));
            if (count > 0) {
                drops.put(reason.name(), count);
            }
        }
        return drops;
    }

    private long sum(ToLongFunction<Counters> count) {
        return counters().stream().mapToLong(count).sum();
    }

    private List<Counters> counters() {
        Counters terminals = observation().terminalCounters();
        return Stream.concat(views().map(PlatformView::counters), terminals == null ? Stream.empty() : Stream.of(terminals))
                .collect(Collectors.toList());
    }

    private Stream<PlatformView> views() {
        return observation().platforms().stream();
    }
}
