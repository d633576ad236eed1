package io.wmmp.platform;

import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;

import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalPage;
import io.wmmp.platform.registry.TerminalQuery;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemoryTerminalRegistryTest {

    private final MemoryTerminalRegistry registry = new MemoryTerminalRegistry();

    private static TerminalRecord terminal(int number, String imei) {
        return new TerminalRecord(TerminalId.of("TESTTERM%08d".formatted(number)), TestPlatform.credentials(imei, "001"),
                "1065" + number, "EC" + number, null);
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void idAndIdentityAreTakenOnce() {
        assertThat(result(registry.add(terminal(1, "111")))).isTrue();
        assertThat(result(registry.add(terminal(1, "222")))).isFalse();
        assertThat(result(registry.add(terminal(2, "111")))).isFalse();
        assertThat(result(registry.add(terminal(2, "222")))).isTrue();
        assertThat(result(registry.findByIdentity("222", "001"))).isEqualTo(terminal(2, "222"));
        assertThat(result(registry.findByIdentity("222", "002"))).isNull();
        assertThat(result(registry.find(TerminalId.of("TESTTERM00000003")))).isNull();
    }

    @Test
    void savedTerminalIsFoundByItsNewIdentityOnly() {
        registry.save(terminal(1, "111"));
        registry.save(terminal(1, "222"));
        assertThat(result(registry.findByIdentity("111", "001"))).isNull();
        assertThat(result(registry.findByIdentity("222", "001"))).isEqualTo(terminal(1, "222"));
        assertThat(result(registry.find(TerminalId.of("TESTTERM00000001")))).isEqualTo(terminal(1, "222"));
    }

    @Test
    void listsByPage() {
        for (int i = 9; i > 0; i--) {
            registry.save(terminal(i, "imei" + i));
        }
        TerminalPage page = result(registry.list(new TerminalQuery("", terminal -> true, 2, 3)));
        assertThat(page.total()).isEqualTo(9);
        assertThat(page.terminals()).containsExactly(terminal(3, "imei3"), terminal(4, "imei4"), terminal(5, "imei5"));
        assertThat(result(registry.list(new TerminalQuery("ec7", terminal -> true, 0, 10))).terminals())
                .containsExactly(terminal(7, "imei7"));
        assertThat(result(registry.list(new TerminalQuery("IMEI", id -> id.equals(TerminalId.of("TESTTERM00000002")), 0, 10)))
                .terminals())
                .containsExactly(terminal(2, "imei2"));
        assertThatThrownBy(() -> new TerminalQuery("", terminal -> true, -1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
