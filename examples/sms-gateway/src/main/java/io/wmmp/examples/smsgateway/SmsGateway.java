package io.wmmp.examples.smsgateway;

import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;

/** The platform of this example: the routes of <code>gateway.yaml</code>, and the terminals that it knows. */
public final class SmsGateway implements CamelConfiguration {

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
        main.configure().withRoutesIncludePattern("classpath:routes/gateway.yaml").addConfiguration(new SmsGateway());
        return main;
    }

    /** Binds the registry, which the component finds by its type. In earnest it would be that of a JdbcPlatformStore. */
    @Override
    public void configure(CamelContext context) {
        MemoryTerminalRegistry terminals = new MemoryTerminalRegistry();
        terminals.add(terminal(context, "meter")).toCompletableFuture().join();
        terminals.add(terminal(context, "buoy")).toCompletableFuture().join();
        context.getRegistry().bind("terminals", terminals);
    }

    private static TerminalRecord terminal(CamelContext context, String name) {
        Credentials credentials = new Credentials(setting(context, name, "imei"), setting(context, name, "imsi"),
                setting(context, name, "uplink-password"), setting(context, name, "downlink-password"), null);
        return new TerminalRecord(TerminalId.of(setting(context, name, "id")), credentials, setting(context, name, "number"),
                null, null);
    }

    private static String setting(CamelContext context, String terminal, String name) {
        return context.resolvePropertyPlaceholders("{{" + terminal + "." + name + "}}");
    }
}
