package io.wmmp.examples.soapbridge;

import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/** The platform of this example: the routes of <code>bridge.yaml</code>, and the terminal that it knows. */
public final class SoapBridge implements CamelConfiguration {

    /**
     * Runs the platform until it is told to end.
     *
     * @param  args      those of Camel Main
     * @throws Exception when it cannot be started
     */
    public static void main(String[] args) throws Exception {
        newMain().run(args);
    }

    static Main newMain() {
        Main main = new Main();
        main.configure().withRoutesIncludePattern("classpath:routes/bridge.yaml").addConfiguration(new SoapBridge());
        return main;
    }

    /** Binds the registry, which the component finds by its type. In earnest it would be that of a JdbcPlatformStore. */
    @Override
    public void configure(CamelContext context) {
        MemoryTerminalRegistry terminals = new MemoryTerminalRegistry();
        Credentials credentials = new Credentials(setting(context, "imei"), setting(context, "imsi"),
                setting(context, "uplink-password"), setting(context, "downlink-password"), null);
        terminals.add(new TerminalRecord(TerminalId.of(setting(context, "id")), credentials, null, null, null))
                .toCompletableFuture().join();
        context.getRegistry().bind("terminals", terminals);
    }

    private static String setting(CamelContext context, String name) {
        return context.resolvePropertyPlaceholders("{{terminal." + name + "}}");
    }
}
