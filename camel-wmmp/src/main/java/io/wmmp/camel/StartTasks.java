package io.wmmp.camel;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;

/**
 * What waits until all routes have started: nobody shall be let in, and no terminal shall log in, before there is a route that
 * takes what comes. Stays with the context, through all its starts and stops. Safe for use by any thread.
 */
final class StartTasks implements ExtendedStartupListener {

    private final WmmpComponent component;
    private final List<Runnable> waiting = new ArrayList<>();

    StartTasks(WmmpComponent component) {
        this.component = component;
    }

    /** Runs a task when all routes have started; at once where they have already. */
    void add(Runnable task) {
        synchronized (this) {
            if (!component.getCamelContext().getStatus().isStarted()) {
                waiting.add(task);
                return;
            }
        }
        task.run();
    }

    /** Forgets what waits: its routes have stopped. */
    synchronized void clear() {
        waiting.clear();
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        if (alreadyStarted) {
            runAll();
        }
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        runAll();
    }

    private void runAll() {
        List<Runnable> tasks;
        synchronized (this) {
            tasks = List.copyOf(waiting);
            waiting.clear();
        }
        tasks.forEach(Runnable::run);
    }
}
