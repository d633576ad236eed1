package io.wmmp.camel;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.ResourceHelper;

import io.wmmp.camel.WmmpConfiguration.Operation;
import io.wmmp.platform.Platform;
import io.wmmp.platform.download.CampaignPlan;
import io.wmmp.platform.download.CampaignProgress;
import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.firmware.Firmware;
import io.wmmp.platform.firmware.FirmwareStore;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;

/** What a route can do about firmware besides sending DOWNLOAD_INFO; the answer is the body of the exchange. */
final class FirmwareOperations {

    /** The operations that are dealt with here. */
    static final Set<Operation> OPERATIONS = Set.of(Operation.putFirmware, Operation.listFirmware, Operation.removeFirmware,
            Operation.showDownload, Operation.startCampaign, Operation.showCampaign, Operation.stopCampaign);

    static final String FIRMWARE = "firmware";
    private static final String TERMINALS = "terminals";
    private static final String PARALLEL = "parallel";
    private static final String STOP_AFTER_FAILURES = "stopAfterFailures";
    private static final String TIMEOUT = "timeout";
    private static final Set<String> PLAN = Set.of(FIRMWARE, TERMINALS, PARALLEL, STOP_AFTER_FAILURES, TIMEOUT);

    private final WmmpConfiguration configuration;
    private final Platform platform;

    FirmwareOperations(WmmpConfiguration configuration, Platform platform) {
        this.configuration = configuration;
        this.platform = platform;
    }

