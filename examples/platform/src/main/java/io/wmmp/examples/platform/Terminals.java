package io.wmmp.examples.platform;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

import org.apache.camel.Exchange;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.examples.platform.TerminalForm.InvalidFormException;
import io.wmmp.platform.Platform;
import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.fleet.TerminalStatus;
import io.wmmp.platform.registry.TerminalPage;
import io.wmmp.platform.registry.TerminalQuery;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.platform.twin.TwinStatus;
import io.wmmp.protocol.TerminalId;

/** Serves what users ask about terminals, and adds new ones. */
final class Terminals {

    /** The name of the path parameter that holds the terminal id. */
    static final String ID = "id";

    private static final int DEFAULT_SIZE = 100;
    private static final int MAX_SIZE = 1000;

    private final Platform platform;

    Terminals(Platform platform) {
        this.platform = platform;
    }

    /** {@code GET /terminals?state=&q=&page=&size=}. */
    void list(Exchange exchange) {
        Query query = new Query(exchange);
        int size = query.number("size", DEFAULT_SIZE, 1, MAX_SIZE);
        long page = query.number("page", 0, 0, Integer.MAX_VALUE);
        TerminalPage found = await(platform.registry()
                .list(new TerminalQuery(query.text("q"), isIn(query.text("state")), page * size, size)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("total", found.total());
        answer.put("terminals", found.terminals().stream().map(platform::status).map(Terminals::summary).toList());
        Json.answer(exchange, 200, answer);
    }

    private Predicate<TerminalId> isIn(String state) {
        if (state.isEmpty()) {
            return TerminalQuery.ANY;
        }
        TerminalState wanted = Arrays.stream(TerminalState.values())
                .filter(each -> each.name().equals(state.toUpperCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new ProblemException(Problem.badRequest("state",
                        "state: '" + state + "' is none of " + Arrays.toString(TerminalState.values()))));
        return terminalId -> platform.view().state(terminalId) == wanted;
    }

    /** {@code GET /terminals/{id}}. */
    void show(Exchange exchange) {
        TerminalId id = terminalId(exchange);
        Json.answer(exchange, 200, details(await(platform.status(id)), await(platform.twins().find(id))));
    }

    /** Whether the terminal that a message is for is not logged in. */
    boolean isAbsent(Exchange exchange) {
        TerminalId id = TerminalId.of(exchange.getIn().getHeader(WmmpConstants.TERMINAL_ID, String.class));
        return await(platform.status(id)).state() != TerminalState.ONLINE;
    }

    /** {@code PATCH /terminals/{id}/twin/desired}: changes what a terminal shall have, null for whatever it has. */
    void updateDesired(Exchange exchange) {
        desire(exchange, false);
    }

    /** {@code PUT /terminals/{id}/twin/desired}: replaces that. */
    void replaceDesired(Exchange exchange) {
        desire(exchange, true);
    }

    private void desire(Exchange exchange, boolean replace) {
        Json.answer(exchange, 200, await(platform.twins().desire(terminalId(exchange), Json.read(exchange), replace)).toMap());
    }

    /** {@code POST /terminals}. */
    void provision(Exchange exchange) {
        TerminalRecord terminal = read(Json.read(exchange));
        TerminalRegistry registry = platform.registry();
        if (!await(registry.add(terminal))) {
            throw new ProblemException(await(registry.find(terminal.terminalId())) != null
                    ? taken(TerminalField.TERMINAL_ID, terminal.terminalId().toString())
                    : taken(TerminalField.IMEI, terminal.credentials().imei() + " with this imsi"));
        }
        exchange.getMessage().setHeader(HttpHeadersOfOurs.LOCATION, "/terminals/"
                + URLEncoder.encode(terminal.terminalId().toString(), StandardCharsets.UTF_8).replace("+", "%20"));
        Json.answer(exchange, 201, details(platform.status(terminal), await(platform.twins().find(terminal.terminalId()))));
    }

    private static TerminalRecord read(Map<String, Object> json) {
        TerminalForm form = new TerminalForm();
        json.forEach((name, value) -> {
            TerminalField field = Arrays.stream(TerminalField.values()).filter(each -> each.json().equals(name)).findFirst()
                    .orElseThrow(() -> new ProblemException(Problem.badRequest(name, name + ": there is no such field")));
            if (value != null && !(value instanceof String)) {
                throw new ProblemException(Problem.badRequest(name, name + ": expects text"));
            }
            form.put(field, (String) value);
        });
        try {
            return form.toTerminal();
        } catch (InvalidFormException e) {
            String name = e.field().json();
            throw new ProblemException(Problem.badRequest(name, name + ": " + e.getMessage()));
        }
    }

    private static Problem taken(TerminalField field, String value) {
        return Problem.conflict(field.json(), field.json() + ": " + value + " is taken by another terminal");
    }

    /** The terminal that the path of a request names; whether it is known is another question. */
    static TerminalId terminalId(Exchange exchange) {
        String id = exchange.getIn().getHeader(ID, String.class);
        if (TerminalField.TERMINAL_ID.problemOf(id) != null) {
            throw new UnknownTerminalException(id);
        }
        return TerminalId.of(id);
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static Map<String, Object> summary(TerminalStatus status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("terminalId", status.terminal().terminalId().toString());
        json.put("state", status.state());
        json.put("bearer", status.bearer());
        json.put("remoteAddress", status.remoteAddress());
        json.put("lastSeen", status.lastSeen() == null ? null : status.lastSeen().toString());
        json.put("dialect", status.dialect());
        json.put("ecCode", status.terminal().ecCode());
        json.put("signal", status.signal());
        return json;
    }

    private Map<String, Object> details(TerminalStatus status, TwinStatus twin) {
        Map<String, Object> json = summary(status);
        json.put("security", status.security());
        json.put("queued", platform.commands().queued(status.terminal().terminalId()));
        json.put("firmware", firmware(await(platform.downloads().find(status.terminal().terminalId()))));
        json.put("twin", twin.toMap());
        return json;
    }

    private static Map<String, Object> firmware(Download download) {
        if (download == null) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", download.name());
        json.put("version", download.version());
        json.put("offset", download.offset());
        json.put("size", download.size());
        json.put("status", download.status());
        if (download.reason() != null) {
            json.put("reason", download.reason());
        }
        return json;
    }

    /** The parameters behind the path of a request. */
    private static final class Query {

        private final Map<String, List<String>> parameters;

        Query(Exchange exchange) {
            String query = exchange.getIn().getHeader(Exchange.HTTP_RAW_QUERY, "", String.class);
            try {
                parameters = new QueryStringDecoder(query, false).parameters();
            } catch (IllegalArgumentException e) {
                throw new ProblemException(Problem.badRequest(null, "The query of the URL is malformed"));
            }
        }

        String text(String name) {
            List<String> values = parameters.getOrDefault(name, List.of());
            return values.isEmpty() ? "" : values.get(0).strip();
        }

        int number(String name, int standard, int minimum, int maximum) {
            String text = text(name);
            if (text.isEmpty()) {
                return standard;
            }
            try {
                int number = Integer.parseInt(text);
                if (number >= minimum && number <= maximum) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            throw new ProblemException(Problem.badRequest(name,
                    name + ": expects a number from " + minimum + " to " + maximum + ", not '" + text + "'"));
        }
    }
}
