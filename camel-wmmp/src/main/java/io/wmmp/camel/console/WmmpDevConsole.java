package io.wmmp.camel.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonObject;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.platform.PlatformView;
import io.wmmp.platform.SessionPage;
import io.wmmp.platform.SessionQuery;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.protocol.Command;
import io.wmmp.terminal.Terminal;

/**
 * The console {@code wmmp}: what the platforms and terminals of the application are doing, a page of sessions at a time, and
 * the switch for the trace of one terminal. It shows no secrets.
 */
@DevConsole(name = "wmmp", displayName = "WMMP",
        description = "Sessions, queues, downloads and drops of WMMP platforms and terminals")
public final class WmmpDevConsole extends AbstractDevConsole {

    /** Shows sessions whose terminal id, telephone number or address has this in it. */
    public static final String FILTER = "filter";
    /** Shows sessions in this state: registered, online or offline. */
    public static final String STATE = "state";
    /** Shows the sessions behind this terminal id. */
    public static final String AFTER = "after";
    /** Shows so many sessions, 1 to 1000. */
    public static final String LIMIT = "limit";
    /** Logs the messages of this terminal from now on; {@code off} for none. */
    public static final String TRACE = "trace";

    private static final int DEFAULT_LIMIT = 100;

    /** Made by Camel. */
    public WmmpDevConsole() {
        super("camel", "wmmp", "WMMP", "Sessions, queues, downloads and drops of WMMP platforms and terminals");
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        JsonObject root = new JsonObject();
        root.put("components", components(options).map(component -> json(component, options))
                .collect(Collectors.toCollection(ArrayList::new)));
        return root;
    }

    private Stream<WmmpComponent> components(Map<String, Object> options) {
        List<WmmpComponent> components = getCamelContext().getComponentNames().stream().sorted()
                .map(getCamelContext()::hasComponent).filter(WmmpComponent.class::isInstance).map(WmmpComponent.class::cast)
                .toList();
        String trace = option(options, TRACE, "");
        if (!trace.isEmpty()) {
            components.forEach(component -> component.setTraceTerminal(trace.equals("off") ? null : trace));
        }
        return components.stream();
    }

    private static String option(Map<String, Object> options, String name, String otherwise) {
        Object value = options.get(name);
        return value == null ? otherwise : value.toString().strip();
    }

    private static SessionQuery query(Map<String, Object> options) {
        String state = option(options, STATE, "");
        return new SessionQuery(option(options, FILTER, ""),
                state.isEmpty() ? null : TerminalState.valueOf(state.toUpperCase(Locale.ROOT)), option(options, AFTER, ""),
                Integer.parseInt(option(options, LIMIT, String.valueOf(DEFAULT_LIMIT))));
    }

    private static JsonObject json(WmmpComponent component, Map<String, Object> options) {
        JsonObject json = new JsonObject();
        json.put("trace", component.getTraceTerminal());
        json.put("receivedFrames", component.getReceivedFrames());
        json.put("sentFrames", component.getSentFrames());
        json.put("queuedRequests", component.getQueuedRequests());
        json.put("meanRouteMillis", component.getMeanRouteMillis());
        json.put("meanAnswerMillis", component.getMeanAnswerMillis());
        json.put("drops", new JsonObject(component.dropsByReason()));
        json.put("platforms", list(component.observation().platforms(), view -> json(view, query(options))));
        json.put("terminals", list(component.observation().terminals(), WmmpDevConsole::json));
        return json;
    }

    private static <T> List<JsonObject> list(Collection<T> all, Function<T, JsonObject> json) {
        return all.stream().map(json).collect(Collectors.toCollection(ArrayList::new));
    }

