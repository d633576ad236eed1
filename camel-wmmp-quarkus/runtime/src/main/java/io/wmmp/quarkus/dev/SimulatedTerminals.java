package io.wmmp.quarkus.dev;

import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.jboss.logging.Logger;

import io.wmmp.camel.WmmpComponent;
import io.wmmp.link.Bearer;
import io.wmmp.platform.ListenerStatus;
import io.wmmp.platform.PlatformView;
import io.wmmp.platform.registry.TerminalQuery;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.quarkus.WmmpBuildTimeConfig;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecretGenerator;

/**
 * Terminals that talk to the platform of an application in dev mode, as long as it knows no others. They are endpoints of the
 * same component, with secrets made for this start.
 */
@ApplicationScoped
public class SimulatedTerminals {

    private static final Logger LOG = Logger.getLogger(SimulatedTerminals.class);
    private static final int CELSIUS_TENTHS = 365;

    private final CamelContext context;
    private final ProducerTemplate producer;
    private final WmmpBuildTimeConfig.DevServices settings;
    private final SecretGenerator secrets = new SecretGenerator();
    private ScheduledExecutorService clock;

    /**
     * @param context  has the component
     * @param producer sends what the terminals say
     * @param config   how many there shall be
     */
    public SimulatedTerminals(CamelContext context, ProducerTemplate producer, WmmpBuildTimeConfig config) {
        this.context = context;
        this.producer = producer;
        this.settings = config.devservices();
    }

    /** Camel has started, so all listeners are open. */
    void start(@Observes AfterStart started) {
        if (context.hasComponent("wmmp") instanceof WmmpComponent component) {
            component.observation().platforms().forEach(this::startAt);
        }
    }

    private void startAt(PlatformView platform) {
        TerminalRegistry registry = platform.registry();
        registry.list(new TerminalQuery("", TerminalQuery.ANY, 0, 1)).thenAccept(known -> {
            if (known.total() > 0) {
                LOG.debug("No simulated terminals: the registry knows others");
                return;
            }
            int number = 0;
            for (ListenerStatus listener : platform.listeners()) {
                for (int i = 0; i < settings.terminals() && listener.address().bearer() != Bearer.SMS; i++) {
                    switchOn(registry, listener, number++);
                }
            }
        });
    }

    private void switchOn(TerminalRegistry registry, ListenerStatus listener, int number) {
        TerminalId id = TerminalId.of(String.format(Locale.ROOT, "SIMULATED%07d", number));
        Credentials credentials = new Credentials(String.format(Locale.ROOT, "4901542%08d", number),
                String.format(Locale.ROOT, "46000%010d", number), secrets.password(), secrets.password(), null);
        String uri = "wmmp:terminal:" + listener.address().bearer().name().toLowerCase(Locale.ROOT) + ":127.0.0.1:"
                + listener.localAddress().getPort() + "?terminalId=" + id + "&imei=" + credentials.imei() + "&imsi="
                + credentials.imsi() + "&uplinkPassword=RAW(" + credentials.uplinkPassword() + ")&downlinkPassword=RAW("
                + credentials.downlinkPassword() + ")";
        registry.add(new TerminalRecord(id, credentials, null, null, null)).thenAccept(added -> {
            LOG.infof("Simulated terminal %s at %s", id, listener.address());
            clock().scheduleWithFixedDelay(() -> report(uri), 0, settings.interval().toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    private void report(String uri) {
        String reading = "temperature " + (CELSIUS_TENTHS + ThreadLocalRandom.current().nextInt(15)) / 10.0;
        producer.asyncSendBody(uri, reading).exceptionally(failure -> {
            LOG.debugf(failure, "A simulated terminal was not heard");
            return null;
        });
    }

    private synchronized ScheduledExecutorService clock() {
        if (clock == null) {
            clock = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "wmmp-simulated-terminals");
                thread.setDaemon(true);
                return thread;
            });
        }
        return clock;
    }

    @PreDestroy
    synchronized void stop() {
        if (clock != null) {
            clock.shutdownNow();
        }
    }
}
