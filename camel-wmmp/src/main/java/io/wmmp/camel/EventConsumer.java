package io.wmmp.camel;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

import io.wmmp.platform.Platform;
import io.wmmp.platform.fleet.EventHandler;
import io.wmmp.platform.fleet.PlatformEvent;

/** Hands to a route what happens to the terminals of the platform. */
public class EventConsumer extends DefaultConsumer {

    /** Details of events that are headers too, as they are of the messages that the events are about. */
    private static final Map<String, String> HEADERS = Map.of("commandId", WmmpConstants.COMMAND_ID, "command",
            WmmpConstants.COMMAND, "result", WmmpConstants.RESULT, "sequenceNumber", WmmpConstants.SEQUENCE_NUMBER);

    private final WmmpEndpoint endpoint;
    private final Set<PlatformEvent.Type> types;
    private final EventHandler handler = this::process;
    private Platform platform;

    EventConsumer(WmmpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.types = parse(endpoint.getConfiguration().getEvents());
    }

    private static Set<PlatformEvent.Type> parse(String option) {
        EnumSet<PlatformEvent.Type> types = EnumSet.noneOf(PlatformEvent.Type.class);
        for (String name : option.split(",")) {
            try {
                types.add(PlatformEvent.Type.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Option events: '" + name.strip() + "' is none of "
                        + Arrays.toString(PlatformEvent.Type.values()), e);
            }
        }
        return types;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        platform = endpoint.sharedPlatform();
        platform.addEventHandler(handler);
    }

    @Override
    protected void doStop() throws Exception {
        if (platform != null) {
            platform.removeEventHandler(handler);
        }
        super.doStop();
    }

    private CompletionStage<Void> process(PlatformEvent event) {
        if (!types.contains(event.type()) || isSuspendingOrSuspended()) {
            return CompletableFuture.completedStage(null);
        }
        Exchange exchange = exchangeOf(event);
        CompletableFuture<Void> done = new CompletableFuture<>();
        getAsyncProcessor().process(exchange, doneSync -> {
            try {
                WmmpEndpoint.routeFailed(this, exchange, event);
            } finally {
                // also when an exception handler of the user's fails itself
                releaseExchange(exchange, false);
                done.complete(null);
            }
        });
        return done;
    }

    private Exchange exchangeOf(PlatformEvent event) {
        Exchange exchange = createExchange(false);
        Message in = exchange.getIn();
        in.setHeader(WmmpConstants.EVENT, event.type().name());
        in.setHeader(WmmpConstants.TERMINAL_ID, event.terminalId().toString());
        in.setHeader(Exchange.MESSAGE_TIMESTAMP, System.currentTimeMillis());
        if (event.bearer() != null) {
            in.setHeader(WmmpConstants.BEARER, event.bearer().name());
            in.setHeader(WmmpConstants.REMOTE_ADDRESS, event.remoteAddress());
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("event", event.type().name());
        if (event.reason() != null) {
            body.put("reason", event.reason());
        }
        body.putAll(event.details());
        if (event.download() != null) {
            body.put(FirmwareOperations.FIRMWARE, FirmwareOperations.map(event.download()));
            in.setHeader(WmmpConstants.FIRMWARE, event.download().name());
            in.setHeader(WmmpConstants.FIRMWARE_VERSION, event.download().version());
        }
        HEADERS.forEach((detail, header) -> {
            if (event.details().containsKey(detail)) {
                in.setHeader(header, event.details().get(detail));
            }
        });
        in.setBody(body);
        endpoint.filterHeaders(exchange);
        return exchange;
    }
}
