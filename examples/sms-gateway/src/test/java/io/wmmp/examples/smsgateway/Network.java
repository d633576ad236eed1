package io.wmmp.examples.smsgateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.apache.camel.main.Main;
import org.jsmpp.bean.SubmitSm;

import io.wmmp.camel.PlatformConsumer;
import io.wmmp.camel.WmmpConverter;
import io.wmmp.link.ShortMessage;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.testing.Smsc;
import io.wmmp.testing.TestSecrets;

/** The SMS center, the platform of the example, and its terminals in a Camel context of their own. */
final class Network implements AutoCloseable {

    static final String METER = "SMSTERM000000001";
    static final String BUOY = "SMSTERM000000002";
    static final List<String> NUMBERS = List.of("106571734", "13800000001", "13800000002");

    private final Main gateway = SmsGateway.newMain();
    private final Main terminals = new Main();
    private final int smscPort;
    private Smsc smsc;

    /**
     * Makes the platform and the terminals, which do not start yet, and an SMS center.
     *
     * @param settings settings of both that differ from those of <code>application.properties</code>
     */
    Network(Path commands, Map<String, String> settings) throws IOException {
        smsc = new Smsc();
        smscPort = smsc.port();
        terminals.configure().withRoutesIncludePattern("classpath:routes/terminals.yaml");
        for (Main main : List.of(gateway, terminals)) {
            main.addOverrideProperty("gateway.smsc", "127.0.0.1:" + smscPort);
            main.addOverrideProperty("gateway.commands", commands.toString());
            for (String terminal : List.of("meter", "buoy")) {
                main.addOverrideProperty(terminal + ".uplink-password", TestSecrets.UPLINK_PASSWORD);
                main.addOverrideProperty(terminal + ".downlink-password", TestSecrets.DOWNLINK_PASSWORD);
            }
            settings.forEach(main::addOverrideProperty);
        }
        gateway.addOverrideProperty("gateway.udp", "127.0.0.1:0");
    }

    void startGateway() {
        gateway.start();
    }

    /** The port at which the platform listens. */
    int port() {
        return ((PlatformConsumer) gateway.getCamelContext().getRoute("messages").getConsumer()).getLocalPort();
    }

    void startTerminals() {
        terminals.addOverrideProperty("gateway.udp", "127.0.0.1:" + port());
        terminals.start();
    }

    Main gateway() {
        return gateway;
    }

    Main terminals() {
        return terminals;
    }

    Smsc smsc() {
        return smsc;
    }

    /** Stops the terminals and the platform; the SMS center stays. */
    void stop() {
        terminals.stop();
        gateway.stop();
    }

    void stopSmsc() throws IOException {
        smsc.close();
    }

    /** Starts another SMS center where the one before was. */
    void restartSmsc() {
        try {
            smsc = new Smsc(smscPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The message of WMMP that is in a short message. */
    static WmmpMessage read(SubmitSm submit) {
        return WmmpConverter.toMessage(ShortMessage.read(submit.getSourceAddr(), submit.getDestAddress(),
                submit.getShortMessage()).frame());
    }

    @Override
    public void close() throws IOException {
        stop();
        smsc.close();
    }
}