    boolean process(Exchange exchange, Operation operation, AsyncCallback callback) {
        CompletionStage<?> outcome;
        try {
            outcome = switch (operation) {
                case putFirmware -> done(put(exchange));
                case listFirmware -> done(store().list().stream().map(FirmwareOperations::map).toList());
                case removeFirmware -> done(store().remove(name(exchange)));
                case showDownload -> platform.downloads().find(terminalId(header(exchange, WmmpConstants.TERMINAL_ID)))
                        .thenApply(download -> download == null ? null : map(download));
                case startCampaign -> start(exchange);
                case showCampaign -> platform.campaigns().progress(id(exchange))
                        .thenApply(progress -> map(campaign(exchange, progress)));
                case stopCampaign -> platform.campaigns().stop(id(exchange))
                        .thenApply(progress -> map(campaign(exchange, progress)));
                default -> throw new IllegalArgumentException("Not an operation on firmware: " + operation);
            };
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        boolean now = outcome.toCompletableFuture().isDone();
        outcome.whenComplete((body, failure) -> {
            if (failure == null) {
                exchange.getMessage().setBody(body);
            } else {
                AnswerExchange.failed(exchange, failure);
            }
            callback.done(now);
        });
        return now;
    }

    private static CompletionStage<?> done(Object body) {
        return CompletableFuture.completedStage(body);
    }

    private FirmwareStore store() {
        FirmwareStore store = platform.downloads().store();
        if (store == null) {
            throw new InvalidFieldException(FIRMWARE, "cannot be kept: there is no firmware store; set the option"
                    + " firmwareDirectory of the component");
        }
        return store;
    }

    /** Blocks while the file is copied, on the thread of the route. */
    private Map<String, Object> put(Exchange exchange) throws IOException {
        String name = name(exchange);
        String version = header(exchange, WmmpConstants.FIRMWARE_VERSION);
        String resource = exchange.getIn().getHeader(WmmpConstants.FIRMWARE_RESOURCE, String.class);
        try (InputStream content = resource == null ? exchange.getIn().getBody(InputStream.class)
                : ResourceHelper.resolveMandatoryResourceAsInputStream(exchange.getContext(), resource)) {
            if (content == null) {
                throw new InvalidFieldException("body", "is no file: it cannot be converted to a stream");
            }
            return map(store().put(name, version, content));
        } catch (IllegalArgumentException e) {
            throw e instanceof InvalidFieldException invalid ? invalid : invalid(e);
        }
    }

    private CompletionStage<Map<String, Object>> start(Exchange exchange) {
        if (!(exchange.getIn().getBody() instanceof Map<?, ?> body)) {
            throw new InvalidFieldException("body", "expects a map with " + FIRMWARE + " and " + TERMINALS);
        }
        body.keySet().stream().filter(key -> !PLAN.contains(key)).findFirst().ifPresent(key -> {
            throw new InvalidFieldException(String.valueOf(key), "is nothing that a campaign has; it has " + PLAN.stream()
                    .sorted().toList());
        });
        if (!(body.get(FIRMWARE) instanceof String firmware)) {
            throw new InvalidFieldException(FIRMWARE, "expects the name of a firmware");
        }
        if (!(body.get(TERMINALS) instanceof Collection<?> names)) {
            throw new InvalidFieldException(TERMINALS, "expects a list of terminal ids");
        }
        List<TerminalId> terminals = new ArrayList<>();
        names.forEach(name -> terminals.add(terminalId(name)));
        CampaignPlan plan;
        try {
            plan = new CampaignPlan(firmware, terminals, number(exchange, body, PARALLEL, CampaignPlan.DEFAULT_PARALLEL),
                    number(exchange, body, STOP_AFTER_FAILURES, 0), timeout(exchange, body));
        } catch (IllegalArgumentException e) {
            throw e instanceof InvalidFieldException invalid ? invalid : invalid(e);
        }
        return platform.campaigns().start(plan, configuration::patience).thenApply(progress -> {
            exchange.getMessage().setHeader(WmmpConstants.CAMPAIGN, progress.id());
            return map(progress);
        });
    }

    private static int number(Exchange exchange, Map<?, ?> body, String name, int standard) {
        Object value = body.get(name);
        Integer number = value == null ? (Integer) standard
                : exchange.getContext().getTypeConverter().tryConvertTo(Integer.class, value);
        if (number == null) {
            throw new InvalidFieldException(name, "expects a number, not '" + value + "'");
        }
        return number;
    }

    private static Duration timeout(Exchange exchange, Map<?, ?> body) {
        Object value = body.get(TIMEOUT);
        Duration timeout = value == null ? CampaignPlan.DEFAULT_TIMEOUT
                : value instanceof Number millis ? Duration.ofMillis(millis.longValue())
                : exchange.getContext().getTypeConverter().tryConvertTo(Duration.class, value);
        if (timeout == null) {
            throw new InvalidFieldException(TIMEOUT, "expects a duration such as 30m, or milliseconds, not '" + value + "'");
        }
        return timeout;
    }

    /** What says which value is wrong before a colon. */
    private static InvalidFieldException invalid(IllegalArgumentException e) {
        String[] parts = e.getMessage().split(": ", 2);
        return new InvalidFieldException(parts[0], parts[parts.length - 1]);
    }

    private static TerminalId terminalId(Object name) {
        try {
            return TerminalId.of(String.valueOf(name));
        } catch (IllegalArgumentException e) {
            throw new UnknownTerminalException(String.valueOf(name));
        }
    }

    private static CampaignProgress campaign(Exchange exchange, CampaignProgress progress) {
        if (progress == null) {
            throw new InvalidFieldException(WmmpConstants.CAMPAIGN, "names no campaign of this platform: " + id(exchange));
        }
        return progress;
    }

    private static String id(Exchange exchange) {
        return header(exchange, WmmpConstants.CAMPAIGN);
    }

    private static String name(Exchange exchange) {
        return header(exchange, WmmpConstants.FIRMWARE);
    }

    private static String header(Exchange exchange, String name) {
        String value = exchange.getIn().getHeader(name, String.class);
        if (value == null || value.isBlank()) {
            throw new InvalidFieldException(name, "is missing");
        }
        return value.strip();
    }

    /** The firmware that a DOWNLOAD_INFO names, in its body or in a header; null when it has another URL. */
    static String offered(Exchange exchange) {
        if (exchange.getIn().getBody() instanceof Map<?, ?> body && body.containsKey(FIRMWARE)) {
            if (body.size() > 1 || !(body.get(FIRMWARE) instanceof String)) {
                throw new InvalidFieldException(FIRMWARE, "expects the name of a firmware, and nothing beside it");
            }
            return (String) body.get(FIRMWARE);
        }
        return exchange.getIn().getBody() instanceof Map<?, ?> body && !body.isEmpty() ? null
                : exchange.getIn().getHeader(WmmpConstants.FIRMWARE, String.class);
    }

    private static Map<String, Object> map(Firmware firmware) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", firmware.name());
        map.put("version", firmware.version());
        map.put("size", firmware.size());
        map.put("crc16", "%04x".formatted(firmware.crc16()));
        map.put("crc32", "%08x".formatted(firmware.crc32()));
        map.put("sha256", firmware.sha256());
        return map;
    }

    /** What a download is to a route. */
    static Map<String, Object> map(Download download) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", download.name());
        map.put("version", download.version());
        map.put("offset", download.offset());
        map.put("size", download.size());
        map.put("status", download.status().name());
        if (download.reason() != null) {
            map.put("reason", download.reason());
        }
        return map;
    }

    private static Map<String, Object> map(CampaignProgress progress) {
        Map<String, Object> failures = new LinkedHashMap<>();
        progress.failures().forEach((terminalId, reason) -> failures.put(terminalId.toString(), reason));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", progress.id());
        map.put(FIRMWARE, progress.firmware().name());
        map.put("version", progress.firmware().version());
        map.put("state", progress.state().name());
        map.put("pending", progress.pending());
        map.put("running", progress.running());
        map.put("done", progress.done());
        map.put("failed", progress.failed());
        map.put("failures", failures);
        return map;
    }
}
