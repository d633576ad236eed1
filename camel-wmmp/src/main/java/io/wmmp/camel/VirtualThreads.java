package io.wmmp.camel;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Virtual threads, which newer JVMs have than the one that this is compiled for. */
final class VirtualThreads {

    private static final int SINCE = 21;

    private VirtualThreads() {
    }

    /**
     * @param  name                     what the names of the threads begin with
     * @return                          an executor that has a virtual thread for each task
     * @throws IllegalArgumentException when this JVM has no virtual threads
     */
    static ExecutorService newExecutor(String name) {
        int version = Runtime.version().feature();
        if (version < SINCE) {
            throw new IllegalArgumentException("Option virtualThreads: Java " + version
                    + " has no virtual threads; run on Java " + SINCE + " or newer, or leave the option out");
        }
        try {
            Class<?> builders = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            builder = builders.getMethod("name", String.class, long.class).invoke(builder, name + "-", 1L);
            Object factory = builders.getMethod("factory").invoke(builder);
            return (ExecutorService) Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class).invoke(null,
                    factory);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Java " + version + " should have virtual threads", e);
        }
    }
}
