package io.wmmp.camel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

import io.wmmp.application.Application;
import io.wmmp.camel.WmmpConfiguration.Operation;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/**
 * An application that sends to the terminal, or to the other application, that a header names. The exchange goes on when the
 * far end has answered, or the platform in its place, whatever its pattern; only where it deals with data of that very
 * terminal it goes on at once, since the terminal takes nothing before it has its answer.
 */
public class ApplicationProducer extends DefaultAsyncProducer {

    /** What such a producer may do with an exchange. */
    static final Set<Operation> OPERATIONS = Set.of(Operation.send);

    private final WmmpEndpoint endpoint;
    private Application application;

    ApplicationProducer(WmmpEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        application = endpoint.getComponent().sharedApplications().acquire(endpoint);
    }

    @Override
    protected void doStop() throws Exception {
        if (application != null) {
            application = null;
            endpoint.getComponent().sharedApplications().release(endpoint);
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Application sender = application;
        CompletionStage<WmmpMessage> answer;
        boolean inHand;
        try {
            endpoint.getConfiguration().operationOf(exchange, OPERATIONS);
            Command command = command(exchange);
            Map<String, Object> values = values(exchange, command, sender.codec());
            inHand = isInHand(exchange, sender);
            answer = sender.send(command, sender.codec().writeBody(command, values),
                    endpoint.getConfiguration().patience(sender.codec().dialect()));
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return AnswerExchange.goOn(exchange, callback, answer, inHand, sender.codec(), endpoint.getConfiguration());
    }

    private static Command command(Exchange exchange) {
        Command command = RequestBody.command(exchange);
        if (!Application.commands().contains(command)) {
            throw new InvalidFieldException(WmmpConstants.COMMAND, "an application does not send " + command + " but "
                    + Application.commands().stream().sorted().toList());
        }
        return command;
    }

    /** Whether the exchange is the request of the very terminal to which it sends, which this route answers when it ends. */
    private static boolean isInHand(Exchange exchange, Application sender) {
        WmmpMessage request = exchange.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class);
        boolean inHand = request != null && sender.isInHand(request)
                && destinationTerminal(exchange) != null && destinationTerminal(exchange).equals(sourceOf(request));
        if (inHand && exchange.getPattern().isOutCapable()) {
            throw new IllegalStateException("Terminal " + sourceOf(request) + " waits for the answer to its own "
                    + request.command()
                    + ", which this route gives when it ends; send with the exchange pattern InOnly instead");
        }
        return inHand;
    }

    private static String sourceOf(WmmpMessage request) {
        return MessageHeaders.text(request.tlv(Tlv.SOURCE_TERMINAL));
    }

    private static String destinationTerminal(Exchange exchange) {
        String terminal = header(exchange, WmmpConstants.DESTINATION_TERMINAL_ID);
        boolean toApplication = terminal == null && header(exchange, WmmpConstants.DESTINATION_EC_CODE) != null;
        return terminal != null || toApplication ? terminal : header(exchange, WmmpConstants.TERMINAL_ID);
    }

    private static Map<String, Object> values(Exchange exchange, Command command, WmmpCodec codec) {
        String terminal = destinationTerminal(exchange);
        String other = header(exchange, WmmpConstants.DESTINATION_EC_CODE);
        if (terminal == null && other == null) {
            throw new InvalidFieldException(WmmpConstants.DESTINATION_TERMINAL_ID,
                    "is missing: it names the terminal to send to");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(codec.nameOf(terminal != null ? Tlv.DESTINATION_TERMINAL : Tlv.DESTINATION_EC),
                terminal != null ? terminal : other);
        RequestBody.values(exchange, command).forEach(values::putIfAbsent);
        return values;
    }

    private static String header(Exchange exchange, String name) {
        String value = exchange.getIn().getHeader(name, String.class);
        return value == null || value.isBlank() ? null : value;
    }
}
