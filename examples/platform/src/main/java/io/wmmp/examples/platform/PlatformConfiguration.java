package io.wmmp.examples.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.camel.PlatformConsumer;
import io.wmmp.camel.WmmpComponent;
import io.wmmp.platform.admission.RegistryAdmission;
import io.wmmp.platform.registry.MemoryApplicationRegistry;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.store.PlatformStore;

/** Puts together, from the settings, what the routes need. */
final class PlatformConfiguration implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(PlatformConfiguration.class);

    @Override
    public void configure(CamelContext context) throws Exception {
        Settings settings = Settings.read(context.getPropertiesComponent());
        context.getRegistry().bind("settings", settings);

        PlatformStore store = settings.data().open();
        context.addService(new StoreService(store));
        TerminalRegistry terminals = store.registry();
        if (settings.terminals() != null) {
            LOG.info("{}: {} terminals; those that were known already stay as they are", settings.terminals(),
                    new TerminalFile(settings.terminals()).importTo(terminals));
        }
        WmmpComponent wmmp = new WmmpComponent();
        if (settings.applications() != null) {
            MemoryApplicationRegistry applications = new MemoryApplicationRegistry();
            LOG.info("{}: {} applications", settings.applications(),
                    new ApplicationFile(settings.applications()).importTo(applications));
            wmmp.setApplications(applications);
        }
        wmmp.setPlatformStore(store);
        wmmp.setAdmission(settings.open()
                ? RegistryAdmission.open(terminals, settings.factoryUplinkPassword(), settings.factoryDownlinkPassword())
                : RegistryAdmission.known(terminals));
        wmmp.setFirmwareDirectory(firmwareDirectory(context, settings).toString());
        wmmp.setMaxFirmwareSize(settings.maxFirmwareSize());
        context.addComponent("wmmp", wmmp);

        HttpServer http = settings.http() == null ? null : new HttpServer(settings.http(), settings.httpToken());
        if (http != null) {
            context.addService(http);
        }
        context.addStartupListener(new ExtendedStartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext started, boolean alreadyStarted) {
                // routes may still be starting
            }

            @Override
            public void onCamelContextFullyStarted(CamelContext started, boolean alreadyStarted) {
                if (http != null) {
                    http.listen();
                }
                ready(started, settings, http);
            }
        });
    }

    private static Path firmwareDirectory(CamelContext context, Settings settings) throws Exception {
        Path lasting = settings.firmware() != null ? settings.firmware() : settings.data().firmwareDirectory();
        if (lasting != null) {
            return lasting;
        }
        TemporaryDirectory temporary = new TemporaryDirectory("wmmp-firmware");
        context.addService(temporary);
        return temporary.path();
    }

    private static void ready(CamelContext context, Settings settings, HttpServer http) {
        List<String> addresses = new ArrayList<>();
        if (settings.udp() != null) {
            addresses.add(Settings.UDP + "=" + settings.udp().withPort(port(context, UplinkRoutes.UDP)));
        }
        if (settings.tcp() != null) {
            addresses.add(Settings.TCP + "=" + settings.tcp().withPort(port(context, UplinkRoutes.TCP)));
        }
        if (http != null) {
            addresses.add(Settings.HTTP + "=" + http.listening());
        }
        LOG.info("Ready: {}", String.join(" ", addresses));
    }

    private static int port(CamelContext context, String route) {
        return ((PlatformConsumer) context.getRoute(route).getConsumer()).getLocalPort();
    }
}
