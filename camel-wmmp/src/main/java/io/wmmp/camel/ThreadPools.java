package io.wmmp.camel;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * The threads of a component. A pool is made when it is asked for the first time, and is shut down with the component. Safe for
 * use by any thread.
 */
final class ThreadPools {

    /** To Camel a number below 1 means no queue at all: what finds no thread would be refused. */
    private static final int UNBOUNDED = Integer.MAX_VALUE;
    /** Short messages that wait for their endpoint; what comes above that is not sent. */
    private static final int MAX_SMS_WAITING = 1000;

    private final WmmpComponent component;
    private final Map<Pool, ExecutorService> pools = new EnumMap<>(Pool.class);
    private Executor routes;

    ThreadPools(WmmpComponent component) {
        this.component = component;
    }

    /** Where routes run. Its queue has no bound of its own: the bound on exchanges keeps it short. */
    synchronized Executor routes() {
        if (routes == null) {
            ExecutorService pool = get(Pool.ROUTES);
            routes = component.isVirtualThreads() ? pool
                    : new DrainingExecutor(pool, component.getMaximumPoolSize(), classLoader());
        }
        return routes;
    }

    /** Where those go on who wait for an answer. Not where routes run: these may all be waiting for one. */
    synchronized ExecutorService callbacks() {
        return get(Pool.CALLBACKS);
    }

    /** Where short messages are handed to their endpoint, which may block until the SMS center has taken them. */
    synchronized ExecutorService sms() {
        return get(Pool.SMS);
    }

    /** Where the states of terminals are written; each terminal has one task at most. */
    synchronized ExecutorService states() {
        return get(Pool.STATES);
    }

    /** Lets what has begun go on for a while. Pools that are asked for after that are new ones. */
    void close() {
        List<ExecutorService> open;
        synchronized (this) {
            open = List.copyOf(pools.values());
            pools.clear();
            routes = null;
        }
        open.forEach(manager()::shutdownGraceful);
    }

    /** That of the application; where Camel has not been told, that of whoever starts the first endpoint. */
    private ClassLoader classLoader() {
        ClassLoader application = component.getCamelContext().getApplicationContextClassLoader();
        return application != null ? application : Thread.currentThread().getContextClassLoader();
    }

    private ExecutorService get(Pool pool) {
        return pools.computeIfAbsent(pool, this::create);
    }

    private ExecutorService create(Pool pool) {
        if (pool.mayBeVirtual && component.isVirtualThreads()) {
            return VirtualThreads.newExecutor(pool.name);
        }
        ThreadPoolProfile profile = new ThreadPoolProfile(pool.name);
        profile.setPoolSize(component.getMaximumPoolSize());
        profile.setMaxPoolSize(component.getMaximumPoolSize());
        profile.setMaxQueueSize(pool.maxQueueSize);
        profile.setAllowCoreThreadTimeOut(true);
        // Camel's default runs a task that comes too late nowhere at all
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return manager().newThreadPool(component, pool.name, profile);
    }

    private ExecutorServiceManager manager() {
        return component.getCamelContext().getExecutorServiceManager();
    }

    /** In the order in which they are shut down. */
    private enum Pool {

        ROUTES("wmmp", true, UNBOUNDED),
        CALLBACKS("wmmp-callback", true, UNBOUNDED),
        SMS("wmmp-sms", false, MAX_SMS_WAITING),
        STATES("wmmp-state", false, UNBOUNDED);

        final String name;
        final boolean mayBeVirtual;
        final int maxQueueSize;

        Pool(String name, boolean mayBeVirtual, int maxQueueSize) {
            this.name = name;
            this.mayBeVirtual = mayBeVirtual;
            this.maxQueueSize = maxQueueSize;
        }
    }
}
