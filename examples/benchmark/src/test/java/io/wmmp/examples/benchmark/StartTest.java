package io.wmmp.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

import static org.assertj.core.api.Assertions.assertThat;

/** A platform in a process of its own is started, and all terminals log in. */
class StartTest {

    @Test
    void tellsTimeProcessorAndMemory() throws Exception {
        StartCommand.Start start = new StartCommand.Start(120, Path.of("target", "wmmp-start.log"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-cp",
                System.getProperty("java.class.path"), Platform.class.getName(), "{port}", "{terminals}");
        StartCommand.Result result = start.run();
        assertThat(result.sessions()).isEqualTo(120);
        assertThat(result.millis()).isBetween(10L, 120_000L);
        assertThat(result.toString()).contains("first LOGIN answered after", "120 sessions");
    }

    /** The platform. */
    public static final class Platform {

        private Platform() {
        }

        /** Listens at a port, for the terminals of a file. */
        public static void main(String[] args) throws Exception {
            MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
            terminals(Path.of(args[1]), registry);
            DefaultCamelContext context = new DefaultCamelContext();
            context.getComponent("wmmp", WmmpComponent.class).setRegistry(registry);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("wmmp:platform:udp:127.0.0.1:" + args[0]).to("log:platform?level=TRACE");
                }
            });
            context.start();
            // until the process is ended
            Thread.currentThread().join();
        }

        private static void terminals(Path file, MemoryTerminalRegistry registry) throws IOException {
            Files.readAllLines(file).stream().skip(1).map(line -> line.split(","))
                    .forEach(values -> registry.add(new TerminalRecord(TerminalId.of(values[0]),
                            new Credentials(values[1], values[2], values[3], values[4], null), null, null, null)));
        }
    }
}
