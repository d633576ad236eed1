package io.wmmp.camel;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.link.Bearer;
import io.wmmp.link.Connector;
import io.wmmp.link.TlsOptions;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.terminal.DownloadOptions;
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
        TerminalOptions options = options(endpoint);
        SmsSettings settings = SmsSettings.of(endpoint, options.dialect());
        StateSettings states = StateSettings.of(endpoint);
        Shared shared = terminals.get(key(endpoint));
        if (shared == null) {
            refuseSharedState(options.terminalId(), states);
            shared = newShared(options, settings, endpoint.tls(), states);
            terminals.put(key(endpoint), shared);
        }
        refuseDifference(shared.options, options);
        refuseDifference(shared.tls, endpoint.tls());
        refuseDifference(shared.states, states);
        SmsSettings.refuseDifference("one terminal", shared.smsSettings, settings);
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
        boolean taken = states != null && terminals.values().stream().anyMatch(other -> other.states != null
                && other.options.terminalId().equals(id) && other.states.repository() == states.repository());
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

    private Shared newShared(TerminalOptions options, SmsSettings settings, TlsOptions tls, StateSettings states) {
        TerminalStateStore store = stateStore(options.terminalId(), states);
        Connector network = tls == null ? component.clients().transport() : component.clients().transport().with(tls);
        if (settings == null) {
            return new Shared(new Terminal(options, component.clients().sessions(), network, store), options, tls, states, null,
                    null);
        }
        TerminalSms sms = new TerminalSms(new SmsGateway(component.getCamelContext(), settings, component.threads().sms()),
                component.clients().sessions().drops());
        Terminal terminal = new Terminal(options, component.clients().sessions(),
                options.bearer() == Bearer.SMS ? sms.connector() : network, store);
        sms.belongsTo(terminal);
        return new Shared(terminal, options, tls, states, settings, sms);
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

    private static TerminalOptions options(WmmpEndpoint endpoint) {
        WmmpConfiguration configuration = endpoint.getConfiguration();
        Dialect dialect = endpoint.dialect();
        byte[] baseKey = configuration.getBaseSecretKey() == null ? null
                : configuration.getBaseSecretKey().getBytes(StandardCharsets.UTF_8);
        Credentials credentials = new Credentials(configuration.getImei(), configuration.getImsi(),
                configuration.getUplinkPassword(), configuration.getDownlinkPassword(), baseKey);
        if (baseKey != null) {
            Arrays.fill(baseKey, (byte) 0);
        }
        TerminalOptions.Builder options = TerminalOptions
                .builder(TerminalId.of(configuration.getTerminalId()), credentials, endpoint.bearer(),
                        endpoint.bearer() == Bearer.SMS ? null
                                : InetSocketAddress.createUnresolved(endpoint.getHost(), endpoint.getPort()),
                        dialect)
                .patience(configuration.patience(dialect))
                .heartbeatInterval(givenOrNull(configuration.getHeartbeatInterval()))
                .retryInterval(givenOrNull(configuration.getRetryInterval()))
                .longPause(givenOrNull(configuration.getLongPause()))
                .platformNumber(configuration.getSmsPlatformNumber())
                .shortConnection(configuration.getConnectionMode().equals("short"))
                .idleTimeout(givenOrNull(configuration.getLogoutAfter()))
                .softwareVersion(configuration.getSoftwareVersion())
                .registeredImsi(configuration.getRegisteredImsi())
                .simLocked(configuration.isSimLocked())
                .fragmentSize(configuration.getFragmentSize())
                .downloads(downloads(configuration))
                .security(configuration.getSecurity().category());
        if (configuration.getRegisterTries() != 0) {
            options.registerTries(Math.max(0, configuration.getRegisterTries()));
        }
        return options.build();
    }

    private static DownloadOptions downloads(WmmpConfiguration configuration) {
        return configuration.getDownloadDirectory() == null ? null : new DownloadOptions(
                Path.of(configuration.getDownloadDirectory(), configuration.getImei()), configuration.getDownloadBlockSize(),
                configuration.getMaxDownloadSize(), configuration.isDownloadChecks(), configuration.isLogoutAfterDownload());
    }

    private static Duration givenOrNull(long millis) {
        return millis > 0 ? Duration.ofMillis(millis) : null;
    }

    private static void refuseDifference(TerminalOptions first, TerminalOptions other) {
        refuse("imei, imsi, uplinkPassword, downlinkPassword or baseSecretKey", first.credentials(), other.credentials());
        refuse("dialect", first.dialect().name(), other.dialect().name());
        refuse("heartbeatInterval", first.heartbeatInterval(), other.heartbeatInterval());
        refuse("retryInterval", first.retryInterval(), other.retryInterval());
        refuse("answerTimeout, sends, answerBackoff or answerJitter", first.patience(), other.patience());
        refuse("connectionMode", first.shortConnection(), other.shortConnection());
        refuse("logoutAfter", first.idleTimeout(), other.idleTimeout());
        refuse("longPause", first.longPause(), other.longPause());
        refuse("registerTries", first.registerTries(), other.registerTries());
        refuse("fragmentSize", first.fragmentSize(), other.fragmentSize());
        if (!Objects.equals(first.downloads(), other.downloads())) {
            refuse("downloadDirectory, downloadBlockSize, maxDownloadSize, downloadChecks or logoutAfterDownload",
                    first, other);
        }
        refuse("security", first.security(), other.security());
        refuse("registeredImsi", first.registeredImsi(), other.registeredImsi());
        refuse("simLocked", first.simLocked(), other.simLocked());
        refuse("softwareVersion", first.softwareVersion(), other.softwareVersion());
    }

    private static void refuseDifference(TlsOptions first, TlsOptions other) {
        refuse("sslContextParameters", first == null ? null : first.context(), other == null ? null : other.context());
        refuse("hostnameVerification", first == null || first.verifyHost(), other == null || other.verifyHost());
    }

    private static void refuseDifference(StateSettings first, StateSettings other) {
        refuse("stateRepository", first == null ? null : first.repository(), other == null ? null : other.repository());
        refuse("stateSecretKey", first == null ? null : first.secretKey(), other == null ? null : other.secretKey());
    }

    private static void refuse(String option, Object first, Object other) {
        if (!Objects.equals(first, other)) {
            throw new IllegalArgumentException("Option " + option + " differs between endpoints of one terminal");
        }
    }

    private record Key(String terminalId, WmmpAddress address) {
    }

    private static final class Shared {

        final Terminal terminal;
        final TerminalOptions options;
        final TlsOptions tls;
        final StateSettings states;
        final SmsSettings smsSettings;
        final TerminalSms sms;
        int users;

        Shared(Terminal terminal, TerminalOptions options, TlsOptions tls, StateSettings states, SmsSettings smsSettings,
                TerminalSms sms) {
            this.terminal = terminal;
            this.options = options;
            this.tls = tls;
            this.states = states;
            this.smsSettings = smsSettings;
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
