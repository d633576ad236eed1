package io.wmmp.camel;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.terminal.Terminal;

/**
 * A terminal that registers, logs in and keeps its session, and sends what a route gives it. The exchange goes on when the
 * platform has answered, whatever its pattern: what nobody has acknowledged is not sent.
 */
public class TerminalProducer extends DefaultAsyncProducer {

    private static final Set<Command> COMMANDS = Set.of(Command.TRANSPARENT_DATA, Command.TRANSPARENT_CMD, Command.CONFIG_TRAP,
            Command.CONFIG_REQ, Command.FILE_REQ, Command.SECURITY_CONFIG, Command.HEART_BEAT);

    private final WmmpEndpoint endpoint;
    private Terminal terminal;

    TerminalProducer(WmmpEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        terminal = endpoint.getComponent().terminals().acquire(endpoint);
    }

    @Override
    protected void doStop() throws Exception {
        if (terminal != null) {
            terminal = null;
            endpoint.getComponent().terminals().release(endpoint);
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Terminal sender = terminal;
        CompletionStage<WmmpMessage> answer;
        try {
            Command command = command(exchange);
            byte[] body = sender.codec().writeBody(command, values(exchange, command));
            answer = sender.send(command, body, endpoint.getConfiguration().patience(sender.dialect()));
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        answer.whenComplete((message, failure) -> {
            if (failure != null) {
                AnswerExchange.failed(exchange, failure);
            } else {
                AnswerExchange.answered(exchange, sender.dialect(), message,
                        endpoint.getConfiguration().isThrowExceptionOnFailure());
            }
            callback.done(false);
        });
        return false;
    }

    private static Command command(Exchange exchange) {
        Command command = RequestBody.command(exchange);
        if (!COMMANDS.contains(command)) {
            throw new InvalidFieldException(WmmpConstants.COMMAND,
                    "a terminal does not send " + command + " but " + COMMANDS.stream().sorted().toList());
        }
        return command;
    }

    /** Business data always carries a routing tag, since real platforms read it by position. */
    private static Map<String, Object> values(Exchange exchange, Command command) {
        Map<String, Object> values = RequestBody.values(exchange, command);
        if (command == Command.TRANSPARENT_DATA || command == Command.TRANSPARENT_CMD) {
            String terminal = exchange.getIn().getHeader(WmmpConstants.DESTINATION_TERMINAL_ID, String.class);
            if (terminal != null) {
                values.put("destination_serial_number", terminal);
            } else if (!values.containsKey("destination_serial_number")) {
                values.put("destination_ec_code", exchange.getIn().getHeader(WmmpConstants.DESTINATION_EC_CODE, String.class));
            }
        }
        return values;
    }
}
