package io.wmmp.camel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.link.Connector;
import io.wmmp.protocol.TerminalId;
import io.wmmp.terminal.Terminal;
import io.wmmp.terminal.TerminalOptions;
import io.wmmp.terminal.TerminalPhase;
import io.wmmp.terminal.TerminalStateStore;

/** The terminals of a component: endpoints with one terminal id and address share one, the last to stop logs it out. */
final class SharedTerminals {

    private static final Logger LOG = LoggerFactory.getLogger(SharedTerminals.class);
    /** A logout that is not answered by then is not worth holding up the shutdown. */
    private static final long LOGOUT_SECONDS = 5;

    private final WmmpComponent component;
    private final Map<Key, Shared> terminals = new HashMap<>();

    SharedTerminals(WmmpComponent component) {
        this.component = component;
    }

    /** The terminal of an endpoint; to be released as often as acquired. */
    synchronized Terminal acquire(WmmpEndpoint endpoint) {
        TerminalSettings settings = TerminalSettings.of(endpoint);
        Shared shared = terminals.get(key(endpoint));
        if (shared == null) {
            refuseSharedState(settings.options().terminalId(), settings.states());
            shared = newShared(settings);
            terminals.put(key(endpoint), shared);
        }
        shared.settings.refuseDifference(settings);
        shared.users++;
        if (shared.users == 1) {
            Shared started = shared;
            component.startTasks().add(() -> {
                if (isInUse(started)) {
                    started.start();
                }
            });
        }
        return shared.terminal;
    }

    /** Terminals of one id at several platforms have keys of their own, and must not overwrite those of one another. */
    private void refuseSharedState(TerminalId id, StateSettings states) {
        boolean taken = states != null && terminals.values().stream().anyMatch(other -> other.settings.states() != null
                && other.settings.options().terminalId().equals(id)
                && other.settings.states().repository() == states.repository());
        WmmpEndpoint.refuse("stateRepository", taken, "holds the state of another terminal " + id + " already, which has"
                + " another address; give each a repository of its own");
    }

    private TerminalStateStore stateStore(TerminalId id, StateSettings states) {
        if (states == null) {
            return null;
        }
        try {
            CamelContext context = component.getCamelContext();
            if (!context.hasService(states.repository())) {
                // one of files reads them when it starts
                context.addService(states.repository(), true, true);
            }
        } catch (Exception e) {
            throw new IllegalArgumentException("Option stateRepository: it cannot be started: " + e.getMessage(), e);
        }
        return new RepositoryStateStore(states.repository(), states.cipher(), id.toString(), component.threads().states());
    }

    private Shared newShared(TerminalSettings settings) {
        TerminalOptions options = settings.options();
        ClientResources clients = component.clients();
        TerminalStateStore store = stateStore(options.terminalId(), settings.states());
        Connector network = settings.tls() == null ? clients.transport() : clients.transport().with(settings.tls());
        if (settings.sms() == null) {
            return new Shared(new Terminal(options, clients.sessions(), network, store), settings, null);
        }
        TerminalSms sms = new TerminalSms(
                new SmsGateway(component.getCamelContext(), settings.sms(), component.threads().sms()),
                clients.sessions().drops());
        Terminal terminal = new Terminal(options, clients.sessions(),
                options.bearer() == Bearer.SMS ? sms.connector() : network, store);
        sms.belongsTo(terminal);
        return new Shared(terminal, settings, sms);
    }

    /** The terminal of an endpoint; null while nobody uses it. */
    synchronized Terminal find(WmmpEndpoint endpoint) {
        Shared shared = endpoint.getRole() == WmmpRole.terminal ? terminals.get(key(endpoint)) : null;
        return shared == null ? null : shared.terminal;
    }

    synchronized List<Terminal> all() {
        return terminals.values().stream().map(shared -> shared.terminal).toList();
    }

    /** How many are in a phase. */
    double count(TerminalPhase phase) {
        return all().stream().filter(terminal -> terminal.phase() == phase).count();
    }

    private synchronized boolean isInUse(Shared shared) {
        return terminals.containsValue(shared);
    }

    void release(WmmpEndpoint endpoint) {
        Shared shared;
        synchronized (this) {
            shared = terminals.get(key(endpoint));
            if (shared == null || --shared.users > 0) {
                return;
            }
            terminals.remove(key(endpoint));
        }
        try {
            shared.terminal.stop().toCompletableFuture().get(LOGOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("Terminal {} stopped without an answer to its logout: {}", shared.terminal.serial(), e.toString());
        } finally {
            // nobody hears answers or timers after this: whoever still waits is told now
            shared.terminal.stopNow();
            shared.closeSms();
        }
    }

    /** Ends those that nobody has released, without a logout. */
    void close() {
        List<Shared> left;
        synchronized (this) {
            left = List.copyOf(terminals.values());
            terminals.clear();
        }
        left.forEach(shared -> {
            shared.terminal.stopNow();
            shared.closeSms();
        });
    }

    private static Key key(WmmpEndpoint endpoint) {
        return new Key(endpoint.getConfiguration().getTerminalId(), endpoint.address());
    }

    private record Key(String terminalId, WmmpAddress address) {
    }

    private static final class Shared {

        final Terminal terminal;
        final TerminalSettings settings;
        /** Null where it sends and gets none. */
        final TerminalSms sms;
        int users;

        Shared(Terminal terminal, TerminalSettings settings, TerminalSms sms) {
            this.terminal = terminal;
            this.settings = settings;
            this.sms = sms;
        }

        void start() {
            if (sms != null) {
                sms.open();
            }
            terminal.start();
        }

        /** Not before it has logged out, which it may do by SMS. */
        void closeSms() {
            if (sms != null) {
                sms.closeReceiving();
                sms.close();
            }
        }
    }
}
