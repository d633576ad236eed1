package io.wmmp.examples.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.platform.download.CampaignProgress;
import io.wmmp.protocol.Command;

/** What users ask about firmware, turned into messages for {@code wmmp:platform}, and its answers. */
final class FirmwareRequests {

    private static final String NAME = "name";
    private static final String FIRMWARE = "firmware";
    private static final Set<String> CAMPAIGN = Set.of(FIRMWARE, "terminals", "parallel", "stopAfterFailures", "timeout");

    private FirmwareRequests() {
    }

    /** {@code GET /firmware}. */
    static void list(Exchange exchange) {
        Json.answer(exchange, 200, Map.of(FIRMWARE, exchange.getMessage().getBody()));
    }

    /** {@code POST /terminals/{id}/firmware}: goes out at once, or when the terminal is there. */
    static void offer(Exchange exchange) {
        String terminalId = Terminals.terminalId(exchange).toString();
        Map<String, Object> json = Json.read(exchange);
        refuseOthers(json, Set.of(NAME));
        if (!(json.get(NAME) instanceof String name)) {
            throw new ProblemException(Problem.badRequest(NAME, NAME + ": expects the name of a firmware"));
        }
        exchange.setPattern(ExchangePattern.InOnly);
        Message message = exchange.getMessage();
        message.setHeader(WmmpConstants.TERMINAL_ID, terminalId);
        message.setHeader(WmmpConstants.COMMAND, Command.DOWNLOAD_INFO.name());
        message.setBody(Map.of(FIRMWARE, name));
    }

    /** The answer to that. */
    static void offered(Exchange exchange) {
        Json.answer(exchange, 202, Map.of("queued", exchange.getMessage().getHeader(WmmpConstants.QUEUE_POSITION)));
    }

    /** {@code POST /campaigns}. */
    static void start(Exchange exchange) {
        Map<String, Object> json = Json.read(exchange);
        refuseOthers(json, CAMPAIGN);
        exchange.getMessage().setBody(json);
    }

    private static void refuseOthers(Map<String, Object> json, Set<String> members) {
        json.keySet().stream().filter(member -> !members.contains(member)).findFirst().ifPresent(member -> {
            throw new ProblemException(Problem.badRequest(member, member + ": there is no such member"));
        });
    }

    /** The answer to that. */
    static void started(Exchange exchange) {
        exchange.getMessage().setHeader(HttpHeadersOfOurs.LOCATION,
                "/campaigns/" + exchange.getMessage().getHeader(WmmpConstants.CAMPAIGN));
        Json.answer(exchange, 201, exchange.getMessage().getBody());
    }

    /** {@code GET /campaigns}: without the reasons of failures, of which there may be very many. */
    static void listCampaigns(Exchange exchange, List<CampaignProgress> campaigns) {
        Json.answer(exchange, 200, Map.of("campaigns", campaigns.stream().map(FirmwareRequests::summary).toList()));
    }

    private static Map<String, Object> summary(CampaignProgress progress) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", progress.id());
        json.put(FIRMWARE, progress.firmware().name());
        json.put("version", progress.firmware().version());
        json.put("state", progress.state());
        json.put("pending", progress.pending());
        json.put("running", progress.running());
        json.put("done", progress.done());
        json.put("failed", progress.failed());
        return json;
    }

    /** The answer to {@code GET /campaigns/{id}}. */
    static void shown(Exchange exchange) {
        Json.answer(exchange, 200, exchange.getMessage().getBody());
    }
}
