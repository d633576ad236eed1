package io.wmmp.camel;

import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The same routes in YAML and XML; the Java DSL is used everywhere else. */
class DslTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    @Test
    void yamlAndXmlRoutesTalk() throws Exception {
        PluginHelper.getRoutesLoader(fleet.platform).loadRoutes(ResourceHelper.fromString("platform.yaml", """
                - route:
                    id: up
                    from:
                      uri: wmmp
                      parameters:
                        role: platform
                        protocol: udp
                        host: 127.0.0.1
                        port: 0
                        commands: TRANSPARENT_DATA
                      steps:
                        - transformDataType:
                            toType: wmmp:application-json
                        - to: mock:up
                - route:
                    from:
                      uri: wmmp
                      parameters:
                        role: platform
                        events: ONLINE
                      steps:
                        - to: mock:online
                """));
        fleet.platform.start();
        PluginHelper.getRoutesLoader(fleet.terminal).loadRoutes(ResourceHelper.fromString("terminal.xml", """
                <routes xmlns="http://camel.apache.org/schema/xml-io">
                  <route>
                    <from uri="direct:up"/>
                    <to uri="%s"/>
                  </route>
                </routes>
                """.formatted(fleet.terminalUri("udp", "up").replace("&", "&amp;"))));
        fleet.terminal.start();
        assertThat(fleet.sendUp("36.6").getException()).isNull();
        assertThat(fleet.mock("online").getExchanges()).hasSize(1);
        assertThat(fleet.mock("up").getExchanges().get(0).getIn().getBody(String.class))
                .contains("\"command\":\"TRANSPARENT_DATA\"", "\"text\":\"36.6\"");
    }
}
