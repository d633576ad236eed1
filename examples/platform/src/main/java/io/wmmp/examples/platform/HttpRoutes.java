package io.wmmp.examples.platform;

import java.util.concurrent.RejectedExecutionException;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.CamelContextHelper;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.camel.WmmpEndpoint;
import io.wmmp.platform.Platform;
import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.session.SessionClosedException;

/** What users do over HTTP: look at terminals, provision them, and send them commands. */
public class HttpRoutes extends RouteBuilder {

    @Override
    public void configure() throws Exception {
        if (CamelContextHelper.findSingleByType(getContext(), Settings.class).http() == null) {
            return;
        }
        Platform platform = getContext().getEndpoint("wmmp:platform", WmmpEndpoint.class).sharedPlatform();
        Terminals terminals = new Terminals(platform);
        TimeLimit timeLimit = new TimeLimit(getContext().createProducerTemplate(),
                simple("wmmp:platform?answerTimeout=${exchangeProperty.answerTimeout}&sends=${exchangeProperty.sends}"),
                terminals::isAbsent);
        getContext().addLifecycleStrategy(timeLimit);
        bindToRegistry("httpHeadersOfOurs", new HttpHeadersOfOurs());

        onException(ProblemException.class).handled(true)
                .process(exchange -> Json.answer(exchange, caught(exchange, ProblemException.class).problem()));
        onException(InvalidFieldException.class).handled(true).process(HttpRoutes::answerInvalidField);
        onException(UnknownTerminalException.class).handled(true)
                .process(exchange -> Json.answer(exchange, Problem.notFound(message(exchange))));
        onException(TerminalOfflineException.class, SessionClosedException.class).handled(true)
                .process(exchange -> Json.answer(exchange, Problem.conflict(null, message(exchange))));
        onException(ExchangeTimedOutException.class).handled(true)
                .process(exchange -> CommandAnswer.writeUnanswered(exchange, terminals.isAbsent(exchange)));
        onException(RejectedExecutionException.class).handled(true)
                .process(exchange -> Json.answer(exchange, Problem.unavailable(message(exchange))));
        onException(Exception.class).handled(true)
                .log(LoggingLevel.ERROR, "${header.CamelHttpMethod} ${header.CamelHttpPath} failed: ${exception.stacktrace}")
                .process(exchange -> Json.answer(exchange, Problem.internal()));

        restConfiguration().component("platform-http").endpointProperty("headerFilterStrategy", "#httpHeadersOfOurs");
        FirmwareUpload upload = new FirmwareUpload(platform.downloads().store(),
                CamelContextHelper.findSingleByType(getContext(), Settings.class).maxFirmwareSize());
        LiveTraffic traffic = new LiveTraffic(platform.view().counters().traffic().trace());
        getContext().hasService(HttpServer.class).direct(router -> {
            router.put("/firmware/:name").handler(upload);
            router.get("/traffic").handler(traffic);
        });
        rest("/firmware").get().to("direct:list-firmware");
        rest("/campaigns").get().to("direct:list-campaigns").post().to("direct:start-campaign").get("/{id}")
                .to("direct:show-campaign");
        from("direct:list-firmware").to("wmmp:platform?operation=listFirmware").process(FirmwareRequests::list);
        from("direct:offer-firmware").process(FirmwareRequests::offer).to("wmmp:platform")
                .process(FirmwareRequests::offered);
        from("direct:list-campaigns")
                .process(exchange -> FirmwareRequests.listCampaigns(exchange, platform.campaigns().list()));
        from("direct:start-campaign").process(FirmwareRequests::start).to("wmmp:platform?operation=startCampaign")
                .process(FirmwareRequests::started);
        from("direct:show-campaign").setHeader(WmmpConstants.CAMPAIGN, header("id"))
                .to("wmmp:platform?operation=showCampaign").process(FirmwareRequests::shown);

        rest("/status").get().to("direct:status");
        from("direct:status").process(exchange -> Status.show(exchange, platform.view(), traffic));

        rest("/terminals")
                .get().to("direct:list-terminals")
                .post().to("direct:provision-terminal")
                .get("/{id}").to("direct:show-terminal")
                .patch("/{id}/twin/desired").to("direct:update-desired")
                .put("/{id}/twin/desired").to("direct:replace-desired")
                .post("/{id}/firmware").to("direct:offer-firmware")
                .post("/{id}/commands").to("direct:command");

        from("direct:list-terminals").process(terminals::list);
        from("direct:provision-terminal").process(terminals::provision);
        from("direct:show-terminal").process(terminals::show);
        from("direct:update-desired").process(terminals::updateDesired);
        from("direct:replace-desired").process(terminals::replaceDesired);

        from("direct:command")
                .process(CommandRequest::read)
                .process(timeLimit)
                .process(CommandAnswer::write);
    }

    private static void answerInvalidField(Exchange exchange) {
        InvalidFieldException invalid = caught(exchange, InvalidFieldException.class);
        if (invalid.field().equals(WmmpConstants.CAMPAIGN)) {
            Json.answer(exchange, Problem.notFound("No campaign of this platform has this id"));
            return;
        }
        // what the component calls by the name of its header, is a member of the request here
        String field = invalid.field().equals(WmmpConstants.COMMAND) ? CommandRequest.COMMAND : invalid.field();
        Json.answer(exchange, Problem.badRequest(field, field + invalid.getMessage().substring(invalid.field().length())));
    }

    private static <T extends Exception> T caught(Exchange exchange, Class<T> type) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, type);
    }

    private static String message(Exchange exchange) {
        return caught(exchange, Exception.class).getMessage();
    }
}
