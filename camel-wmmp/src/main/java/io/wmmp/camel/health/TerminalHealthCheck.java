package io.wmmp.camel.health;

import java.util.Map;
import java.util.function.Supplier;

import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

import io.wmmp.terminal.Terminal;
import io.wmmp.terminal.TerminalPhase;

/**
 * Whether a terminal is logged in, and otherwise why not. A terminal in a short connection that has logged out for the time
 * being is well: it logs in when there is something to send.
 */
public final class TerminalHealthCheck extends AbstractHealthCheck {

    private final Supplier<Terminal> terminal;

    /**
     * @param id       the id of the check
     * @param terminal gives the terminal; null while its endpoint is stopped
     */
    public TerminalHealthCheck(String id, Supplier<Terminal> terminal) {
        super("camel", id);
        this.terminal = terminal;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Terminal checked = terminal.get();
        if (checked == null) {
            builder.unknown().message("The endpoint is stopped");
            return;
        }
        TerminalPhase phase = checked.phase();
        builder.detail("terminalId", checked.serial().toString()).detail("phase", phase.name());
        if (phase == TerminalPhase.ONLINE || phase == TerminalPhase.IDLE && checked.isShortConnection()) {
            builder.up();
        } else {
            builder.down().message("Terminal " + checked.serial() + " is not logged in: " + checked.trouble());
        }
    }
}
