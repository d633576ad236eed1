package io.wmmp.examples.gateway;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.jboss.resteasy.reactive.RestStreamElementType;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.platform.SessionQuery;
import io.wmmp.platform.fleet.TerminalStatus;

/** Terminals for clients that speak HTTP. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class TerminalsResource {

    private final CamelContext context;
    private final ProducerTemplate producer;
    private final Uplink uplink;

    TerminalsResource(CamelContext context, ProducerTemplate producer, Uplink uplink) {
        this.context = context;
        this.producer = producer;
        this.uplink = uplink;
    }

    /** A page of the terminals that have a session, behind the one with the id {@code after}. */
    @GET
    @Path("terminals")
    public List<Terminal> terminals(@QueryParam("after") String after) {
        SessionQuery query = new SessionQuery("", null, Objects.requireNonNullElse(after, ""), 100);
        return context.getComponent("wmmp", WmmpComponent.class).observation().platforms().stream()
                .flatMap(platform -> platform.sessions(query).sessions().stream()).map(Terminal::of).toList();
    }

    /** Sends a command with the body that is given, and waits for the answer. */
    @POST
    @Path("terminals/{id}/{command}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> command(@PathParam("id") String id, @PathParam("command") String command, Object body) {
        return Uni.createFrom().completionStage(() -> producer.asyncSend("wmmp:platform", exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, id);
            exchange.getIn().setHeader(WmmpConstants.COMMAND, command);
            exchange.getIn().setBody(body);
        })).map(TerminalsResource::response);
    }

    private static Response response(Exchange exchange) {
        if (exchange.getException() != null) {
            return Response.status(Response.Status.BAD_GATEWAY).entity(Map.of("problem", exchange.getException().getMessage()))
                    .build();
        }
        return Response.ok(exchange.getMessage().getBody(Map.class)).build();
    }

    /** What terminals say from now on, as server-sent events. */
    @GET
    @Path("messages")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> messages() {
        return uplink.messages();
    }

    /**
     * A terminal as clients see it.
     *
     * @param id            its serial number
     * @param state         whether it is logged in
     * @param remoteAddress where it was last heard
     * @param lastSeen      when
     */
    public record Terminal(String id, String state, String remoteAddress, String lastSeen) {

        static Terminal of(TerminalStatus status) {
            return new Terminal(status.terminal().terminalId().toString(), status.state().name(), status.remoteAddress(),
                    Objects.toString(status.lastSeen(), null));
        }
    }
}
