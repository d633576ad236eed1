package io.wmmp.camel;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.application.Application;
import io.wmmp.application.ApplicationOptions;
import io.wmmp.link.Connector;
import io.wmmp.link.TlsOptions;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.ApplicationKey;

/** The applications of a component: endpoints with one code and address share one, the last to stop logs it out. */
final class SharedApplications {

    private static final Logger LOG = LoggerFactory.getLogger(SharedApplications.class);
    /** A logout that is not answered by then is not worth holding up the shutdown. */
    private static final long LOGOUT_SECONDS = 5;

    private final WmmpComponent component;
    private final Map<Key, Shared> applications = new HashMap<>();

    SharedApplications(WmmpComponent component) {
        this.component = component;
    }

    /** The application of an endpoint; to be released as often as acquired. */
    synchronized Application acquire(WmmpEndpoint endpoint) {
        ApplicationOptions options = options(endpoint.getConfiguration(), endpoint);
        TlsOptions tls = endpoint.tls();
        Shared shared = applications.get(key(endpoint));
        if (shared == null) {
            Connector connector = tls == null ? component.clients().transport() : component.clients().transport().with(tls);
            shared = new Shared(new Application(options, component.clients().sessions(), connector), options, tls);
            applications.put(key(endpoint), shared);
        }
        refuseDifference(shared, options, tls);
        shared.users++;
        if (shared.users == 1) {
            Shared started = shared;
            component.startTasks().add(() -> {
                if (isInUse(started)) {
                    started.application.start();
                }
            });
        }
        return shared.application;
    }

    private synchronized boolean isInUse(Shared shared) {
        return applications.containsValue(shared);
    }

    void release(WmmpEndpoint endpoint) {
        Shared shared;
        synchronized (this) {
            shared = applications.get(key(endpoint));
            if (shared == null || --shared.users > 0) {
                return;
            }
            applications.remove(key(endpoint));
        }
        try {
            shared.application.stop().toCompletableFuture().get(LOGOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("Application {} stopped without an answer to its logout: {}", shared.application.ecCode(), e.toString());
        } finally {
            // nobody hears answers or timers after this: whoever still waits is told now
            shared.application.stopNow();
        }
    }

    /** Ends those that nobody has released, without a logout. */
    void close() {
        List<Shared> left;
        synchronized (this) {
            left = List.copyOf(applications.values());
            applications.clear();
        }
        left.forEach(shared -> shared.application.stopNow());
    }

    private static Key key(WmmpEndpoint endpoint) {
        return new Key(endpoint.getConfiguration().getEcCode(), endpoint.address());
    }

    private static ApplicationOptions options(WmmpConfiguration configuration, WmmpEndpoint endpoint) {
        Dialect dialect = Dialect.load(Dialect.DEFAULT);
        long interval = configuration.getHeartbeatInterval();
        long retry = configuration.getRetryInterval();
        return new ApplicationOptions(ecCode(configuration),
                configuration.getPassword() == null ? null : new ApplicationKey(configuration.getPassword()), endpoint.bearer(),
                InetSocketAddress.createUnresolved(endpoint.getHost(), endpoint.getPort()), configuration.patience(dialect),
                interval > 0 ? Duration.ofMillis(interval) : dialect.heartbeatInterval(),
                retry > 0 ? Duration.ofMillis(retry) : ApplicationOptions.DEFAULT_RETRY_INTERVAL,
                configuration.getConnections());
    }

    private static TerminalId ecCode(WmmpConfiguration configuration) {
        try {
            return TerminalId.of(configuration.getEcCode());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Option ecCode: 1 to 16 printable ASCII characters, not '"
                    + configuration.getEcCode() + "'", e);
        }
    }

    private static void refuseDifference(Shared first, ApplicationOptions other, TlsOptions tls) {
        refuse("password", first.options.key(), other.key());
        refuse("answerTimeout, sends, answerBackoff or answerJitter", first.options.patience(), other.patience());
        refuse("heartbeatInterval", first.options.heartbeatInterval(), other.heartbeatInterval());
        refuse("retryInterval", first.options.retryInterval(), other.retryInterval());
        refuse("connections", first.options.connections(), other.connections());
        refuse("sslContextParameters or hostnameVerification", first.tls, tls);
    }

    private static void refuse(String option, Object first, Object other) {
        if (!Objects.equals(first, other)) {
            throw new IllegalArgumentException("Option " + option + " differs between endpoints of one application");
        }
    }

    private record Key(String ecCode, WmmpAddress address) {
    }

    private static final class Shared {

        final Application application;
        final ApplicationOptions options;
        final TlsOptions tls;
        int users;

        Shared(Application application, ApplicationOptions options, TlsOptions tls) {
            this.application = application;
            this.options = options;
            this.tls = tls;
        }
    }
}
