package io.wmmp.examples.mqtt;

import org.apache.camel.main.Main;

/**
 * A platform whose terminals are MQTT topics. The routes are YAML, in <code>camel</code> among the resources, where Camel Main
 * looks for them; the settings and their defaults are in <code>application.properties</code>.
 */
public final class MqttBridge {

    private MqttBridge() {
    }

    /**
     * Runs until Ctrl-C or SIGTERM.
     *
     * @param  args      options of Camel Main, see <code>-h</code>
     * @throws Exception when it cannot be started
     */
    public static void main(String[] args) throws Exception {
        new Main().run(args);
    }
}
