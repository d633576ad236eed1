package io.wmmp.platform.admission;

import java.util.concurrent.CompletionStage;

/** Decides who may register. Safe for use by any thread; does not block the caller. */
@FunctionalInterface
public interface Admission {

    /**
     * @param  request who wants to register
     * @return         the decision
     */
    CompletionStage<Registration> register(RegistrationRequest request);
}
