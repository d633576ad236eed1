package io.wmmp.camel;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsole;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.wmmp.session.LogCapture;
import io.wmmp.testing.TestSecrets;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What JMX and the dev console show, and what they switch. */
class ManagementTest {

    @RegisterExtension
    final Fleet fleet = new Fleet();

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    private void start() throws Exception {
        fleet.startBothEnds();
        assertThat(fleet.sendUp("36.6").getException()).isNull();
    }

    private ObjectName bean(CamelContext context, String type, String name) throws Exception {
        return beans.queryNames(new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=" + type
                + ",name=" + name + ",*"), null).iterator().next();
    }

    private String call(CamelContext context, DevConsole.MediaType type, Map<String, Object> options) {
        DevConsole console = PluginHelper.getDevConsoleResolver(context).resolveDevConsole("wmmp");
        Object shown = console.call(type, options);
        return type == DevConsole.MediaType.TEXT ? shown.toString() : ((JsonObject) shown).toJson();
    }

    private JsonObject component(CamelContext context, Map<String, Object> options) throws Exception {
        JsonObject root = (JsonObject) Jsoner.deserialize(call(context, DevConsole.MediaType.JSON, options));
        return (JsonObject) ((JsonArray) root.get("components")).get(0);
    }

    private static JsonObject first(JsonObject json, String list) {
        return (JsonObject) ((JsonArray) json.get(list)).get(0);
    }

    @Test
    void theComponentShowsItsFiguresByJmx() throws Exception {
        start();
        ObjectName platform = bean(fleet.platform, "components", "\"wmmp\"");
        await().untilAsserted(() -> {
            assertThat(beans.getAttribute(platform, "OnlineSessions")).isEqualTo(1L);
            assertThat(beans.getAttribute(platform, "Sessions")).isEqualTo(1L);
        });
        assertThat((Long) beans.getAttribute(platform, "ReceivedFrames")).isGreaterThan(2);
        assertThat((Long) beans.getAttribute(platform, "SentFrames")).isGreaterThan(2);
        assertThat(beans.getAttribute(platform, "Exchanges")).isEqualTo(0);
        assertThat(beans.getAttribute(platform, "QueuedRequests")).isEqualTo(0L);
        assertThat(beans.getAttribute(platform, "QueuedCommands")).isEqualTo(0);
        assertThat((Double) beans.getAttribute(platform, "MeanRouteMillis")).isPositive();
        long dropped = (Long) beans.getAttribute(platform, "DroppedMessages");
        Map<?, ?> byReason = (Map<?, ?>) beans.invoke(platform, "dropsByReason", null, null);
        assertThat(byReason.values().stream().mapToLong(count -> (Long) count).sum()).isEqualTo(dropped);

        ObjectName terminal = bean(fleet.terminal, "components", "\"wmmp\"");
        assertThat(beans.getAttribute(terminal, "Terminals")).isEqualTo(1);
        assertThat(beans.getAttribute(terminal, "OnlineTerminals")).isEqualTo(1L);
        assertThat((Double) beans.getAttribute(terminal, "MeanAnswerMillis")).isPositive();
    }

    @Test
    void theListenerShowsItsPortAndTheTerminalItsPhase() throws Exception {
        start();
        ObjectName listener = beans.queryNames(new ObjectName("org.apache.camel:context=" + fleet.platform.getManagementName()
                + ",type=consumers,*"), null).iterator().next();
        assertThat(beans.getAttribute(listener, "LocalPort")).isEqualTo(fleet.port("up"));
        assertThat(beans.getAttribute(listener, "PendingExchangesSize")).isEqualTo(0);
        ObjectName endpoint = beans.queryNames(new ObjectName("org.apache.camel:context=" + fleet.terminal.getManagementName()
                + ",type=endpoints,name=\"wmmp:*\",*"), null).iterator().next();
        assertThat(beans.getAttribute(endpoint, "TerminalPhase")).isEqualTo("ONLINE");
        assertThat(beans.getAttribute(endpoint, "TerminalTrouble")).isNull();
        beans.invoke(endpoint, "resetTerminal", null, null);
        await().untilAsserted(() -> assertThat(beans.getAttribute(endpoint, "TerminalPhase")).isEqualTo("ONLINE"));
    }

    @Test
    void theConsoleShowsSessionsQueuesAndDropsAndNoSecrets() throws Exception {
        start();
        await().untilAsserted(() -> assertThat(call(fleet.platform, DevConsole.MediaType.TEXT, Map.of()))
                .contains("Platform: ", "1 online", "exchanges 0/10000", "Listener udp:127.0.0.1:0, open: [TRANSPARENT_DATA]",
                        "Sessions: 1 of 1", Fleet.ID + " ONLINE", "Trace: off", "Drops: "));
        assertThat(call(fleet.terminal, DevConsole.MediaType.TEXT, Map.of())).contains("Terminal " + Fleet.ID + ": ONLINE");

        JsonObject platform = first(component(fleet.platform, Map.of()), "platforms");
        assertThat(platform.getInteger("online")).isEqualTo(1);
        assertThat(platform.getInteger("queuedCommands")).isZero();
        assertThat(platform.getInteger("downloads")).isZero();
        assertThat(first(platform, "sessions").getString("terminalId")).isEqualTo(Fleet.ID);
        assertThat(first(platform, "sessions").getString("bearer")).isEqualTo("UDP");
        assertThat(first(platform, "listeners").getBoolean("open")).isTrue();
        assertThat(first(component(fleet.terminal, Map.of()), "terminals").getString("phase")).isEqualTo("ONLINE");
        for (CamelContext context : new CamelContext[] { fleet.platform, fleet.terminal }) {
            for (DevConsole.MediaType type : new DevConsole.MediaType[] { DevConsole.MediaType.TEXT,
                    DevConsole.MediaType.JSON }) {
                assertThat(call(context, type, Map.of())).doesNotContain(TestSecrets.UPLINK_PASSWORD,
                        TestSecrets.DOWNLINK_PASSWORD);
            }
        }
    }

    @Test
    void theConsoleShowsTheSessionsThatAreLookedFor() throws Exception {
        start();
        for (Map<String, Object> misses : List.<Map<String, Object>>of(Map.of("filter", "nobody"),
                Map.of("state", "offline"), Map.of("after", Fleet.ID))) {
            JsonObject platform = first(component(fleet.platform, misses), "platforms");
            assertThat((JsonArray) platform.get("sessions")).as(misses.toString()).isEmpty();
            assertThat(platform.getBoolean("more")).isFalse();
        }
        for (Map<String, Object> hits : List.<Map<String, Object>>of(Map.of("filter", "abcd"),
                Map.of("state", "online"), Map.of("limit", "1"))) {
            assertThat((JsonArray) first(component(fleet.platform, hits), "platforms").get("sessions")).as(hits.toString())
                    .hasSize(1);
        }
        assertThatThrownBy(() -> component(fleet.platform, Map.of("limit", "100000"))).hasMessageContaining("1000");
    }

    @Test
    void theFlightRecorderSeesRoutes(@TempDir Path directory) throws Exception {
        try (Recording recording = new Recording()) {
            recording.enable("io.wmmp.Route");
            recording.start();
            start();
            await().until(() -> fleet.component.getExchanges() == 0);
            recording.stop();
            recording.dump(directory.resolve("routes.jfr"));
        }
        assertThat(RecordingFile.readAllEvents(directory.resolve("routes.jfr")))
                .filteredOn(event -> event.getEventType().getName().equals("io.wmmp.Route")).singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("command")).isEqualTo("TRANSPARENT_DATA");
                    assertThat(event.getString("terminal")).isEqualTo(Fleet.ID);
                    assertThat(event.getString("outcome")).isEqualTo("answered");
                });
    }

    @Test
    void theTraceIsSwitchedByOptionJmxAndConsole() throws Exception {
        fleet.component.setTraceTerminal(Fleet.ID);
        try (LogCapture log = LogCapture.of("io.wmmp.trace")) {
            start();
            assertThat(log.messages()).anyMatch(line -> line.startsWith(Fleet.ID + " <- LOGIN #"))
                    .anyMatch(line -> line.startsWith(Fleet.ID + " -> TRANSPARENT_DATA_ACK #"));
            call(fleet.platform, DevConsole.MediaType.TEXT, Map.of("trace", "off"));
            int before = log.messages().size();
            fleet.sendUp("36.7");
            assertThat(log.messages()).hasSize(before);

            ObjectName terminal = bean(fleet.terminal, "components", "\"wmmp\"");
            beans.setAttribute(terminal, new Attribute("TraceTerminal", Fleet.ID));
            fleet.sendUp("36.8");
            assertThat(log.messages().subList(before, log.messages().size()))
                    .anyMatch(line -> line.startsWith(Fleet.ID + " -> TRANSPARENT_DATA #") && line.contains("user_data"))
                    .anyMatch(line -> line.startsWith(Fleet.ID + " <- TRANSPARENT_DATA_ACK #"));
            assertThat(component(fleet.terminal, Map.of("trace", "off")).get("trace")).isNull();
            assertThat(component(fleet.terminal, Map.of("trace", Fleet.ID)).get("trace")).isEqualTo(Fleet.ID);
        }
        assertThatThrownBy(() -> fleet.component.setTraceTerminal("much too long for a terminal"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
