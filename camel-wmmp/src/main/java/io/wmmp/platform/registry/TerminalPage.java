package io.wmmp.platform.registry;

import java.util.List;

/**
 * Some of the terminals that fit a query.
 *
 * @param total     how many fit in all
 * @param terminals those of this page
 */
public record TerminalPage(long total, List<TerminalRecord> terminals) {
}
