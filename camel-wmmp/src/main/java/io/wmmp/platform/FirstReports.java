package io.wmmp.platform;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.wmmp.session.SessionResources;

/**
 * The waits for the reports that terminals send right after their logins. A terminal drops what comes before its report is
 * answered, so whatever waits for its login waits for this too; a terminal that does not report gets it after a while. A
 * session is here between its login and its report only, and costs nothing otherwise. Safe for use by any thread.
 */
final class FirstReports {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final SessionResources resources;
    private final Consumer<TerminalSession> missed;
    private final Map<TerminalSession, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

    /**
     * @param resources the timer, and where those go on who have waited
     * @param missed    gets each session whose terminal has not reported in time
     */
    FirstReports(SessionResources resources, Consumer<TerminalSession> missed) {
        this.resources = resources;
        this.missed = missed;
    }

    /** A terminal has logged in, perhaps once more before it has reported: then all wait for its next report. */
    void await(TerminalSession session) {
        CompletableFuture<Void> report = new CompletableFuture<>();
        CompletableFuture<Void> before = awaited.put(session, report);
        if (before != null) {
            report.thenRun(() -> before.complete(null));
        }
        resources.timer().newTimeout(fired -> {
            if (end(session, report)) {
                missed.accept(session);
            }
        }, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isAwaited(TerminalSession session) {
        return awaited.containsKey(session);
    }

    /** The report is answered, or something that the terminal sends after it has come; gives whether it was awaited. */
    boolean end(TerminalSession session) {
        // asked for each message: mostly there is none, in a table that the logins of a million have left large
        CompletableFuture<Void> report = awaited.isEmpty() ? null : awaited.get(session);
        return report != null && end(session, report);
    }

    private boolean end(TerminalSession session, CompletableFuture<Void> report) {
        if (!awaited.remove(session, report)) {
            return false;
        }
        // what waits is sent from there, not before the answer that another thread has just handed to this event loop
        resources.execute(() -> report.complete(null));
        return true;
    }

    /** Completes, and never fails, when a terminal that has just logged in has reported, or has not. */
    CompletionStage<TerminalSession> whenOver(TerminalSession session) {
        CompletableFuture<Void> report = awaited.get(session);
        return report == null ? CompletableFuture.completedStage(session) : report.thenApply(done -> session);
    }

    /** Lets all go on who wait, because the platform stops. */
    void close() {
        awaited.values().forEach(report -> report.complete(null));
    }
}
