package io.wmmp.examples.mqtt;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** ActiveMQ Artemis, which writes to its journal and keeps its port when it is stopped and started again. */
final class Broker {

    private static final String HOST = "127.0.0.1";
    private static final int JOURNAL_FILE_BYTES = 1 << 20;
    private static final int MEMORY_BYTES = 32 << 20;

    private final Path directory;
    private final String url;
    private EmbeddedActiveMQ server;

    Broker(Path directory) throws Exception {
        this.directory = directory;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            url = "tcp://" + HOST + ":" + free.getLocalPort();
        }
        start();
    }

    void start() throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setBrokerInstance(directory.toFile());
        configuration.setJournalType(JournalType.NIO)
                .setJournalFileSize(JOURNAL_FILE_BYTES)
                .setGlobalMaxSize(MEMORY_BYTES)
                .setSecurityEnabled(false)
                .addAcceptorConfiguration("mqtt", url + "?protocols=MQTT")
                .addAddressSetting("#", new AddressSettings()
                        .setDeadLetterAddress(SimpleString.of("DLQ")).setExpiryAddress(SimpleString.of("ExpiryQueue"))
                        .setAutoCreateDeadLetterResources(true).setAutoCreateExpiryResources(true));
        server = new EmbeddedActiveMQ().setConfiguration(configuration);
        server.start();
    }

    void stop() throws Exception {
        server.stop();
    }

    String url() {
        return url;
    }
}
