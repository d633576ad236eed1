package io.wmmp.camel;

import org.apache.camel.spi.StateRepository;

import io.wmmp.security.SecretsAtRest;

/**
 * Where terminal endpoints keep what outlives their process.
 *
 * @param repository where
 * @param secretKey  32 bytes as base64, under which it is enciphered
 */
record StateSettings(StateRepository<String, String> repository, String secretKey) {

    /** What an endpoint says of it; null for nowhere. */
    static StateSettings of(WmmpEndpoint endpoint) {
        WmmpConfiguration configuration = endpoint.getConfiguration();
        return configuration.getStateRepository() == null ? null
                : new StateSettings(configuration.getStateRepository(), configuration.getStateSecretKey());
    }

    /** Refuses what does not fit together. */
    static void check(WmmpConfiguration configuration, WmmpRole role) {
        boolean keeps = configuration.getStateRepository() != null;
        WmmpEndpoint.refuse("stateRepository", keeps && role != WmmpRole.terminal, "is for wmmp:terminal");
        WmmpEndpoint.refuse("stateSecretKey", keeps && configuration.getStateSecretKey() == null, "is missing: the state of a"
                + " terminal holds passwords and keys, which are stored enciphered only; make a key with: openssl rand -base64 32");
        WmmpEndpoint.refuse("stateSecretKey", !keeps && configuration.getStateSecretKey() != null,
                "is for a stateRepository, and there is none");
        if (keeps) {
            cipher(configuration.getStateSecretKey());
        }
    }

    SecretsAtRest cipher() {
        return cipher(secretKey);
    }

    private static SecretsAtRest cipher(String key) {
        try {
            return SecretsAtRest.withKey(key);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Option stateSecretKey: " + e.getMessage(), e);
        }
    }

    /** Shows where, never the key. */
    @Override
    public String toString() {
        return "StateSettings[" + repository + "]";
    }
}
