package io.wmmp.camel;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.camel.WmmpConfiguration.Operation;
import io.wmmp.camel.WmmpConfiguration.SendBearer;
import io.wmmp.platform.Platform;
import io.wmmp.platform.fleet.DownlinkBody;
import io.wmmp.platform.queue.CommandDesk;
import io.wmmp.platform.queue.CommandTicket;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.platform.routing.BusinessData;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;

/** Sends a command to the terminal that a header names, over whatever link it was last heard on, or by SMS. */
public class PlatformProducer extends DefaultAsyncProducer {

    private static final Logger LOG = LoggerFactory.getLogger(PlatformProducer.class);
    private static final Set<Command> COMMANDS = Set.of(Command.TRANSPARENT_DATA, Command.TRANSPARENT_CMD, Command.CONFIG_GET,
            Command.CONFIG_SET, Command.REMOTE_CTRL, Command.DOWNLOAD_INFO, Command.SECURITY_CONFIG, Command.LOGOUT);

    /** What such a producer may do with an exchange. */
    static final Set<Operation> OPERATIONS = Stream
            .concat(Stream.of(Operation.send, Operation.forward, Operation.getTwin, Operation.updateDesired,
                    Operation.replaceDesired), FirmwareOperations.OPERATIONS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private final WmmpEndpoint endpoint;
    private Platform platform;
    private DataForwarder forwarder;
    private FirmwareOperations firmware;

    PlatformProducer(WmmpEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        platform = endpoint.sharedPlatform();
        forwarder = new DataForwarder(endpoint.getConfiguration(), platform);
        firmware = new FirmwareOperations(endpoint.getConfiguration(), platform);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Operation operation = endpoint.getConfiguration().operationOf(exchange, OPERATIONS);
            if (TwinOperations.isOne(operation)) {
                return new TwinOperations(platform).process(exchange, operation, terminalId(exchange), callback);
            }
            if (operation == Operation.forward
                    || operation == Operation.send && DataForwarder.hasDestination(exchange)) {
                return forwarder.process(exchange, operation == Operation.forward, callback);
            }
            if (FirmwareOperations.OPERATIONS.contains(operation)) {
                return firmware.process(exchange, operation, callback);
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return processSend(exchange, callback);
    }

    private boolean processSend(Exchange exchange, AsyncCallback callback) {
        try {
            TerminalId terminalId = terminalId(exchange);
            Command command = command(exchange);
            refuseWhileInHand(exchange, terminalId, exchange.getPattern().isOutCapable());
            String offered = command == Command.DOWNLOAD_INFO ? FirmwareOperations.offered(exchange) : null;
            if (offered == null) {
                return send(exchange, terminalId, command, body(exchange, command), callback);
            }
            platform.downloads().prepare(terminalId, offered).whenComplete((body, failure) -> {
                if (failure == null) {
                    send(exchange, terminalId, command, body, doneSync -> callback.done(false));
                } else {
                    AnswerExchange.failed(exchange, failure);
                    callback.done(false);
                }
            });
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private boolean send(Exchange exchange, TerminalId terminalId, Command command, DownlinkBody body,
            AsyncCallback callback) {
        AtomicReference<WmmpCodec> spoken = new AtomicReference<>();
        DownlinkBody noting = (codec, terminal) -> {
            spoken.set(codec);
            return body.write(codec, terminal);
        };
        CompletionStage<WmmpMessage> answer;
        try {
            boolean rotates = rotatesKeys(exchange, command);
            if (!rotates && isQueued(exchange, command)) {
                return queue(exchange, terminalId, command, noting, spoken, callback);
            }
            answer = rotates ? platform.rotateKeys(terminalId, dialect -> {
                spoken.set(new WmmpCodec(dialect));
                return endpoint.getConfiguration().patience(dialect);
            }) : request(terminalId, command, noting);
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        if (!exchange.getPattern().isOutCapable()) {
            return sentOnly(exchange, answer, callback);
        }
        answer.whenComplete((message, failure) -> {
            AnswerExchange.finish(exchange, spoken.get(), message, failure,
                    endpoint.getConfiguration());
            callback.done(false);
        });
        return false;
    }

    private CompletionStage<WmmpMessage> request(TerminalId terminalId, Command command, DownlinkBody body) {
        return bySms() ? platform.requestBySms(terminalId, command, body, endpoint.getConfiguration()::patience)
                : platform.request(terminalId, command, body, endpoint.getConfiguration()::patience);
    }

    private static DownlinkBody body(Exchange exchange, Command command) {
        Map<String, Object> values = RequestBody.values(exchange, command);
        return (codec, terminal) -> write(codec, command, values, terminal);
    }

    private boolean isQueued(Exchange exchange, Command command) {
        boolean force = exchange.getIn().getHeader(WmmpConstants.FORCE, endpoint.getConfiguration().isForce(), Boolean.class);
        return !force && !bySms() && CommandDesk.isQueued(command);
    }

    /** Without waiting for the answer the exchange goes on when the command is stored. */
    private boolean queue(Exchange exchange, TerminalId terminalId, Command command, DownlinkBody body,
            AtomicReference<WmmpCodec> spoken, AsyncCallback callback) {
        WmmpConfiguration configuration = endpoint.getConfiguration();
        boolean waits = exchange.getPattern().isOutCapable();
        boolean wakeUp = exchange.getIn().getHeader(WmmpConstants.WAKE_UP, configuration.isWakeUp(), Boolean.class);
        CompletionStage<CommandTicket> queued = platform.commands().submit(terminalId, command,
                body, configuration.commandTerms(waits, wakeUp));
        if (waits) {
            queued.thenCompose(CommandTicket::answer).whenComplete((message, failure) -> {
                AnswerExchange.finish(exchange, spoken.get(), message, failure, configuration);
                callback.done(false);
            });
            return false;
        }
        boolean done = queued.toCompletableFuture().isDone();
        queued.whenComplete((ticket, failure) -> {
            if (failure == null) {
                AnswerExchange.queued(exchange, ticket.id(), ticket.position());
            } else {
                AnswerExchange.failed(exchange, failure);
            }
            callback.done(done);
        });
        return done;
    }

    private boolean bySms() {
        return endpoint.getConfiguration().getBearer() == SendBearer.sms;
    }

    private boolean rotatesKeys(Exchange exchange, Command command) {
        if (!exchange.getIn().getHeader(WmmpConstants.ROTATE_KEYS, false, Boolean.class)) {
            return false;
        }
        if (command != Command.SECURITY_CONFIG) {
            throw new InvalidFieldException(WmmpConstants.ROTATE_KEYS,
                    "is for the command SECURITY_CONFIG, not for " + command);
        }
        return true;
    }

    /** What is known at once fails the exchange; what comes later is only logged, since nobody waits. */
    private boolean sentOnly(Exchange exchange, CompletionStage<WmmpMessage> answer, AsyncCallback callback) {
        if (answer.toCompletableFuture().isCompletedExceptionally()) {
            answer.whenComplete((message, failure) -> AnswerExchange.failed(exchange, failure));
        } else {
            String what = exchange.getExchangeId();
            answer.whenComplete((message, failure) -> {
                if (failure != null) {
                    LOG.warn("Command of exchange {} failed: {}", what, failure.getMessage());
                }
            });
        }
        callback.done(true);
        return true;
    }

    private static TerminalId terminalId(Exchange exchange) {
        String id = exchange.getIn().getHeader(WmmpConstants.TERMINAL_ID, String.class);
        if (id == null || id.isBlank()) {
            throw new InvalidFieldException(WmmpConstants.TERMINAL_ID, "is missing: it names the terminal to send to");
        }
        try {
            return TerminalId.of(id);
        } catch (IllegalArgumentException e) {
            throw new UnknownTerminalException(id);
        }
    }

    private static Command command(Exchange exchange) {
        Command command = RequestBody.command(exchange);
        if (!COMMANDS.contains(command)) {
            throw new InvalidFieldException(WmmpConstants.COMMAND,
                    "a platform does not send " + command + " but " + COMMANDS.stream().sorted().toList());
        }
        return command;
    }

    /** A terminal that waits for the answer to its own request takes no other: to wait for it here would never end. */
    private void refuseWhileInHand(Exchange exchange, TerminalId terminalId, boolean waits) {
        WmmpMessage uplink = exchange.getProperty(WmmpConstants.MESSAGE, WmmpMessage.class);
        if (waits && uplink != null && uplink.terminalId().equals(terminalId) && platform.isInHand(uplink)) {
            throw new IllegalStateException("Terminal " + terminalId + " waits for the answer to its own " + uplink.command()
                    + ", which this route gives when it ends; send with the exchange pattern InOnly instead");
        }
    }

    private static byte[] write(WmmpCodec codec, Command command, Map<String, Object> values, TerminalRecord terminal) {
        boolean routed = values.containsKey("source_ec_code") || values.containsKey("source_serial_number");
        if (BusinessData.isCarriedBy(command) && !routed) {
            // real terminals read the routing tag by position: there is always one
            values.put("source_ec_code", terminal.ecCode());
        }
        codec.checkRanges(values);
        return codec.writeBody(command, values);
    }
}
