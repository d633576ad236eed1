package io.wmmp.springboot;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.camel.CamelContext;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.PropertyBindingSupport;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What the properties below a prefix say of the options of a component or data format. Which options there are is asked of
 * the configurer that Camel has generated for it, so there is no list of them here.
 */
final class OptionProperties {

    /** For the auto-configuration itself; Camel's own starters have the same. */
    private static final Set<String> SWITCHES = Set.of("enabled", "customizer.enabled");

    private final String prefix;
    private final PropertyConfigurer configurer;
    private final Collection<Property> properties;

    private OptionProperties(String prefix, PropertyConfigurer configurer, Collection<Property> properties) {
        this.prefix = prefix;
        this.configurer = configurer;
        this.properties = properties;
    }

    /**
     * Reads the properties. Their names may be written in each way that Spring Boot knows: {@code answerTimeout} and
     * {@code answer-timeout} in a file, {@code CAMEL_COMPONENT_WMMP_ANSWERTIMEOUT} in the environment of the process.
     *
     * @param  environment            where they are
     * @param  prefix                 what their names begin with, without the last dot
     * @param  configurer             knows the options
     * @return                        what they say
     * @throws UnknownOptionException when there is no option of a name
     */
    static <C extends PropertyConfigurer & PropertyConfigurerGetter> OptionProperties read(Environment environment,
            String prefix, C configurer) {
        Map<String, Property> properties = new LinkedHashMap<>();
        // the sources that count more come first
        Binder.get(environment).bind(prefix, Bindable.mapOf(String.class, String.class)).orElse(Map.of())
                .forEach((name, value) -> {
                    String option = uniform(name);
                    if (!SWITCHES.contains(option)) {
                        if (configurer.getOptionType(option, true) == null) {
                            throw new UnknownOptionException(prefix, name);
                        }
                        properties.putIfAbsent(option, new Property(name, option, value));
                    }
                });
        return new OptionProperties(prefix, configurer, properties.values());
    }

    /** The same for all ways of writing a name, and a name of an option but for the letter case. */
    static String uniform(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    /**
     * Sets the options. References such as {@code #bean:name} are looked up and the types are converted by Camel.
     *
     * @param  target                   has the options
     * @param  context                  the Camel context of the target
     * @throws PropertyBindingException when a value is wrong, naming the property
     */
    void applyTo(Object target, CamelContext context) {
        for (Property property : properties) {
            try {
                PropertyBindingSupport.build().withCamelContext(context).withTarget(target).withConfigurer(configurer)
                        .withIgnoreCase(true).withMandatory(true).withProperty(property.option(), property.value()).bind();
            } catch (PropertyBindingException e) {
                throw new PropertyBindingException(target, property.option(), property.value(), prefix, property.name(), e);
            }
        }
    }

    /** The name is as it is written, the option in the form that is the same for all ways of writing it. */
    private record Property(String name, String option, String value) {
    }
}
