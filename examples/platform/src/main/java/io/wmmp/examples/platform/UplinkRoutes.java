package io.wmmp.examples.platform;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.CamelContextHelper;

/** What terminals send becomes lines of JSON. They get their positive answer when the line is out. */
public class UplinkRoutes extends RouteBuilder {

    static final String UDP = "udp";
    static final String TCP = "tcp";

    private final JsonLines lines;

    UplinkRoutes(JsonLines lines) {
        this.lines = lines;
    }

    @Override
    public void configure() {
        Settings settings = CamelContextHelper.findSingleByType(getContext(), Settings.class);
        // the consumer answers the terminal and logs, once
        errorHandler(noErrorHandler());

        if (settings.udp() != null) {
            from("wmmp:platform:udp:" + settings.udp()).routeId(UDP).to("direct:uplink");
        }
        if (settings.tcp() != null) {
            from("wmmp:platform:tcp:" + settings.tcp()).routeId(TCP).to("direct:uplink");
        }
        from("direct:uplink").transformDataType("wmmp:application-json").process(lines);
    }
}
