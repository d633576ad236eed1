package io.wmmp.platform;

import java.util.List;

import io.wmmp.platform.fleet.TerminalStatus;

/**
 * Some of the sessions that a {@link SessionQuery} looks for.
 *
 * @param sessions the terminals, in the order of their ids
 * @param matching how many there are in all, on this page and on others
 * @param more     whether others come behind these
 */
public record SessionPage(List<TerminalStatus> sessions, long matching, boolean more) {
}
