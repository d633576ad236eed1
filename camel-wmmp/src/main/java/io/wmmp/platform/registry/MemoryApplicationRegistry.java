package io.wmmp.platform.registry;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A registry of applications that forgets everything when the process ends. */
public final class MemoryApplicationRegistry implements ApplicationRegistry {

    private final Map<String, ApplicationRecord> applications = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<ApplicationRecord> find(String ecCode) {
        return CompletableFuture.completedStage(applications.get(ecCode));
    }

    /**
     * Adds an application, unless its code is taken.
     *
     * @param  application the application
     * @return             whether it was added
     */
    public boolean add(ApplicationRecord application) {
        return applications.putIfAbsent(application.ecCode(), application) == null;
    }

    /**
     * Replaces what is known of an application, or adds it. What it may do now counts from its next login.
     *
     * @param application the application
     */
    public void save(ApplicationRecord application) {
        applications.put(application.ecCode(), application);
    }
}
