package io.wmmp.camel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

import io.wmmp.platform.KeyRules;
import io.wmmp.platform.Platform;
import io.wmmp.platform.PlatformLimits;
import io.wmmp.platform.PlatformOptions;
import io.wmmp.platform.download.FirmwareOptions;
import io.wmmp.platform.firmware.FirmwareStore;
import io.wmmp.platform.store.PlatformStore;

/**
 * The platform that a component makes of its options, for the platform endpoints that name no other. Made when the first of them
 * asks for it. Safe for use by any thread.
 */
final class OwnPlatform {

    private final WmmpComponent component;
    private Platform platform;

    OwnPlatform(WmmpComponent component) {
        this.component = component;
    }

    synchronized Platform get() {
        if (platform == null) {
            platform = new Platform(options());
        }
        return platform;
    }

    void close() {
        Platform made;
        synchronized (this) {
            made = platform;
            platform = null;
        }
        if (made != null) {
            made.close();
        }
    }

    private PlatformOptions options() {
        PlatformStore store = component.getPlatformStore() == null ? PlatformStore.inMemory() : component.getPlatformStore();
        ThreadPools threads = component.threads();
        return PlatformOptions
                .builder(component.getRegistry() == null ? store.registry() : component.getRegistry(), threads.routes(),
                        threads.callbacks())
                .store(store).storeInterval(Duration.ofMillis(component.getStoreInterval()))
                .applications(component.getApplications())
                .admission(component.getAdmission()).loginAdmission(component.getLoginAdmission())
                .keyRules(keyRules())
                .workerGroup(component.getWorkerGroup()).transport(component.transportOptions())
                .maxExchanges(component.getMaxExchanges()).duplicateWindow(component.getDuplicateWindow())
                .maxFragmentMemory(component.getMaxFragmentMemory())
                .maxQueuedCommands(component.getMaxQueuedCommands())
                .maxQueuedCommandsInAll(component.getMaxQueuedCommandsInAll())
                .maxTwinTags(component.getMaxTwinTags())
                .limits(limits()).firmware(firmware())
                .build();
    }

    private PlatformLimits limits() {
        return new PlatformLimits(component.getMaxSessions(), Duration.ofMillis(component.getOfflineSessionTimeout()),
                component.getMaxLookups(), Duration.ofMillis(component.getLookupTimeout()), component.getBadDigestsPerMinute());
    }

    private FirmwareOptions firmware() {
        String directory = component.getFirmwareDirectory();
        try {
            FirmwareStore files = directory == null ? null
                    : FirmwareStore.open(Path.of(directory), component.getMaxFirmwareSize());
            return new FirmwareOptions(files, component.getFirmwareAddress(), component.getFirmwareBlockSize(),
                    component.getMaxDownloads());
        } catch (IOException e) {
            throw new UncheckedIOException("Option firmwareDirectory: " + e.getMessage(), e);
        }
    }

    private KeyRules keyRules() {
        return new KeyRules(component.isGenerateKeys(), validity(component.getKeyValidity()),
                validity(component.getSessionKeyValidity()));
    }

    /** To the component 0 is for ever. */
    private static Duration validity(long millis) {
        return millis == 0 ? null : Duration.ofMillis(millis);
    }
}
