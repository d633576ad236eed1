package io.wmmp.docs;

import java.io.IOException;
import java.io.StringReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.docs.Docs.Snippet;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.security.Credentials;
import io.wmmp.testing.Smsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the pages show is loaded and started as it stands there; ports and other people's components excepted. */
class DocsSnippetsTest {

    /** Port numbers in the pages; each becomes one that is free. */
    private static final Pattern PORT = Pattern.compile("\\b99[89]1\\b");
    private static final String SMS_CENTER = "smsc.example:2775";
    private static final Pattern ANY_ADDRESS = Pattern.compile("\\b0\\.0\\.0\\.0\\b|\\bplatform\\.example\\b");
    /** Components of the examples that the tests do not have. */
    private static final List<String> STAND_INS = List.of("jms", "kafka", "sql");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;\n");

    private final List<CamelContext> contexts = new ArrayList<>();
    private Smsc smsc;

    @BeforeEach
    void startSmsc() throws IOException {
        smsc = new Smsc();
    }

    static Stream<Snippet> routes() {
        return Stream.concat(Docs.snippets("yaml").stream(),
                Docs.snippets("xml").stream().filter(snippet -> snippet.text().contains("<route")));
    }

    static Stream<Snippet> xml() {
        return Docs.snippets("xml").stream();
    }