    private static JsonObject json(PlatformView platform, SessionQuery query) {
        JsonObject json = new JsonObject();
        platform.states().forEach((state, count) -> json.put(state.name().toLowerCase(Locale.ROOT), count));
        json.put("exchanges", platform.exchanges());
        json.put("maxExchanges", platform.maxExchanges());
        json.put("queuedCommands", platform.queuedCommands());
        json.put("downloads", platform.downloads());
        json.put("listeners", list(platform.listeners(), listener -> {
            JsonObject one = new JsonObject();
            one.put("address", listener.address().toString());
            one.put("open", listener.open());
            one.put("commands", listener.commands().stream().sorted().map(Command::name)
                    .collect(Collectors.toCollection(ArrayList::new)));
            return one;
        }));
        SessionPage page = platform.sessions(query);
        json.put("matching", page.matching());
        json.put("more", page.more());
        json.put("sessions", list(page.sessions(), WmmpDevConsole::json));
        return json;
    }

    private static JsonObject json(TerminalStatus session) {
        JsonObject json = new JsonObject();
        json.put("terminalId", session.terminal().terminalId().toString());
        json.put("state", session.state().name());
        json.put("dialect", session.dialect());
        json.put("security", session.security().name());
        json.put("bearer", session.bearer() == null ? null : session.bearer().name());
        json.put("remoteAddress", session.remoteAddress());
        json.put("lastSeen", session.lastSeen() == null ? null : session.lastSeen().toString());
        json.put("signal", session.signal());
        return json;
    }

    private static JsonObject json(Terminal terminal) {
        JsonObject json = new JsonObject();
        json.put("terminalId", terminal.serial().toString());
        json.put("phase", terminal.phase().name());
        json.put("trouble", terminal.trouble());
        json.put("queued", terminal.queued());
        return json;
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        components(options).forEach(component -> write(component, query(options), line -> text.append(line).append('\n')));
        return text.toString();
    }

    private static void write(WmmpComponent component, SessionQuery query, Consumer<String> out) {
        out.accept(String.format(Locale.ROOT, "Frames: %d received, %d sent; requests that wait: %d",
                component.getReceivedFrames(),
                component.getSentFrames(), component.getQueuedRequests()));
        out.accept(String.format(Locale.ROOT, "On average: routes %.1f ms, answers %.1f ms", component.getMeanRouteMillis(),
                component.getMeanAnswerMillis()));
        out.accept("Drops: " + component.dropsByReason());
        out.accept("Trace: " + (component.getTraceTerminal() == null ? "off" : component.getTraceTerminal()));
        component.observation().platforms().forEach(platform -> write(platform, query, out));
        component.observation().terminals().forEach(terminal -> out.accept(String.format("Terminal %s: %s%s", terminal.serial(),
                terminal.phase(), terminal.trouble() == null ? "" : ", " + terminal.trouble())));
    }

    private static void write(PlatformView platform, SessionQuery query, Consumer<String> out) {
        out.accept("Platform: " + platform.states().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(state -> state.getValue() + " " + state.getKey().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")) + "; exchanges " + platform.exchanges() + "/" + platform.maxExchanges()
                + "; commands that wait: " + platform.queuedCommands() + "; downloads: " + platform.downloads());
        platform.listeners().forEach(listener -> out.accept("Listener " + listener.address()
                + (listener.open() ? ", open: " : ", CLOSED: ") + listener.commands().stream().sorted().toList()));
        SessionPage page = platform.sessions(query);
        out.accept("Sessions: " + page.sessions().size() + " of " + page.matching() + (page
                .more() ? ", more with " + AFTER + "="
                        + page.sessions().get(page.sessions().size() - 1).terminal().terminalId() : ""));
        page.sessions().forEach(session -> out.accept(String.format(Locale.ROOT, "  %-16s %-10s %-4s %-24s %-30s %s",
                session.terminal().terminalId(), session.state(), orDash(session.bearer()), orDash(session.remoteAddress()),
                orDash(session.lastSeen()), session.signal() == null ? "" : "signal " + session.signal())));
    }

    private static String orDash(Object value) {
        return value == null ? "-" : value.toString();
    }
}
