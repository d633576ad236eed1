package io.wmmp.jdbc;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.firmware.Download.Status;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.protocol.TerminalId;

import static org.assertj.core.api.Assertions.assertThat;

class JdbcDownloadStoreTest {

    @TempDir
    private Path directory;

    private static Download download(String id, long offset, Status status, String reason) {
        return new Download(TerminalId.of(id), "meter.bin", "2.1", 1 << 20, "ab".repeat(32), 65_535, offset, status, reason,
                Instant.parse("2026-03-01T08:15:30.123Z"));
    }

    @ParameterizedTest
    @EnumSource
    void theLastStateOfEachIsKept(TestDatabase which) {
        String url = which.newUrl(directory);
        try (JdbcPlatformStore store = which.open(url)) {
            store.downloads().save(List.of(download("B", 0, Status.OFFERED, null), download("A", 0, Status.OFFERED, null)))
                    .toCompletableFuture().join();
            store.downloads().save(List.of(download("A", 800, Status.FAILED, "x".repeat(2000)))).toCompletableFuture().join();
        }
        try (JdbcPlatformStore store = which.open(url)) {
            DownloadStore downloads = store.downloads();
            assertThat(downloads.find(TerminalId.of("A")).toCompletableFuture().join())
                    .isEqualTo(download("A", 800, Status.FAILED, "x".repeat(1000)));
            assertThat(downloads.find(TerminalId.of("B")).toCompletableFuture().join())
                    .isEqualTo(download("B", 0, Status.OFFERED, null));
            assertThat(downloads.find(TerminalId.of("C")).toCompletableFuture().join()).isNull();
        }
    }
}
