package io.wmmp.jdbc;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.platform.queue.CommandStore;
import io.wmmp.platform.queue.QueuedCommand;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;

import static org.assertj.core.api.Assertions.assertThat;

class JdbcCommandStoreTest {

    private static final Instant TOMORROW = Instant.parse("2026-03-01T08:15:30.123Z");

    @TempDir
    private Path directory;

    private static QueuedCommand command(long id, String terminal, int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        return new QueuedCommand(id, TerminalId.of(terminal), Command.CONFIG_SET, bytes, TOMORROW, 10);
    }

    private static void write(CommandStore store, Collection<QueuedCommand> changed, Collection<Long> removed) {
        store.write(changed, removed).toCompletableFuture().join();
    }

    private static List<List<QueuedCommand>> load(CommandStore store, int batch) {
        List<List<QueuedCommand>> batches = new ArrayList<>();
        store.load(batch, batches::add).toCompletableFuture().join();
        return batches;
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsIsFoundInTheOrderOfItsIds(TestDatabase which) {
        String url = which.newUrl(directory);
        try (JdbcPlatformStore store = which.open(url)) {
            CommandStore commands = store.commands();
            write(commands, List.of(command(30, "A", 1), command(1_700_000_000_000_000L, "A", 2)), List.of());
            write(commands, List.of(command(20, "B", 3), command(40, "B")), List.of());
            write(commands, List.of(command(30, "A", 0, 255, 7)), List.of(20L, 99L));
        }
        try (JdbcPlatformStore store = which.open(url)) {
            List<List<QueuedCommand>> batches = load(store.commands(), 2);
            assertThat(batches).hasSize(2).first().asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(2);
            assertThat(batches.stream().flatMap(List::stream)).usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(command(30, "A", 0, 255, 7), command(40, "B"),
                            command(1_700_000_000_000_000L, "A", 2));
            write(store.commands(), List.of(), List.of(30L, 40L, 1_700_000_000_000_000L));
            assertThat(load(store.commands(), 2)).isEmpty();
        }
    }
}
