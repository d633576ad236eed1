package io.wmmp.springboot;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import io.wmmp.camel.WmmpEndpointUriFactory;

/**
 * Where there is an actuator, keeps it from showing passwords and keys that are properties, also where it is told to show the
 * values of properties.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public class WmmpActuatorAutoConfiguration {

    private static final List<String> PREFIXES = List.of(uniform(WmmpComponentAutoConfiguration.PREFIX),
            uniform(WmmpDataFormatAutoConfiguration.PREFIX));

    /** Made by Spring. */
    public WmmpActuatorAutoConfiguration() {
        // nothing to set
    }

    /** @return makes asterisks of the value where the option is a secret in the catalog of the component */
    @Bean
    SanitizingFunction wmmpSecretsSanitizer() {
        Set<String> secrets = new WmmpEndpointUriFactory().secretPropertyNames().stream()
                .map(WmmpActuatorAutoConfiguration::uniform).collect(Collectors.toSet());
        return data -> isSecret(data, secrets) ? data.withSanitizedValue() : data;
    }

    private static boolean isSecret(SanitizableData data, Set<String> secrets) {
        String name = uniform(data.getKey());
        return PREFIXES.stream()
                .anyMatch(prefix -> name.startsWith(prefix) && secrets.contains(name.substring(prefix.length())));
    }

    /** Without dots, dashes and underscores: the environment of a process has other names than a file. */
    private static String uniform(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
