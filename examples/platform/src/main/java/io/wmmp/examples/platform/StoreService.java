package io.wmmp.examples.platform;

import org.apache.camel.support.service.ServiceSupport;

import io.wmmp.platform.store.PlatformStore;

/** Closes the store when Camel stops its services, which is after the platform. */
final class StoreService extends ServiceSupport {

    private final PlatformStore store;

    StoreService(PlatformStore store) {
        this.store = store;
    }

    @Override
    protected void doStop() throws Exception {
        if (store instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
