package io.wmmp.platform.registry;

import java.util.Locale;
import java.util.function.Predicate;

import io.wmmp.protocol.TerminalId;

/**
 * What to look for among the terminals.
 *
 * @param text   a part of terminal id, IMEI, IMSI, telephone number or EC code, in any letter case; empty for all
 * @param filter a further condition on the id, for what a registry does not know: all that fit otherwise are put to it
 * @param offset how many terminals that fit to leave out, 0 or more
 * @param limit  how many to give at most, 1 or more
 */
public record TerminalQuery(String text, Predicate<TerminalId> filter, long offset, int limit) {

    /** No further condition: a registry need not look at each terminal. */
    public static final Predicate<TerminalId> ANY = terminal -> true;

    /**
     * @throws IllegalArgumentException when offset or limit is out of range
     */
    public TerminalQuery {
        if (offset < 0 || limit < 1) {
            throw new IllegalArgumentException("A page starts at 0 or later and has at least one entry");
        }
    }

    /**
     * @param  terminal a terminal
     * @return          whether it fits
     */
    public boolean matches(TerminalRecord terminal) {
        return (text.isEmpty() || contains(terminal.terminalId().toString()) || contains(terminal.credentials().imei())
                || contains(terminal.credentials().imsi()) || contains(terminal.msisdn()) || contains(terminal.ecCode()))
                && filter.test(terminal.terminalId());
    }

    private boolean contains(String value) {
        return value != null && value.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }
}
