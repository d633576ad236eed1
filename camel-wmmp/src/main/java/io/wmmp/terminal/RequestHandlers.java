package io.wmmp.terminal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.session.RequestHandler;

/** Who takes which requests of the platform; one handler for each command. Safe for use by any thread. */
final class RequestHandlers {

    private final TerminalId terminalId;
    private final Map<Command, RequestHandler> handlers = new ConcurrentHashMap<>();
    private final Set<RequestHandler> secondary = ConcurrentHashMap.newKeySet();

    RequestHandlers(TerminalId terminalId) {
        this.terminalId = terminalId;
    }

    synchronized void add(Set<Command> commands, RequestHandler handler) {
        for (Command command : commands) {
            if (handlers.containsKey(command)) {
                throw new IllegalArgumentException(
                        "Option commands: " + command + " of terminal " + terminalId + " is taken by another route");
            }
        }
        commands.forEach(command -> handlers.put(command, handler));
    }

    /** As {@link #add}, of one that leaves to the terminal what that carries out itself. */
    void addSecond(Set<Command> commands, RequestHandler handler) {
        secondary.add(handler);
        add(commands, handler);
    }

    void remove(RequestHandler handler) {
        handlers.values().removeIf(taker -> taker == handler);
        secondary.remove(handler);
    }

    /** Who takes a command; null for nobody. */
    RequestHandler of(Command command) {
        return handlers.get(command);
    }

    /** Whether the terminal itself comes before whoever takes a command, if there is anybody. */
    boolean terminalComesFirst(Command command) {
        RequestHandler handler = of(command);
        return handler == null || secondary.contains(handler);
    }
}
