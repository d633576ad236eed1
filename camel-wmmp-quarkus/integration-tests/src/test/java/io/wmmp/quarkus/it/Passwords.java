package io.wmmp.quarkus.it;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.wmmp.testing.TestSecrets;

/** Sets the passwords of the terminal to random ones, for which the build looks in all output. */
public class Passwords implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("wmmp.uplink.password", TestSecrets.UPLINK_PASSWORD, "wmmp.downlink.password",
                TestSecrets.DOWNLINK_PASSWORD);
    }

    @Override
    public void stop() {
        // nothing was started
    }
}
