package io.wmmp.camel.health;

import java.util.List;
import java.util.Map;

import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

import io.wmmp.platform.ListenerStatus;
import io.wmmp.platform.PlatformView;
import io.wmmp.platform.fleet.TerminalState;

/**
 * Whether a platform can serve terminals: all its listeners are open, and there is room for their messages. It tells how many
 * terminals are logged in; none is no sickness.
 */
public final class PlatformHealthCheck extends AbstractHealthCheck {

    private final PlatformView platform;

    /**
     * @param id       the id of the check
     * @param platform the platform
     */
    public PlatformHealthCheck(String id, PlatformView platform) {
        super("camel", id);
        this.platform = platform;
    }

    /** A platform that is too busy is not to be killed for it. */
    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<ListenerStatus> closed = platform.listeners().stream().filter(listener -> !listener.open()).toList();
        builder.detail("listeners", platform.listeners().size())
                .detail("online", platform.states().get(TerminalState.ONLINE))
                .detail("exchanges", platform.exchanges());
        if (!closed.isEmpty()) {
            builder.down().message("Closed: " + closed.stream().map(listener -> listener.address().toString()).toList());
        } else if (platform.exchanges() >= platform.maxExchanges()) {
            builder.down().message("As many messages are in routes as may be (maxExchanges=" + platform.maxExchanges() + ")");
        } else {
            builder.up();
        }
    }
}
