package io.wmmp.platform;

import java.time.Duration;

/**
 * What a platform does about the secrets of its terminals. Immutable.
 *
 * @param generates         whether it makes new secrets by itself: for terminals that register without, that ask for new ones,
 *                          and whose own have ended
 * @param validity          how long secrets are good that it makes; null for ever
 * @param sessionKeyValidity how long session keys are good; null for as long as the session
 */
public record KeyRules(boolean generates, Duration validity, Duration sessionKeyValidity) {

    /** Makes no secrets but session keys, which end with their session. */
    public static final KeyRules NONE = new KeyRules(false, null, null);

    /**
     * @throws IllegalArgumentException when a validity is shorter than a second
     */
    public KeyRules {
        refuse("keyValidity", validity);
        refuse("sessionKeyValidity", sessionKeyValidity);
    }

    private static void refuse(String option, Duration given) {
        if (given != null && given.toSeconds() < 1) {
            throw new IllegalArgumentException("Option " + option + " must be a second at least");
        }
    }
}
