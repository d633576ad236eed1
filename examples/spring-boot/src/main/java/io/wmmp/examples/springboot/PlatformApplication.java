package io.wmmp.examples.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRegistry;

/** A platform. Its routes are in {@code camel/platform.yaml}, all else is in {@code application.properties}. */
@SpringBootApplication
@EnableConfigurationProperties(FleetProperties.class)
public class PlatformApplication {

    /**
     * Starts the application.
     *
     * @param arguments options such as {@code --server.port=8081}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(PlatformApplication.class, arguments);
    }

    /** The terminals that may register. The component finds them by their type. */
    @Bean
    TerminalRegistry terminals(FleetProperties fleet) {
        MemoryTerminalRegistry terminals = new MemoryTerminalRegistry();
        fleet.terminals().forEach(terminal -> terminals.add(terminal.toRecord()));
        return terminals;
    }
}
