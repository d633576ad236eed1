package io.wmmp.quarkus.deployment;

import org.apache.camel.builder.RouteBuilder;

/** The application of {@link DevModeTest}, which changes its text. It shares the properties of the system with the test. */
public class Ward extends RouteBuilder {

    static final String HEARD = "wmmp.test.heard";

    @Override
    public void configure() {
        from("wmmp:platform:udp:127.0.0.1:{{wmmp.port}}?commands=TRANSPARENT_DATA").routeId("ward")
                .process(exchange -> System.setProperty(HEARD, "first " + exchange.getIn().getBody(String.class)));
    }
}
