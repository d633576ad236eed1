package io.wmmp.camel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.wmmp.protocol.Command;

/** Reads the option {@code commands}. */
final class CommandSet {

    private CommandSet() {
    }

    /**
     * @param  option   the value of the option, or null
     * @param  defaults what counts without it
     * @param  possible what may be named
     * @return          the commands
     */
    static Set<Command> parse(String option, Set<Command> defaults, Set<Command> possible) {
        if (option == null || option.isBlank()) {
            return defaults;
        }
        EnumSet<Command> commands = EnumSet.noneOf(Command.class);
        for (String name : option.split(",")) {
            Command command = named(name.strip());
            if (command == null || !possible.contains(command)) {
                throw new IllegalArgumentException("Option commands: '" + name.strip() + "' is none of "
                        + possible.stream().sorted().map(Command::name).collect(Collectors.joining(", ")));
            }
            commands.add(command);
        }
        return Collections.unmodifiableSet(commands);
    }

    /** The command of a name, or null. */
    static Command named(String name) {
        try {
            return Command.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
