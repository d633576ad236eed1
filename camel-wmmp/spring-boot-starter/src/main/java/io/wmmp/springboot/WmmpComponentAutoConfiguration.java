package io.wmmp.springboot;

import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.util.ConditionalOnCamelContextAndAutoConfigurationBeans;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpComponentConfigurer;

/**
 * Sets the options of the component by the properties {@code camel.component.wmmp.*}; each option of the component is one.
 * {@code camel.component.wmmp.enabled=false} switches that off, as with the starters of Camel.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@Conditional(ConditionalOnCamelContextAndAutoConfigurationBeans.class)
@ConditionalOnHierarchicalProperties({ "camel.component", WmmpComponentAutoConfiguration.PREFIX })
public class WmmpComponentAutoConfiguration {

    static final String PREFIX = "camel.component.wmmp";

    /** Made by Spring. */
    public WmmpComponentAutoConfiguration() {
        // nothing to set
    }

    /**
     * What Camel does with the component when it is first asked for.
     *
     * @param  environment            where the properties are
     * @return                        sets the options
     * @throws UnknownOptionException when the component has no option of a name
     */
    @Bean
    ComponentCustomizer wmmpComponentCustomizer(Environment environment) {
        OptionProperties options = OptionProperties.read(environment, PREFIX, new WmmpComponentConfigurer());
        return ComponentCustomizer.forType(WmmpComponent.class,
                component -> options.applyTo(component, component.getCamelContext()));
    }
}
