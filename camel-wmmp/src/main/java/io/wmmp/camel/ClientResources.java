package io.wmmp.camel;

import io.wmmp.link.Transport;
import io.wmmp.session.SessionResources;

/**
 * What the terminals and the applications of a component share: the sockets by which they connect to platforms, and the
 * threads, bounds and counters of their sessions. Made when the first of them asks for it. Safe for use by any thread.
 */
final class ClientResources {

    private final WmmpComponent component;
    private Transport transport;
    private SessionResources sessions;

    ClientResources(WmmpComponent component) {
        this.component = component;
    }

    synchronized Transport transport() {
        if (transport == null) {
            transport = new Transport(component.getWorkerGroup(), component.transportOptions());
        }
        return transport;
    }

    synchronized SessionResources sessions() {
        if (sessions == null) {
            ThreadPools threads = component.threads();
            sessions = new SessionResources(threads.routes(), threads.callbacks(), component.getDuplicateWindow(),
                    component.getMaxFragmentMemory(), component.getMaxQueuedCommands());
            component.observation().watch(sessions.counters());
        }
        return sessions;
    }

    void close() {
        Transport usedTransport;
        SessionResources usedSessions;
        synchronized (this) {
            usedTransport = transport;
            usedSessions = sessions;
            transport = null;
            sessions = null;
        }
        if (usedTransport != null) {
            usedTransport.close();
        }
        if (usedSessions != null) {
            usedSessions.close();
        }
    }
}
