package io.wmmp.camel;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which threads run routes. */
class DeliveryTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private final List<String> threads = new CopyOnWriteArrayList<>();

    private void note(Exchange exchange) {
        threads.add(Thread.currentThread().getName());
    }

    private void startBothEnds(String protocol, String options) throws Exception {
        fleet.startPlatform(new RouteBuilder() {
            @Override
            public void configure() {
                from("wmmp:platform:" + protocol + ":127.0.0.1:0?" + options).routeId("up").process(DeliveryTest.this::note);
            }
        });
        fleet.startTerminal(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:up").to(fleet.terminalUri(protocol, "up"));
                from(fleet.terminalUri(protocol, "up") + "&" + options).process(DeliveryTest.this::note);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({ "udp, pool, wmmp", "tcp, pool, wmmp", "udp, eventLoop, wmmp-io", "tcp, eventLoop, wmmp-io" })
    void routesOfBothEndsRunWhereTheOptionSays(String protocol, String delivery, String thread) throws Exception {
        startBothEnds(protocol, "delivery=" + delivery);
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(fleet.command("TRANSPARENT_DATA", "down").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        // the report after the login is a message too
        assertThat(threads).hasSizeGreaterThanOrEqualTo(2)
                .allMatch(name -> name.contains("wmmp-io") == thread.equals("wmmp-io"), "on " + thread);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void routesMayRunOnVirtualThreads() throws Exception {
        fleet.component.setVirtualThreads(true);
        startBothEnds("udp", "delivery=pool");
        assertThat(fleet.sendUp("36.6").getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        assertThat(threads).anyMatch(name -> name.matches("wmmp-\\d+"));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreadsAreRefusedWhereTheJvmHasNone() {
        fleet.component.setVirtualThreads(true);
        assertThatThrownBy(() -> startBothEnds("udp", "delivery=pool")).hasStackTraceContaining("Option virtualThreads");
    }
}
