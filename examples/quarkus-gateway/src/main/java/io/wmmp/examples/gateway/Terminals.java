package io.wmmp.examples.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/** The terminals that may log in. The component finds the registry by its type. */
public class Terminals {

    private static final int COLUMNS = 5;

    /**
     * Reads them from a file: a head line, then terminal id, IMEI, IMSI, uplink password and downlink password, with commas.
     *
     * @param  file        where it is; empty for no terminals
     * @return             the terminals, in memory
     * @throws IOException when it cannot be read
     */
    @Produces
    @ApplicationScoped
    TerminalRegistry registry(@ConfigProperty(name = "gateway.terminals") Optional<Path> file) throws IOException {
        TerminalRegistry registry = new MemoryTerminalRegistry();
        if (file.isPresent()) {
            List<String> lines = Files.readAllLines(file.get());
            lines.stream().skip(1).map(Terminals::terminal).forEach(registry::add);
        }
        return registry;
    }

    private static TerminalRecord terminal(String line) {
        String[] values = line.split(",", -1);
        if (values.length != COLUMNS) {
            // the line has passwords
            throw new IllegalArgumentException("A line of gateway.terminals has " + values.length + " values, not " + COLUMNS
                    + "; it begins with " + values[0]);
        }
        return new TerminalRecord(TerminalId.of(values[0]), new Credentials(values[1], values[2], values[3], values[4], null),
                null, null, null);
    }
}
