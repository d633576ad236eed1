package io.wmmp.docs;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the README promises: its links lead somewhere, and its examples do what it says of them. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final CamelContext context = new DefaultCamelContext();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    /** What the examples log, whatever the level of the logger. */
    @BeforeEach
    void readTheLog() {
        context.getCamelContextExtension().addInterceptStrategy((camel, definition, target, next) -> exchange -> {
            if (definition instanceof LogDefinition line) {
                log.add(camel.resolveLanguage("simple").createExpression(line.getMessage()).evaluate(exchange, String.class));
            }
            target.process(exchange);
        });
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void linksLeadToFiles() throws IOException {
        Matcher link = LINK.matcher(readme());
        while (link.find()) {
            if (!link.group(1).startsWith("http")) {
                assertThat(ROOT.resolve(link.group(1))).exists();
            }
        }
    }

    @Test
    void theYamlRoutesTalk() throws Exception {
        String yaml = block("yaml").replace("9981", Integer.toString(freeUdpPort()));
        context.getRegistry().bind("terminals", registryOf(yaml));
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("readme.yaml", yaml));
        context.start();

        await().untilAsserted(() -> assertThat(log).anySatisfy(line -> assertThat(line).contains(
                "\"command\":\"TRANSPARENT_DATA\"", "\"terminalId\":\"TESTTERM0000ABCD\"", "\"text\":\"pulse ")));
    }

    @Test
    void theJavaRoutesTalk(@TempDir Path directory) throws Exception {
        String java = block("java").replace("9991", Integer.toString(freeTcpPort()));
        JavaSnippet.compile(directory, "Readme", "import io.wmmp.platform.registry.*;\nimport io.wmmp.protocol.*;\n"
                + "import io.wmmp.security.*;\nimport java.util.Map;\nimport org.apache.camel.ExchangePattern;\n"
                + "import org.apache.camel.builder.RouteBuilder;\n"
                + "public class Readme extends RouteBuilder {\n    public void configure() {\n" + java + "}}\n");
        try (URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() })) {
            context.addRoutes((RoutesBuilder) loader.loadClass("Readme").getConstructor().newInstance());
            context.start();

            await().until(() -> log.stream().anyMatch(line -> line.startsWith("TESTTERM0000ABCD says: ")));
            context.createProducerTemplate().sendBody("direct:calm", null);
            assertThat(log).contains("Answered with result 0");
        }
    }

    private static MemoryTerminalRegistry registryOf(String text) {
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        registry.add(new TerminalRecord(TerminalId.of(option(text, "terminalId")),
                new Credentials(option(text, "imei"), option(text, "imsi"), option(text, "uplinkPassword"),
                        option(text, "downlinkPassword"), null),
                null, null, null));
        return registry;
    }

    private static String option(String text, String name) {
        Matcher option = Pattern.compile("[?&]" + name + "=(\\w+)").matcher(text);
        assertThat(option.find()).as(name).isTrue();
        return option.group(1);
    }

    /** The one block of the README that is fenced with this language. */
    private static String block(String language) throws IOException {
        String[] parts = readme().split("```" + language + "\n");
        assertThat(parts).as("blocks of " + language).hasSize(2);
        return parts[1].substring(0, parts[1].indexOf("```"));
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private static int freeTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }
}
