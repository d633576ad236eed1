package io.wmmp.camel.dataformat;

import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;

/** The data format in YAML, in XML, and with properties of camel-main. */
class DataFormatDslTest {

    private static final String ID = "TESTTERM0000ABCD";

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    private void load(String file, String routes) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(file, routes));
        context.start();
    }

    private static WmmpMessage thereAndBack(CamelContext context) {
        Exchange exchange = context.createProducerTemplate().request("direct:out", request -> {
            request.getIn().setHeaders(new java.util.LinkedHashMap<>(Map.of(WmmpConstants.TERMINAL_ID, ID)));
            request.getIn().setBody("36.6");
        });
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(WmmpMessage.class);
    }

    @Test
    void yamlNamesIt() throws Exception {
        load("routes.yaml", """
                - route:
                    from:
                      uri: direct:out
                      steps:
                        - marshal:
                            custom:
                              ref: wmmp
                        - unmarshal:
                            custom:
                              ref: wmmp
                """);
        assertThat(thereAndBack(context).hasDigest()).isFalse();
    }

    @Test
    void yamlMakesOneWithOptions() throws Exception {
        load("routes.yaml", """
                - beans:
                    - name: signed
                      type: io.wmmp.camel.dataformat.WmmpDataFormat
                      properties:
                        sign: true
                        digest: verify
                        direction: downlink
                        dialect: j2me
                        imei: "490154203237518"
                        imsi: "001010123456789"
                        uplinkPassword: %s
                        downlinkPassword: %s
                - route:
                    from:
                      uri: direct:out
                      steps:
                        - marshal:
                            custom:
                              ref: signed
                        - unmarshal:
                            custom:
                              ref: signed
                """.formatted(TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD));
        assertThat(thereAndBack(context).hasDigest()).isTrue();
        WmmpDataFormat format = context.getRegistry().lookupByNameAndType("signed", WmmpDataFormat.class);
        assertThat(format.getDialect()).isEqualTo("j2me");
        assertThat(format.getDirection()).isEqualTo(io.wmmp.security.Direction.DOWNLINK);
    }

    @Test
    void xmlNamesIt() throws Exception {
        load("routes.xml", """
                <camel xmlns="http://camel.apache.org/schema/xml-io">
                  <bean name="signed" type="io.wmmp.camel.dataformat.WmmpDataFormat">
                    <properties>
                      <property key="sign" value="true"/>
                      <property key="imei" value="490154203237518"/>
                      <property key="imsi" value="001010123456789"/>
                      <property key="uplinkPassword" value="%s"/>
                      <property key="downlinkPassword" value="%s"/>
                    </properties>
                  </bean>
                  <route>
                    <from uri="direct:out"/>
                    <marshal><custom ref="signed"/></marshal>
                    <unmarshal><custom ref="wmmp"/></unmarshal>
                  </route>
                </camel>
                """.formatted(TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD));
        assertThat(thereAndBack(context).hasDigest()).isTrue();
    }

    @Test
    void mainHasProperties() throws Exception {
        SimpleMain main = new SimpleMain(context);
        main.addInitialProperty("camel.dataformat.wmmp.sign", "true");
        main.addInitialProperty("camel.dataformat.wmmp.digest", "verify");
        main.addInitialProperty("camel.dataformat.wmmp.imei", "490154203237518");
        main.addInitialProperty("camel.dataformat.wmmp.imsi", "001010123456789");
        main.addInitialProperty("camel.dataformat.wmmp.uplink-password", TestSecrets.UPLINK_PASSWORD);
        main.addInitialProperty("camel.dataformat.wmmp.downlinkPassword", TestSecrets.DOWNLINK_PASSWORD);
        main.configure().addRoutesBuilder(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("direct:out").marshal("wmmp").unmarshal("wmmp");
            }
        });
        main.start();
        try {
            assertThat(thereAndBack(context).hasDigest()).isTrue();
        } finally {
            main.stop();
        }
    }
}
