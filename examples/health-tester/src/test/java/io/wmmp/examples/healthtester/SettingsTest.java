package io.wmmp.examples.healthtester;

import java.util.Map;
import java.util.Properties;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsTest {

    private final Properties properties = new Properties();
    private CamelContext context;

    @BeforeEach
    void completeSettings() {
        properties.putAll(TestTerminal.SETTINGS);
        properties.putAll(Map.of("tester.platform", "tcp:platform.example.org:9991",
                "tester.dialect", "health-tester", "tester.software-version", "2.1", "tester.interval", "10s",
                "tester.heartbeat-interval", "90s", "tester.retry-interval", "90s", "tester.answer-timeout", "500"));
        context = new DefaultCamelContext();
        context.getPropertiesComponent().setInitialProperties(properties);
    }

    @AfterEach
    void closeContext() throws Exception {
        context.close();
    }

    @Test
    void completeSettingsAreAccepted() {
        assertThatCode(() -> Settings.check(context)).doesNotThrowAnyException();
    }

    @Test
    void aSeedMakesThePatientTheSame() {
        properties.put("tester.seed", "42");
        assertThat(Settings.check(context).random().nextLong()).isEqualTo(Settings.check(context).random().nextLong());
    }

    @ParameterizedTest
    @ValueSource(strings = { "tester.platform", "tester.terminal-id", "tester.imei", "tester.imsi", "tester.uplink-password",
            "tester.downlink-password", "tester.dialect", "tester.software-version", "tester.interval",
            "tester.heartbeat-interval", "tester.retry-interval", "tester.answer-timeout" })
    void aMissingSettingIsNamed(String name) {
        properties.remove(name);
        assertThatThrownBy(() -> Settings.check(context)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Setting " + name + " is missing, expected ");
    }

    @ParameterizedTest
    @CsvSource({
            "tester.platform, 127.0.0.1:9981",
            "tester.platform, sctp:127.0.0.1:9981",
            "tester.terminal-id, TOOSHORT",
            "tester.imei, 49015420323751",
            "tester.imsi, 00101012345678X",
            "tester.dialect, klingon",
            "tester.software-version, 1.00-SNAPSHOT",
            "tester.interval, often",
            "tester.interval, 0",
            "tester.heartbeat-interval, 500",
            "tester.retry-interval, -1",
            "tester.answer-timeout, 0",
            "tester.seed, poppy"
    })
    void aWrongSettingIsNamedWithItsValue(String name, String value) {
        properties.put(name, value);
        assertThatThrownBy(() -> Settings.check(context)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Setting " + name + " is ").hasMessageContaining(value);
    }

    @ParameterizedTest
    @ValueSource(strings = { "tester.uplink-password", "tester.downlink-password" })
    void aWrongSecretIsNamedWithoutItsValue(String name) {
        properties.put(name, "muchTooLong");
        assertThatThrownBy(() -> Settings.check(context)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Setting " + name + " is wrong").hasMessageNotContaining("muchTooLong");
    }

    @Test
    void theStartFailsForAWrongSetting() {
        Main main = HealthTesterMain.newMain();
        TestTerminal.SETTINGS.forEach((name, value) -> main.addOverrideProperty(name, value));
        main.addOverrideProperty("tester.imei", "12");
        try {
            assertThatThrownBy(main::start).hasStackTraceContaining("Setting tester.imei is '12', expected 15 digits");
        } finally {
            main.stop();
        }
    }
}
