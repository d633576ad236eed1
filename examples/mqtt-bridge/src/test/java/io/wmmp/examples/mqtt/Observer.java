package io.wmmp.examples.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** An MQTT client of its own, which knows nothing of Camel: it hears everything below <code>wmmp</code>, and sends commands. */
final class Observer implements AutoCloseable {

    private static final int AT_LEAST_ONCE = 1;

    private final MqttClient client;
    private final BiConsumer<String, String> listener;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    /**
     * Connects.
     *
     * @param broker   where to
     * @param listener gets topic and text of each message
     */
    Observer(Broker broker, BiConsumer<String, String> listener) throws MqttException {
        this.listener = listener;
        client = new MqttClient(broker.url(), "observer", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(600L);
        client.setCallback(new Messages());
        client.connect(options);
        client.subscribe("wmmp/#", AT_LEAST_ONCE);
    }

    /** Returns when the broker has it. */
    void command(String terminalId, String json) throws MqttException {
        client.publish("wmmp/" + terminalId + "/command", json.getBytes(StandardCharsets.UTF_8), AT_LEAST_ONCE, false);
    }

    /** The texts that have come to a topic below that of a terminal. */
    List<String> heard(String terminalId, String topic) {
        String prefix = "wmmp/" + terminalId + "/" + topic + " ";
        return heard.stream().filter(line -> line.startsWith(prefix)).map(line -> line.substring(prefix.length())).toList();
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect();
        }
        client.close();
    }

    private final class Messages implements MqttCallback {

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            String text = new String(message.getPayload(), StandardCharsets.UTF_8);
            heard.add(topic + " " + text);
            listener.accept(topic, text);
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            // the broker has been stopped
        }

        @Override
        public void mqttErrorOccurred(MqttException failure) {
            throw new IllegalStateException(failure);
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // publishing waits for it
        }

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {
            // subscribed by whoever connects
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // the broker does not ask
        }
    }
}
