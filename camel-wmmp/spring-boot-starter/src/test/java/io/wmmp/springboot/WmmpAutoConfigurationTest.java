package io.wmmp.springboot;

import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConfiguration;
import io.wmmp.camel.dataformat.WmmpDataFormat;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.security.Direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WmmpAutoConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(CamelAutoConfiguration.class, WmmpActuatorAutoConfiguration.class,
                    WmmpComponentAutoConfiguration.class, WmmpDataFormatAutoConfiguration.class));

    private static WmmpComponent component(AssertableApplicationContext application) {
        assertThat(application).hasNotFailed();
        return application.getBean(CamelContext.class).getComponent("wmmp", WmmpComponent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "maxSessions", "max-sessions", "MAX-SESSIONS" })
    void anOptionHasTheNamesThatSpringBootAllows(String name) {
        application.withPropertyValues("camel.component.wmmp." + name + "=77")
                .run(started -> assertThat(component(started).getMaxSessions()).isEqualTo(77));
    }

    @Test
    void theEnvironmentOfTheProcessCountsMoreThanAFile() {
        application.withPropertyValues("camel.component.wmmp.max-sessions=1")
                .withInitializer(context -> context.getEnvironment().getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
                                Map.of("CAMEL_COMPONENT_WMMP_MAXSESSIONS", "2"))))
                .run(started -> assertThat(component(started).getMaxSessions()).isEqualTo(2));
    }

    @Test
    void durationsChoicesAndBeansAreUnderstood() {
        MemoryTerminalRegistry other = new MemoryTerminalRegistry();
        application.withBean("other", MemoryTerminalRegistry.class, () -> other)
                .withPropertyValues("camel.component.wmmp.answer-timeout=1m30s", "camel.component.wmmp.on-failure=silent",
                        "camel.component.wmmp.registry=#bean:other", "camel.component.wmmp.uplink-password=${secret}",
                        "secret=UPLINKPW")
                .run(started -> {
                    WmmpConfiguration configuration = component(started).getConfiguration();
                    assertThat(configuration.getAnswerTimeout()).isEqualTo(90_000);
                    assertThat(configuration.getOnFailure()).isEqualTo(WmmpConfiguration.OnFailure.silent);
                    assertThat(component(started).getRegistry()).isSameAs(other);
                    assertThat(configuration.getUplinkPassword()).isEqualTo("UPLINKPW");
                });
    }

    @Test
    void theDataFormatHasPropertiesToo() {
        application.withPropertyValues("camel.dataformat.wmmp.direction=DOWNLINK").run(started -> {
            assertThat(started).hasNotFailed();
            assertThat(started.getBean(CamelContext.class).resolveDataFormat("wmmp")).isInstanceOfSatisfying(
                    WmmpDataFormat.class, format -> assertThat(format.getDirection()).isEqualTo(Direction.DOWNLINK));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "camel.component.wmmp.max-sesions", "camel.dataformat.wmmp.max-sessions",
            "camel.component.wmmp.configuration.max-sessions" })
    void aWrongNameEndsTheStartAndIsReported(String name) {
        application.withPropertyValues(name + "=SECRET").run(started -> {
            assertThat(started).hasFailed();
            FailureAnalysis report = new UnknownOptionFailureAnalyzer().analyze(started.getStartupFailure());
            assertThat(report.getDescription()).contains("The property " + name + " sets nothing").doesNotContain("SECRET");
            assertThat(report.getAction()).contains("docs/component.adoc");
        });
    }

    @Test
    void aWrongValueIsReportedWithItsName() {
        application.withPropertyValues("camel.component.wmmp.max-sessions=many")
                .run(started -> assertThatThrownBy(() -> component(started))
                        .hasRootCauseInstanceOf(NumberFormatException.class)
                        .hasStackTraceContaining(PropertyBindingException.class.getName())
                        .hasStackTraceContaining("camel.component.wmmp.max-sessions=many"));
    }

    @Test
    void itCanBeSwitchedOff() {
        application.withPropertyValues("camel.component.wmmp.enabled=false", "camel.component.wmmp.max-sessions=77")
                .run(started -> assertThat(component(started).getMaxSessions()).isEqualTo(1_000_000));
    }

    @Test
    void noSecretIsShownByTheActuator() {
        application
                .withPropertyValues("camel.component.wmmp.uplink-password=UPLINKPW",
                        "camel.component.wmmp.baseSecretKey=UPLINKPW", "camel.dataformat.wmmp.uplink-password=UPLINKPW",
                        "camel.component.wmmp.max-sessions=77")
                .withInitializer(context -> context.getEnvironment().getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
                                Map.of("CAMEL_COMPONENT_WMMP_DOWNLINKPASSWORD", "UPLINKPW"))))
                .run(started -> {
                    EnvironmentEndpoint endpoint = new EnvironmentEndpoint(started.getEnvironment(),
                            List.of(started.getBean(SanitizingFunction.class)), Show.ALWAYS);
                    assertThat(endpoint.environment("camel").getPropertySources())
                            .flatExtracting(source -> source.getProperties().entrySet()).asString()
                            .contains("PropertyValueDescriptor").doesNotContain("UPLINKPW");
                });
    }

    @Test
    void anActuatorIsNotNeeded() {
        application.withClassLoader(new FilteredClassLoader(SanitizingFunction.class))
                .withPropertyValues("camel.component.wmmp.max-sessions=77")
                .run(started -> assertThat(component(started).getMaxSessions()).isEqualTo(77));
    }
}
