package io.wmmp.springboot;

import org.apache.camel.spi.DataFormatCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.util.ConditionalOnCamelContextAndAutoConfigurationBeans;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

import io.wmmp.camel.dataformat.WmmpDataFormat;
import io.wmmp.camel.dataformat.WmmpDataFormatConfigurer;

/**
 * Sets the options of the data format by the properties {@code camel.dataformat.wmmp.*}; each option of the data format is
 * one. {@code camel.dataformat.wmmp.enabled=false} switches that off, as with the starters of Camel.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@Conditional(ConditionalOnCamelContextAndAutoConfigurationBeans.class)
@ConditionalOnHierarchicalProperties({ "camel.dataformat", WmmpDataFormatAutoConfiguration.PREFIX })
public class WmmpDataFormatAutoConfiguration {

    static final String PREFIX = "camel.dataformat.wmmp";

    /** Made by Spring. */
    public WmmpDataFormatAutoConfiguration() {
        // nothing to set
    }

    /**
     * What Camel does with each data format {@code wmmp} that a route asks for by this name.
     *
     * @param  environment            where the properties are
     * @return                        sets the options
     * @throws UnknownOptionException when the data format has no option of a name
     */
    @Bean
    DataFormatCustomizer wmmpDataFormatCustomizer(Environment environment) {
        OptionProperties options = OptionProperties.read(environment, PREFIX, new WmmpDataFormatConfigurer());
        return DataFormatCustomizer.forType(WmmpDataFormat.class,
                dataFormat -> options.applyTo(dataFormat, dataFormat.getCamelContext()));
    }
}