    /** Routes; that of the dialects is a test, which {@link DialectsPageTest} runs. */
    static Stream<Snippet> java() {
        return Docs.snippets("java").stream().filter(snippet -> !snippet.page().equals("dialects.md"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void routesStart(Snippet snippet) throws Exception {
        CamelContext context = newContext();
        load(context, snippet, freePort());
        context.start();

        assertThat(context.getRoutes()).isNotEmpty();
        assertThat(context.getRoutes()).allSatisfy(
                route -> assertThat(context.getRouteController().getRouteStatus(route.getId()).isStarted()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("xml")
    void xmlIsWellFormed(Snippet snippet) throws Exception {
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader("<all>" + snippet.text() + "</all>")))).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("java")
    void javaRoutesStart(Snippet snippet, @TempDir Path directory) throws Exception {
        JavaSnippet.compile(directory, "Snippet", asRouteBuilder(runnable(snippet.text(), freePort())));
        CamelContext context = newContext();
        try (URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() })) {
            context.addRoutes((RouteBuilder) loader.loadClass("Snippet").getDeclaredConstructor().newInstance());
            context.start();
        }
        assertThat(context.getStatus().isStarted()).isTrue();
    }

    private static String asRouteBuilder(String statements) {
        StringBuilder imports = new StringBuilder();
        Matcher line = IMPORT.matcher(statements);
        while (line.find()) {
            imports.append(line.group());
        }
        return imports + "public class Snippet extends " + RouteBuilder.class.getName() + " {\n"
                + "    @Override public void configure() throws Exception {\n" + IMPORT.matcher(statements).replaceAll("")
                + "    }\n}\n";
    }

    /** The platform, the terminal and the commands of the component page work together. */
    @Test
    void routesTalk() throws Exception {
        int port = freePort();
        CamelContext platform = newContext();
        load(platform, snippet("yaml", "jms:queue:vitals"), port);
        load(platform, snippet("yaml", "CONFIG_SET"), port);
        load(platform, snippet("xml", "CONFIG_GET"), port);
        load(platform, snippet("yaml", "events:"), port);
        load(platform, snippet("yaml", "CamelWmmpRotateKeys"), port);
        CamelContext terminal = newContext();
        load(terminal, snippet("yaml", "wmmp:terminal:udp"), port);
        MockEndpoint vitals = platform.getEndpoint("jms:queue:vitals", MockEndpoint.class);
        platform.start();
        terminal.start();

        await().untilAsserted(() -> assertThat(vitals.getExchanges()).isNotEmpty());
        assertThat(vitals.getExchanges().get(0).getIn().getBody(String.class)).contains("36.6");
        Exchange set = platform.createProducerTemplate().send("direct:set-heartbeat",
                exchange -> exchange.getIn().setHeader("terminal", "TESTTERM0000ABCD"));
        assertThat(set.getException()).isNull();
        assertThat(set.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
        Exchange get = platform.createProducerTemplate().request("direct:get-signal",
                exchange -> exchange.getIn().setHeader("terminal", "TESTTERM0000ABCD"));
        assertThat(get.getException()).isNull();
        assertThat(get.getMessage().getBody(WmmpBody.class)).containsOnlyKeys("result", "signal_level", "cell_id");
        Exchange rotate = platform.createProducerTemplate().request("direct:rotate-keys",
                exchange -> exchange.getIn().setHeader("terminal", "TESTTERM0000ABCD"));
        assertThat(rotate.getException()).isNull();
        assertThat(rotate.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    /** So do platform and terminal by SMS, where the terminal is known to be awake. */
    @Test
    void routesTalkBySms() throws Exception {
        CamelContext platform = newContext();
        load(platform, snippet("yaml", "wmmp:platform:sms"), 0);
        CamelContext terminal = newContext();
        load(terminal, snippet("yaml", "wmmp:terminal:sms"), 0);
        MockEndpoint alarms = platform.getEndpoint("jms:queue:alarms", MockEndpoint.class);
        platform.start();
        terminal.start();

        await().untilAsserted(() -> assertThat(alarms.getExchanges()).as("the report after login").isNotEmpty());
        // what comes before the answer to the report would be dropped, and a short message is sent once
        await().untilAsserted(() -> assertThat(smsc.submitted()).as("REGISTER, LOGIN, report, and answers").hasSize(6));
        Exchange woken = platform.createProducerTemplate().request("direct:wake",
                exchange -> exchange.getIn().setHeader("terminal", "TESTTERM0000ABCD"));
        assertThat(woken.getException()).isNull();
        assertThat(woken.getMessage().getHeader(WmmpConstants.RESULT)).isEqualTo(0);
    }

    /** So do the Kamelets. */
    @Test
    void kameletsTalk() throws Exception {
        CamelContext context = new DefaultCamelContext();
        contexts.add(context);
        Queue<String> readings = new ConcurrentLinkedQueue<>();
        context.getCamelContextExtension().addInterceptStrategy((camel, definition, target, next) -> exchange -> {
            if (definition instanceof LogDefinition) {
                readings.add(exchange.getMessage().getBody(String.class));
            }
            target.process(exchange);
        });
        load(context, snippet("yaml", "kamelet:wmmp-platform-source"), freePort());
        context.start();

        await().untilAsserted(() -> assertThat(readings).anySatisfy(reading -> assertThat(reading)
                .contains("\"command\":\"TRANSPARENT_DATA\"", "\"text\":\"pulse ").doesNotContain("NEWTERM000000000")));
    }

    @AfterEach
    void stop() throws IOException {
        Collections.reverse(contexts);
        contexts.forEach(CamelContext::stop);
        smsc.close();
    }

    private static Snippet snippet(String language, String content) {
        return Docs.snippets(language).stream()
                .filter(snippet -> snippet.page().equals("component.adoc") && snippet.text().contains(content)).findFirst()
                .orElseThrow();
    }

    private CamelContext newContext() {
        CamelContext context = new DefaultCamelContext();
        contexts.add(context);
        WmmpComponent wmmp = new WmmpComponent();
        MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
        registry.add(new TerminalRecord(TerminalId.of("TESTTERM0000ABCD"),
                new Credentials("490154203237518", "001010123456789", "UPLINKPW", "DOWNLNKP", null), "13800000000", "EC1",
                null));
        wmmp.setRegistry(registry);
        context.addComponent("wmmp", wmmp);
        STAND_INS.forEach(name -> context.addComponent(name, new MockComponent()));
        return context;
    }

    private String runnable(String text, int port) {
        return ANY_ADDRESS.matcher(PORT.matcher(text).replaceAll(String.valueOf(port))).replaceAll("127.0.0.1")
                .replace(SMS_CENTER, "127.0.0.1:" + smsc.port());
    }

    private void load(CamelContext context, Snippet snippet, int port) throws Exception {
        String text = runnable(snippet.text(), port);
        Resource resource = ResourceHelper.fromString("line-" + snippet.line() + "." + snippet.language(), text);
        PluginHelper.getRoutesLoader(context).loadRoutes(resource);
    }

    /** A port that is free for UDP and TCP. */
    private static int freePort() throws Exception {
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
                return udp.getLocalPort();
            } catch (SocketException e) {
                // taken for UDP; the next one may be free
            }
        }
    }
}
