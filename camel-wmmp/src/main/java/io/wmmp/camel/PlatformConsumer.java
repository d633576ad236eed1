package io.wmmp.camel;

import java.util.Set;

import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

import io.wmmp.camel.health.ListenerHealthCheck;
import io.wmmp.platform.Consumption;
import io.wmmp.platform.ListenerAddress;
import io.wmmp.platform.ListenerStatus;
import io.wmmp.platform.Platform;
import io.wmmp.protocol.Command;

/**
 * Hands to a route what terminals send to a listener of the platform. Several routes share a listener, each with commands
 * of its own. Suspending stops the commands of this route only.
 */
@ManagedResource(description = "Managed WMMP listener")
public class PlatformConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private static final Set<Command> DEFAULT_COMMANDS = Set.of(Command.TRANSPARENT_DATA, Command.TRANSPARENT_CMD,
            Command.CONFIG_TRAP);

    private final WmmpEndpoint endpoint;
    private final Set<Command> commands;
    private volatile Consumption consumption;
    private Platform platform;
    private ListenerAddress listener;

    PlatformConsumer(WmmpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.commands = CommandSet.parse(endpoint.getConfiguration().getCommands(), DEFAULT_COMMANDS,
                Platform.uplinkCommands());
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        HealthCheck check = new ListenerHealthCheck("consumer:" + getRouteId(), this::listenerStatus);
        check.setEnabled(endpoint.getComponent().isHealthCheckConsumerEnabled());
        setHealthCheck(check);
    }

    private ListenerStatus listenerStatus() {
        Consumption current = consumption;
        return current == null ? null : current.listenerStatus();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        platform = endpoint.sharedPlatform();
        WmmpAddress address = endpoint.address();
        listener = new ListenerAddress(address.bearer(), address.host(), address.port());
        consumption = platform.consume(listener, endpoint.listenerOptions(), commands,
                new RouteHandler(this, endpoint.getConfiguration(), platform.view().counters()));
        try {
            endpoint.getComponent().smsListeners().enter(endpoint, platform, listener);
        } catch (RuntimeException e) {
            consumption.close();
            consumption = null;
            throw e;
        }
        endpoint.getComponent().startTasks().add(() -> platform.open(listener));
    }

    @Override
    protected void doSuspend() throws Exception {
        consumption.suspended(true);
    }

    @Override
    protected void doResume() throws Exception {
        consumption.suspended(false);
    }

    @Override
    protected void doStop() throws Exception {
        if (consumption != null) {
            Runnable lastAnswersSent = endpoint.getComponent().smsListeners().leave(platform, listener);
            consumption.close().toCompletableFuture().join();
            lastAnswersSent.run();
            consumption = null;
        }
        super.doStop();
    }

    /** @return the port at which the platform really listens, for endpoints that ask for any free one; -1 for SMS */
    @ManagedAttribute(description = "The port at which the platform listens; -1 for SMS")
    public int getLocalPort() {
        return consumption.localAddress() == null ? -1 : consumption.localAddress().getPort();
    }

    @Override
    public boolean isHostedService() {
        return true;
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    /** What waits for a thread; what is in the route already, Camel counts itself. */
    @Override
    @ManagedAttribute(description = "Requests of terminals that wait for a thread")
    public int getPendingExchangesSize() {
        return consumption == null ? 0 : consumption.waiting();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // suspending has stopped the intake
    }
}
