package io.wmmp.jdbc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.platform.twin.Twin;
import io.wmmp.platform.twin.TwinStore;
import io.wmmp.protocol.TerminalId;

import static org.assertj.core.api.Assertions.assertThat;

class JdbcTwinStoreTest {

    /** Nothing reported; tag 0x0011 shall be 45, and is refused or not. */
    private static final byte[] DESIRED = { 1, 0, 0, 0, 1, 0, 0x11, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 45 };
    private static final byte[] REFUSED = { 1, 0, 0, 0, 1, 0, 0x11, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 45 };

    @TempDir
    private Path directory;

    private static void save(TwinStore store, String id, byte[] content) {
        store.save(Twin.of(TerminalId.of(id), content)).toCompletableFuture().join();
    }

    private static List<TerminalId> pending(TwinStore store) {
        List<TerminalId> pending = new ArrayList<>();
        store.loadPending(2, pending::addAll).toCompletableFuture().join();
        return pending;
    }

    @ParameterizedTest
    @EnumSource
    void theLastTwinOfEachIsKept(TestDatabase which) {
        String url = which.newUrl(directory);
        try (JdbcPlatformStore store = which.open(url)) {
            for (String id : List.of("C", "A", "B", "D")) {
                save(store.twins(), id, DESIRED);
            }
            save(store.twins(), "B", REFUSED);
        }
        try (JdbcPlatformStore store = which.open(url)) {
            TwinStore twins = store.twins();
            assertThat(pending(twins)).containsExactly(TerminalId.of("A"), TerminalId.of("C"), TerminalId.of("D"));
            assertThat(twins.find(TerminalId.of("A")).toCompletableFuture().join().toBytes()).isEqualTo(DESIRED);
            assertThat(twins.find(TerminalId.of("B")).toCompletableFuture().join().toBytes()).isEqualTo(REFUSED);
            assertThat(twins.find(TerminalId.of("E")).toCompletableFuture().join()).isNull();
        }
    }
}
