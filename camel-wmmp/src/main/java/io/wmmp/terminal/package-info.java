/**
 * The terminal: {@link io.wmmp.terminal.Terminal} is the way in for users. It logs in by itself and stays so, answers what it can
 * answer by itself, and keeps what must outlive it in a {@link io.wmmp.terminal.TerminalStore}.
 */
package io.wmmp.terminal;
