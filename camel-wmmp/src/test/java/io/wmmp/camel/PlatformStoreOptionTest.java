package io.wmmp.camel;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.platform.Platform;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.platform.store.PlatformStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Which registry the platform of a component goes by. */
class PlatformStoreOptionTest {

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void theRegistryOfAStoreIsThatOfThePlatform() {
        PlatformStore store = PlatformStore.inMemory();
        context.getRegistry().bind("store", store);
        assertThat(platform().registry()).isSameAs(store.registry());
    }

    @Test
    void aRegistryOfItsOwnGoesBeforeThatOfTheStore() {
        TerminalRegistry registry = new MemoryTerminalRegistry();
        context.getRegistry().bind("store", PlatformStore.inMemory());
        context.getRegistry().bind("terminals", registry);
        assertThat(platform().registry()).isSameAs(registry);
    }

    @Test
    void withoutStoreAndRegistryThereIsAnEmptyRegistry() {
        assertThat(platform().registry()).isInstanceOf(MemoryTerminalRegistry.class);
    }

    private Platform platform() {
        context.start();
        WmmpEndpoint endpoint = context.getEndpoint("wmmp:platform", WmmpEndpoint.class);
        return context.getComponent("wmmp", WmmpComponent.class).platformOf(endpoint);
    }
}
