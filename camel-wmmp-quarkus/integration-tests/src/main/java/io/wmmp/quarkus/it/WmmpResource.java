package io.wmmp.quarkus.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.cloudevents.CloudEvent;
import org.apache.camel.support.ResourceHelper;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.camel.WmmpConstants;
import io.wmmp.jdbc.JdbcPlatformStore;
import jdk.jfr.Recording;

/** What the tests ask the application over HTTP. */
@Path("/wmmp")
@Produces(MediaType.APPLICATION_JSON)
public class WmmpResource {

    private final CamelContext context;
    private final ProducerTemplate template;
    private final Ward ward;
    private final Beans beans;

    WmmpResource(CamelContext context, ProducerTemplate template, Ward ward, Beans beans) {
        this.context = context;
        this.template = template;
        this.ward = ward;
        this.beans = beans;
    }

    /** What terminals have sent, each with its route in front. */
    @GET
    @Path("/notes")
    public List<String> notes() {
        return ward.notes();
    }

    /** Messages that were turned into JSON. */
    @GET
    @Path("/json")
    public List<String> json() {
        return ward.json();
    }

    /** Turns a message in JSON into a frame. */
    @POST
    @Path("/frame")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public byte[] frame(String message) {
        return template.requestBody("direct:json-to-frame", message, byte[].class);
    }

    /** Turns a frame into JSON. */
    @POST
    @Path("/message")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public String message(byte[] frame) {
        return template.requestBody("direct:frame-to-json", frame, String.class);
    }

    /** Turns a frame into a CloudEvent; its attributes come as headers. */
    @POST
    @Path("/event")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    public Response event(byte[] frame) {
        Message event = template.request("direct:frame-to-event", exchange -> exchange.getIn().setBody(frame)).getMessage();
        return Response.ok(event.getBody(String.class)).header("ce-id", event.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_ID))
                .header("ce-type", event.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_TYPE))
                .header("ce-subject", event.getHeader(CloudEvent.CAMEL_CLOUD_EVENT_SUBJECT)).build();
    }

    /** The JSON Schema of messages, found as a route finds it that checks JSON. */
    @GET
    @Path("/schema")
    public InputStream schema() throws IOException {
        return ResourceHelper.resolveMandatoryResourceAsInputStream(context,
                "classpath:META-INF/wmmp/schema/message.schema.json");
    }

    /** Has a terminal or an application send a text. */
    @POST
    @Path("/reports/{route}")
    @Consumes(MediaType.TEXT_PLAIN)
    public Map<String, Object> report(@PathParam("route") String route, String text) {
        return answer(template.send("direct:" + route, exchange -> exchange.getIn().setBody(text)));
    }

    /** Sends a command to a terminal. */
    @POST
    @Path("/terminals/{terminal}/{command}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Map<String, Object> command(@PathParam("terminal") String terminal, @PathParam("command") String command,
            Object body) {
        return answer(template.send("direct:commands", exchange -> {
            exchange.getIn().setHeader(WmmpConstants.TERMINAL_ID, terminal);
            exchange.getIn().setHeader(WmmpConstants.COMMAND, command);
            exchange.getIn().setBody(body);
        }));
    }

    /** Stops or starts a route. */
    @POST
    @Path("/routes/{route}/{order}")
    public void order(@PathParam("route") String route, @PathParam("order") String order) throws Exception {
        if (order.equals("stop")) {
            context.getRouteController().stopRoute(route);
        } else {
            context.getRouteController().startRoute(route);
        }
    }

    /** What the flight recorder sees of a report of a terminal. */
    @POST
    @Path("/recordings/{route}")
    @Consumes(MediaType.TEXT_PLAIN)
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public byte[] recording(@PathParam("route") String route, String text) throws IOException {
        java.nio.file.Path file = Files.createTempFile("wmmp", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.wmmp.FrameReceived");
            recording.enable("io.wmmp.Request");
            recording.start();
            report(route, text);
            recording.stop();
            recording.dump(file);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    /** What the component has found among the beans, and was told by properties. */
    @GET
    @Path("/component")
    public Map<String, Object> component() {
        WmmpComponent component = context.getComponent("wmmp", WmmpComponent.class);
        return Map.of("registry", component.getRegistry() != null, "platformStore",
                component.getPlatformStore() instanceof JdbcPlatformStore, "admission", component.getAdmission() != null,
                "registrations", beans.registrations(), "maximumPoolSize", component.getMaximumPoolSize(),
                "thread", String.valueOf(ward.thread()));
    }

    private static Map<String, Object> answer(Exchange exchange) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("result", exchange.getMessage().getHeader(WmmpConstants.RESULT));
        answer.put("body", exchange.getMessage().getBody() instanceof Map<?, ?> map ? map : null);
        answer.put("problem", exchange.getException() == null ? null : exchange.getException().toString());
        return answer;
    }
}
