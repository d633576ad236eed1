package io.wmmp.camel;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.support.DefaultConsumer;

import io.wmmp.camel.health.TerminalHealthCheck;
import io.wmmp.protocol.Command;
import io.wmmp.session.Answer;
import io.wmmp.session.ReceivedRequest;
import io.wmmp.session.RequestHandler;
import io.wmmp.terminal.Terminal;

/** Hands to a route what the platform sends to a terminal. While suspended it stays silent: the platform repeats. */
public class TerminalConsumer extends DefaultConsumer implements Suspendable {

    private static final Set<Command> DEFAULT_COMMANDS = Set.of(Command.TRANSPARENT_DATA, Command.TRANSPARENT_CMD,
            Command.REMOTE_CTRL, Command.DOWNLOAD_INFO);

    private final WmmpEndpoint endpoint;
    private final Set<Command> commands;
    private RequestHandler handler;
    private volatile Terminal terminal;
    private boolean takesFiles;

    TerminalConsumer(WmmpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.commands = CommandSet.parse(endpoint.getConfiguration().getCommands(), DEFAULT_COMMANDS,
                Terminal.downlinkCommands());
    }

    private RequestHandler newHandler() {
        return new RouteHandler(this, endpoint.getConfiguration(), endpoint.getComponent().clients().sessions().counters()) {
            @Override
            public CompletionStage<Answer> handle(ReceivedRequest request) {
                return isSuspendingOrSuspended() ? CompletableFuture.completedStage(Answer.SILENCE) : super.handle(request);
            }
        };
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        HealthCheck check = new TerminalHealthCheck("consumer:" + getRouteId(), this::terminal);
        check.setEnabled(endpoint.getComponent().isHealthCheckConsumerEnabled());
        setHealthCheck(check);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        handler = newHandler();
        terminal = endpoint.getComponent().terminals().acquire(endpoint);
        if (endpoint.getConfiguration().getCommands() == null) {
            terminal.handleSecond(commands, handler);
            if (terminal.fetches()) {
                Terminal fetching = terminal;
                terminal.handleDownloads(file -> DownloadExchange.process(this, fetching.serial(), file));
                takesFiles = true;
            }
        } else {
            terminal.handle(commands, handler);
        }
    }

    Terminal terminal() {
        return terminal;
    }

    @Override
    protected void doStop() throws Exception {
        if (terminal != null) {
            terminal.remove(handler);
            if (takesFiles) {
                terminal.handleDownloads(null);
                takesFiles = false;
            }
            terminal = null;
            endpoint.getComponent().terminals().release(endpoint);
        }
        super.doStop();
    }
}
