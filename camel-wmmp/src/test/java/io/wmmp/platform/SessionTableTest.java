package io.wmmp.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;

import static org.assertj.core.api.Assertions.assertThat;

class SessionTableTest {

    private final TestPlatform test = new TestPlatform();
    private final SessionTable table = new SessionTable();

    @AfterEach
    void close() {
        test.close();
    }

    private static TerminalId id(int number) {
        return TerminalId.of("TABLE" + (10_000_000 + number));
    }

    private TerminalSession session(int number) {
        return new TerminalSession(test.platform,
                new TerminalRecord(id(number), TestPlatform.CREDENTIALS, null, null, null), FakeTerminal.CODEC);
    }

    private TerminalSession add(int number) {
        return table.getOrAdd(id(number), () -> session(number));
    }

    @Test
    void holdsWhatAMapWouldHold() {
        Random random = new Random(7);
        Map<TerminalId, TerminalSession> expected = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            int number = random.nextInt(3000);
            if (random.nextInt(3) > 0) {
                TerminalSession session = add(number);
                assertThat(expected.putIfAbsent(id(number), session)).isIn(null, session);
            } else if (expected.containsKey(id(number))) {
                table.remove(expected.remove(id(number)));
            }
            assertThat(table.get(id(number))).isSameAs(expected.get(id(number)));
        }
        Set<TerminalSession> all = new HashSet<>();
        table.forEach(session -> assertThat(all.add(session)).isTrue());
        assertThat(all).isEqualTo(new HashSet<>(expected.values()));
        assertThat(table.size()).isEqualTo(expected.size());
    }

    @Test
    void removingTheSameOnceMoreChangesNothing() {
        TerminalSession first = add(1);
        table.remove(first);
        TerminalSession second = add(1);
        table.remove(first);
        assertThat(table.get(id(1))).isSameAs(second).isNotSameAs(first);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void eachTerminalHasOneSessionWhoeverAsks() {
        Map<Integer, Set<TerminalSession>> seen = new HashMap<>();
        List<CompletableFuture<List<TerminalSession>>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            threads.add(CompletableFuture.supplyAsync(() -> {
                List<TerminalSession> got = new ArrayList<>();
                for (int i = 0; i < 5000; i++) {
                    got.add(add(i));
                }
                return got;
            }));
        }
        for (CompletableFuture<List<TerminalSession>> thread : threads) {
            List<TerminalSession> got = thread.join();
            for (int i = 0; i < got.size(); i++) {
                seen.computeIfAbsent(i, number -> new HashSet<>()).add(got.get(i));
            }
        }
        assertThat(seen.values()).allSatisfy(sessions -> assertThat(sessions).hasSize(1));
        assertThat(table.size()).isEqualTo(5000);
    }

    @Test
    void whatIsThereIsFoundWhileOthersComeAndGo() {
        List<TerminalSession> staying = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            staying.add(add(i));
        }
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> {
            boolean found = true;
            do {
                for (TerminalSession session : staying) {
                    found &= table.get(session.terminalId()) == session;
                }
            } while (!done.get());
            return found;
        });
        for (int round = 0; round < 20; round++) {
            for (int i = 1000; i < 4000; i++) {
                add(i);
            }
            for (int i = 1000; i < 4000; i++) {
                table.remove(table.get(id(i)));
            }
        }
        done.set(true);
        assertThat(reader.join()).isTrue();
        assertThat(table.size()).isEqualTo(staying.size());
    }
}
