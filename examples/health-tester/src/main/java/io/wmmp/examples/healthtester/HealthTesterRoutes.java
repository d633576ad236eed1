package io.wmmp.examples.healthtester;

import java.time.Clock;

import org.apache.camel.builder.RouteBuilder;

/**
 * A terminal as two routes: one measures and reports, the other hears what the platform says. Registration, login,
 * heartbeats, the answers to CONFIG_GET and CONFIG_SET, and the logout when the last route stops are the component's work.
 */
public final class HealthTesterRoutes extends RouteBuilder {

    /** Both routes name the same terminal, so they share its one session. */
    private static final String TERMINAL = "wmmp:terminal:{{tester.platform}}?terminalId={{tester.terminal-id}}"
            + "&imei={{tester.imei}}&imsi={{tester.imsi}}"
            + "&uplinkPassword=RAW({{tester.uplink-password}})"
            + "&downlinkPassword=RAW({{tester.downlink-password}})"
            + "&dialect={{tester.dialect}}&softwareVersion={{tester.software-version}}"
            + "&heartbeatInterval={{tester.heartbeat-interval}}"
            + "&retryInterval={{tester.retry-interval}}"
            + "&answerTimeout={{tester.answer-timeout}}";

    @Override
    public void configure() {
        Settings settings = Settings.check(getContext());
        HealthTester tester = new HealthTester(settings.random(), Clock.systemUTC());

        onException(Exception.class)
                .handled(true)
                .log("Not reported: ${exception.message}");

        // one reading at a time: the next is made when the platform has acknowledged this one
        from("timer:measure?delay=0&period={{tester.interval}}&synchronous=true").routeId("measure")
                .bean(tester, "measure")
                .marshal().json()
                .log("Reporting ${body}")
                .to(TERMINAL + "&throwExceptionOnFailure=true");

        from(TERMINAL + "&commands=TRANSPARENT_DATA").routeId("listen")
                .log("The platform says: ${body}");
    }
}
