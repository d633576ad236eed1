package io.wmmp.examples.platform;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import io.wmmp.camel.WmmpConstants;
import io.wmmp.protocol.Command;

/** What a user wants a terminal to be sent, {@code {"command": ..., "body": ..., "wait": seconds, "force": boolean}}. */
final class CommandRequest {

    static final int MAX_WAIT_SECONDS = 300;
    static final String COMMAND = "command";
    /** Exchange property: how many seconds the user waits for the answer. */
    static final String WAIT = "wait";
    /** Exchange property: the milliseconds between the sends of the command. */
    static final String ANSWER_TIMEOUT = "answerTimeout";
    /** Exchange property: how often the command is sent at most. */
    static final String SENDS = "sends";

    private static final String BODY = "body";
    private static final String FORCE = "force";
    private static final Set<String> MEMBERS = Set.of(COMMAND, BODY, WAIT, FORCE);
    private static final int DEFAULT_WAIT_SECONDS = 30;
    private static final int MIN_SENDS = 3;
    private static final int MAX_PAUSE_SECONDS = 15;

    private CommandRequest() {
    }

    /** Turns the request of a user into a message for {@code wmmp:platform}. */
    static void read(Exchange exchange) {
        String terminalId = Terminals.terminalId(exchange).toString();
        Map<String, Object> json = Json.read(exchange);
        json.keySet().stream().filter(name -> !MEMBERS.contains(name)).findFirst().ifPresent(name -> {
            throw invalid(name, "there is no such member");
        });
        Command command = command(json.get(COMMAND));
        Message message = exchange.getMessage();
        message.setBody(body(command, json.get(BODY)));
        message.setHeader(WmmpConstants.TERMINAL_ID, terminalId);
        message.setHeader(WmmpConstants.COMMAND, command.name());
        message.setHeader(WmmpConstants.FORCE, force(json));
        setPatience(exchange, wait(json));
    }

    private static Command command(Object name) {
        if (name == null) {
            throw invalid(COMMAND, "is missing");
        }
        return Arrays.stream(Command.values()).filter(command -> command.name().equals(name)).findFirst()
                .orElseThrow(() -> invalid(COMMAND, "'" + name + "' is no command of WMMP"));
    }

    private static Object body(Command command, Object body) {
        if (body instanceof Map<?, ?> map && !map.isEmpty()
                || command.isTagList() && body instanceof Collection<?> names && !names.isEmpty()) {
            return body;
        }
        if (command == Command.LOGOUT && (body == null || body instanceof Map)) {
            return Map.of();
        }
        throw invalid(BODY, command.isTagList() ? "expects a list of names, or an object with names and nulls"
                : "expects an object with names and values");
    }

    private static boolean force(Map<String, Object> json) {
        if (json.getOrDefault(FORCE, false) instanceof Boolean force) {
            return force;
        }
        throw invalid(FORCE, "expects true or false");
    }

    private static int wait(Map<String, Object> json) {
        Object wait = json.getOrDefault(WAIT, DEFAULT_WAIT_SECONDS);
        if (wait instanceof Integer seconds && seconds >= 0 && seconds <= MAX_WAIT_SECONDS) {
            return seconds;
        }
        throw invalid(WAIT, "expects whole seconds from 0 to " + MAX_WAIT_SECONDS);
    }

    /**
     * The command is repeated until the user stops waiting: three times in all, more often where the pauses would get long.
     * There are no more combinations than there are values of wait, so that endpoints made of them stay few.
     */
    private static void setPatience(Exchange exchange, int wait) {
        int seconds = Math.max(1, wait);
        int sends = Math.max(MIN_SENDS, (seconds + MAX_PAUSE_SECONDS - 1) / MAX_PAUSE_SECONDS);
        exchange.setProperty(WAIT, wait);
        exchange.setProperty(SENDS, sends);
        exchange.setProperty(ANSWER_TIMEOUT, seconds * 1000 / sends);
    }

    private static ProblemException invalid(String member, String problem) {
        return new ProblemException(Problem.badRequest(member, member + ": " + problem));
    }
}
