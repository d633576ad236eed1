package io.wmmp.examples.platform;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.CamelContextHelper;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.Command;

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
            from(listener("udp", settings.udp())).routeId(UDP).to("direct:uplink");
        }
        if (settings.tcp() != null) {
            from(listener("tcp", settings.tcp())).routeId(TCP).to("direct:uplink");
        }
        from("direct:uplink").transformDataType("wmmp:application-json").process(lines)
                .filter(header(WmmpConstants.COMMAND).in(Command.TRANSPARENT_DATA.name(), Command.TRANSPARENT_CMD.name()))
                .to("wmmp:platform?operation=forward");
    }

    /** What is for another terminal, or an application, becomes a line too, before it goes on. */
    private static String listener(String protocol, Address address) {
        return "wmmp:platform:" + protocol + ":" + address + "?forwarding=off";
    }
}
