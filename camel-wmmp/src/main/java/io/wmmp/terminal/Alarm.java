package io.wmmp.terminal;

import java.util.LinkedHashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Peer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.WmmpCodec;

/**
 * What a terminal does that has given up: it reports the alarm by short message a few times and then falls silent, until it
 * is woken up or reset (protocol reference, behaviour, section 5). Its methods run under the monitor of the life.
 */
final class Alarm {

    /** Traps of a terminal whose last REGISTER was not answered. */
    static final int TRAPS_UNANSWERED = 3;
    /** Traps of a terminal that was refused. */
    static final int TRAPS_REFUSED = 2;

    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);

    private static final int STATUS = 0x300B;
    private static final int TYPE = 0x300C;
    private static final int CODE = 0x300D;
    private static final int RAISED = 1;

    /** What is reported: type and code (protocol reference, behaviour, section 5). */
    enum Cause {
        /** It cannot connect. */
        BEARER(1, 0x20),
        /** It is not registered, or gets no keys. */
        REGISTRATION(3, 0x1C);

        private final int type;
        private final int code;

        Cause(int type, int code) {
            this.type = type;
            this.code = code;
        }
    }

    private final Terminal terminal;
    private final TerminalLife life;
    private final TerminalOptions options;
    private final TerminalStore store;

    Alarm(Terminal terminal, TerminalLife life, TerminalOptions options, TerminalStore store) {
        this.terminal = terminal;
        this.life = life;
        this.options = options;
        this.store = store;
    }

    /** Gives up: so many traps, one retry interval apart, then silence. */
    void raise(String reason, int traps) {
        LOG.warn("Terminal {} gives up: {}", terminal.terminalId(), reason);
        life.enter(TerminalPhase.ALARM, "it has given up: " + reason);
        terminal.giveUp(reason);
        report(reason, traps);
    }

    private void report(String reason, int left) {
        send(Cause.REGISTRATION);
        if (left > 1) {
            life.after(options.retryInterval(), () -> report(reason, left - 1));
        } else {
            life.leave(TerminalPhase.SILENT, "it is silent until it is woken up or reset: " + reason);
        }
    }

    /** Sends one trap; nobody waits for its answer, since short messages are not repeated. */
    void send(Cause cause) {
        WmmpCodec codec = terminal.codec();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(codec.nameOf(STATUS), RAISED);
        values.put(codec.nameOf(TYPE), cause.type);
        values.put(codec.nameOf(CODE), cause.code);
        values.forEach(store::put);
        Peer sms = terminal.smsPeer();
        if (sms == null) {
            LOG.warn("Terminal {} has no way to report its alarm: {}", terminal.terminalId(), life.trouble());
        } else {
            terminal.sendAlarm(sms, codec.writeBody(Command.CONFIG_TRAP, values));
        }
    }

    /** A good login ends the alarm. */
    void clear() {
        store.put(terminal.codec().nameOf(STATUS), 0);
        store.put(terminal.codec().nameOf(TYPE), 0);
        store.put(terminal.codec().nameOf(CODE), 0);
    }
}
