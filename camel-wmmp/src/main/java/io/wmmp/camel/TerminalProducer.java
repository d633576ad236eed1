package io.wmmp.camel;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

import io.wmmp.camel.WmmpConfiguration.Operation;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.terminal.Terminal;

/**
 * A terminal that registers, logs in and keeps its session, and sends what a route gives it. The exchange goes on when the
 * platform has answered, whatever its pattern: what nobody has acknowledged is not sent. Only from inside a route that
 * answers the same terminal's platform it goes on at once, since nothing can be sent before that answer.
 */
public class TerminalProducer extends DefaultAsyncProducer {

    private static final Set<Command> COMMANDS = Set.of(Command.TRANSPARENT_DATA, Command.TRANSPARENT_CMD, Command.CONFIG_TRAP,
            Command.CONFIG_REQ, Command.FILE_REQ, Command.SECURITY_CONFIG, Command.HEART_BEAT);
    /** What such a producer may do with an exchange. */
    static final Set<Operation> OPERATIONS = Set.of(Operation.send, Operation.reset, Operation.clearKeys,
            Operation.configure);

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
        endpoint.getComponent().observation().producerStarted(terminal);
    }

    @Override
    protected void doStop() throws Exception {
        if (terminal != null) {
            endpoint.getComponent().observation().producerStopped(terminal);
            terminal = null;
            endpoint.getComponent().terminals().release(endpoint);
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Terminal sender = terminal;
        CompletionStage<WmmpMessage> answer;
        boolean inHand;
        try {
            Operation operation = endpoint.getConfiguration().operationOf(exchange, OPERATIONS);
            if (operation == Operation.configure) {
                return goOnAfter(sender.configure(RequestBody.values(exchange, Command.CONFIG_SET)), exchange, callback);
            }
            if (operation != Operation.send) {
                return reset(exchange, operation, callback);
            }
            inHand = isInHand(exchange, sender);
            Command command = command(exchange);
            Map<String, Object> values = values(exchange, command);
            sender.codec().checkRanges(values);
            byte[] body = sender.codec().writeBody(command, values);
            answer = sender.send(command, body, endpoint.getConfiguration().patience(sender.dialect()));
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return AnswerExchange.goOn(exchange, callback, answer, inHand, sender.codec(), endpoint.getConfiguration());
    }

    /**
     * The exchange goes on when the terminal has set out anew; it may be long before it is logged in again. One that deals
     * with a request of the platform goes on at once: the terminal answers that before it logs out.
     */
    private boolean reset(Exchange exchange, Operation operation, AsyncCallback callback) {
        WmmpMessage request = exchange.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class);
        boolean inHand = request != null && terminal.isInHand(request);
        CompletionStage<Void> reset = operation == Operation.clearKeys ? terminal.clearKeys() : terminal.reset();
        if (inHand) {
            callback.done(true);
            return true;
        }
        return goOnAfter(reset, exchange, callback);
    }

    private static boolean goOnAfter(CompletionStage<Void> stage, Exchange exchange, AsyncCallback callback) {
        stage.whenComplete((done, failure) -> {
            if (failure != null) {
                exchange.setException(failure);
            }
            callback.done(false);
        });
        return false;
    }

    /**
     * Whether the exchange is the platform's own request, which this route answers when it ends. Nothing is sent before
     * that: to wait for an answer here would never end.
     */
    private static boolean isInHand(Exchange exchange, Terminal sender) {
        WmmpMessage request = exchange.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class);
        boolean inHand = request != null && sender.isInHand(request);
        if (inHand && exchange.getPattern().isOutCapable()) {
            throw new IllegalStateException("Terminal " + sender.serial() + " owes the platform the answer to "
                    + request.command() + ", which this route gives when it ends; send with the exchange pattern InOnly"
                    + " instead");
        }
        return inHand;
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
            String application = exchange.getIn().getHeader(WmmpConstants.DESTINATION_EC_CODE, String.class);
            if (terminal != null) {
                values.put("destination_serial_number", terminal);
            } else if (application != null) {
                values.put("destination_ec_code", application);
            } else if (!values.containsKey("destination_serial_number")) {
                values.putIfAbsent("destination_ec_code", null);
            }
        }
        return values;
    }
}
