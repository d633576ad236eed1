package io.wmmp.platform.registry;

import java.util.concurrent.CompletionStage;

/**
 * The applications that a platform knows. Asked when one logs in, and for each message of business data that is addressed to
 * an application. Implementations are safe for use by any thread and do not block the caller.
 */
@FunctionalInterface
public interface ApplicationRegistry {

    /**
     * @param  ecCode a code that somebody has named, of any form
     * @return        the application; null when it is not known
     */
    CompletionStage<ApplicationRecord> find(String ecCode);
}
