package io.wmmp.camel.health;

import java.util.Map;
import java.util.function.Supplier;

import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

import io.wmmp.platform.ListenerStatus;

/** Whether the listener of a route can hear terminals. */
public final class ListenerHealthCheck extends AbstractHealthCheck {

    private final Supplier<ListenerStatus> listener;

    /**
     * @param id       the id of the check
     * @param listener how the listener is; null while the consumer is stopped
     */
    public ListenerHealthCheck(String id, Supplier<ListenerStatus> listener) {
        super("camel", id);
        this.listener = listener;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        ListenerStatus status = listener.get();
        if (status == null) {
            builder.unknown().message("The consumer is stopped");
            return;
        }
        builder.detail("listener", status.address().toString());
        if (status.open()) {
            builder.up();
        } else {
            builder.down()
                    .message("The socket of " + status.address() + " is closed: stop and start the route to open it again");
        }
    }
}
