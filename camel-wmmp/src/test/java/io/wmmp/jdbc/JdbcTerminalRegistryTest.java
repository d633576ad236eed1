package io.wmmp.jdbc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.platform.registry.TerminalPage;
import io.wmmp.platform.registry.TerminalQuery;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.CipherException;
import io.wmmp.security.Credentials;
import io.wmmp.security.Expiry;
import io.wmmp.security.KeySet;
import io.wmmp.security.SecretsAtRest;
import io.wmmp.security.SecurityCategory;
import io.wmmp.testing.TestSecrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JdbcTerminalRegistryTest {

    @TempDir
    private Path directory;
    private TestDatabase database;
    private String url;
    private JdbcPlatformStore store;
    private TerminalRegistry registry;

    private void use(TestDatabase which) {
        database = which;
        url = which.newUrl(directory);
        reopen();
    }

    private void reopen() {
        close();
        store = database.open(url);
        registry = store.registry();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private static Credentials credentials(String imei) {
        return new Credentials(imei, "001", TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD, null);
    }

    private static TerminalRecord terminal(int number, String imei) {
        return new TerminalRecord(TerminalId.of("TESTTERM%08d".formatted(number)), credentials(imei), "1065" + number,
                "EC" + number, null);
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void idAndIdentityAreTakenOnce(TestDatabase which) {
        use(which);
        assertThat(result(registry.add(terminal(1, "111")))).isTrue();
        assertThat(result(registry.add(terminal(1, "222")))).isFalse();
        assertThat(result(registry.add(terminal(2, "111")))).isFalse();
        assertThat(result(registry.add(terminal(2, "222")))).isTrue();
        assertThat(result(registry.findByIdentity("222", "001"))).isEqualTo(terminal(2, "222"));
        assertThat(result(registry.findByIdentity("222", "002"))).isNull();
        assertThat(result(registry.find(TerminalId.of("TESTTERM00000003")))).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void everythingOfATerminalIsThereAgain(TestDatabase which) {
        use(which);
        Credentials with = new Credentials("490154203237518", "001010123456789", TestSecrets.UPLINK_PASSWORD,
                TestSecrets.DOWNLINK_PASSWORD, TestSecrets.BASE_KEY.getBytes());
        Credentials without = new Credentials("490154203237518", "001010123456789", null, null, null);
        TerminalRecord full = new TerminalRecord(TerminalId.of("a b%_~'\"\\"), new KeySet(without, Expiry.NEVER, new Expiry(0),
                new Expiry(0xFFFF_FFFEL)), new KeySet(with, new Expiry(1), Expiry.NEVER, new Expiry(2)), true, "+8613800000000",
                "病房", "j2me", SecurityCategory.FULLY_ENCRYPTED, Set.of("EC 2", "a b%_~", "C"));
        TerminalRecord bare = new TerminalRecord(TerminalId.of("B"), credentials("9"), null, null,
                null);
        result(registry.save(full));
        result(registry.add(bare));
        reopen();
        assertThat(result(registry.find(full.terminalId()))).isEqualTo(full);
        assertThat(result(registry.find(bare.terminalId()))).isEqualTo(bare);
        assertThat(result(registry.findAll(Set.of(full.terminalId(), bare.terminalId(), TerminalId.of("C"))))).hasSize(2)
                .containsEntry(full.terminalId(), full).containsEntry(bare.terminalId(), bare);
    }

    @ParameterizedTest
    @EnumSource
    void savedTerminalIsFoundByItsNewIdentityOnly(TestDatabase which) {
        use(which);
        result(registry.save(terminal(1, "111")));
        result(registry.save(terminal(1, "222")));
        assertThat(result(registry.findByIdentity("111", "001"))).isNull();
        assertThat(result(registry.findByIdentity("222", "001"))).isEqualTo(terminal(1, "222"));
        result(registry.save(terminal(2, "333")));
        assertThatThrownBy(() -> result(registry.save(terminal(2, "222")))).cause()
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("TESTTERM00000002");
        assertThat(result(registry.find(TerminalId.of("TESTTERM00000002")))).isEqualTo(terminal(2, "333"));
    }

    @ParameterizedTest
    @EnumSource
    void changesAtTheSameTimeAreAllKept(TestDatabase which) {
        use(which);
        TerminalId id = TerminalId.of("TESTTERM00000001");
        result(registry.add(terminal(1, "111")));
        CompletableFuture<?>[] changes = IntStream.range(0, 40)
                .mapToObj(i -> registry.update(id, record -> new TerminalRecord(id,
                        record.keys(), null, false, record.msisdn(), record.ecCode() + "+", null, null)).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(changes).join();
        assertThat(result(registry.find(id)).ecCode()).isEqualTo("EC1" + "+".repeat(40));
        assertThat(result(registry.update(id, record -> record)).ecCode()).hasSize(43);
        assertThat(result(registry.update(TerminalId.of("NOBODY"), record -> record))).isNull();
        result(registry.add(terminal(2, "222")));
        assertThatThrownBy(() -> result(registry.update(id, record -> terminal(1, "222")))).cause()
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void manyAreAddedAtOnce(TestDatabase which) {
        use(which);
        result(registry.add(terminal(7, "imei7")));
        result(registry.add(terminal(5000, "imei8")));
        List<TerminalRecord> many = new ArrayList<>(IntStream.range(0, 2500).mapToObj(i -> terminal(i, "imei" + i)).toList());
        many.add(terminal(3, "other"));
        assertThat(result(registry.addAll(many))).containsExactlyInAnyOrder(terminal(7, "imei7"), terminal(8, "imei8"),
                terminal(3, "other"));
        assertThat(result(registry.list(new TerminalQuery("", TerminalQuery.ANY, 0, 1))).total()).isEqualTo(2500);
        assertThat(result(registry.addAll(many))).hasSize(2501);
    }

    @ParameterizedTest
    @EnumSource
    void listsByPage(TestDatabase which) {
        use(which);
        List<TerminalRecord> many = IntStream.rangeClosed(1, 2100).mapToObj(i -> terminal(i, "imei" + i)).toList();
        result(registry.addAll(many));
        for (var filter : List.of(TerminalQuery.ANY, TerminalQuery.ANY.and(terminal -> true))) {
            TerminalPage page = result(registry.list(new TerminalQuery("", filter, 1998, 3)));
            assertThat(page.total()).isEqualTo(2100);
            assertThat(page.terminals()).isEqualTo(many.subList(1998, 2001));
            page = result(registry.list(new TerminalQuery("Ec19", filter, 1, 2)));
            assertThat(page.total()).isEqualTo(111);
            assertThat(page.terminals()).containsExactly(terminal(190, "imei190"), terminal(191, "imei191"));
            assertThat(result(registry.list(new TerminalQuery("%", filter, 0, 10))).total()).isZero();
        }
        assertThat(result(
                registry.list(new TerminalQuery("term", id -> id.equals(terminal(2100, "imei2100").terminalId()), 0, 10)))
                .terminals()).containsExactly(terminal(2100, "imei2100"));
    }

    @ParameterizedTest
    @EnumSource
    void idsHaveTheOrderOfTheirBytes(TestDatabase which) {
        use(which);
        List<String> ids = List.of("-A", "1", "A", "B", "_", "a", "a b", "ab", "b");
        for (int i = ids.size() - 1; i >= 0; i--) {
            result(registry.add(new TerminalRecord(TerminalId.of(ids.get(i)), credentials("imei" + i), null, null, null)));
        }
        assertThat(result(registry.list(new TerminalQuery("", terminal -> true, 0, 100))).terminals())
                .extracting(terminal -> terminal.terminalId().toString()).isEqualTo(ids);
    }

    @ParameterizedTest
    @EnumSource
    void strangersCannotNameWhatADatabaseDoesNotTake(TestDatabase which) {
        use(which);
        TerminalId id = new TerminalId(0x4100_4200_0000_0000L, 0xFF00_0000_0000_0001L);
        assertThat(result(registry.find(id))).isNull();
        assertThat(result(registry.update(id, record -> record))).isNull();
        assertThat(result(registry.findAll(List.of(id)))).isEmpty();
        assertThat(result(registry.findByIdentity("1\0002", "3"))).isNull();
        assertThat(result(registry.findByIdentity("' OR 1=1 --", "3"))).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void secretsAreReadUnderTheirKeyOnly(TestDatabase which) {
        use(which);
        result(registry.add(terminal(1, "111")));
        store.close();
        store = database.open(url, new SecretsAtRest(new byte[SecretsAtRest.KEY_LENGTH]));
        registry = store.registry();
        assertThatThrownBy(() -> result(registry.find(terminal(1, "111").terminalId()))).cause()
                .isInstanceOf(CipherException.class).hasMessageContaining("supply the key of before");
    }

    @Test
    void secretsAreNotInTheFile() throws IOException {
        use(TestDatabase.H2);
        TerminalRecord terminal = terminal(1, "490154203237518");
        result(registry.add(terminal.offering(KeySet.of(new Credentials("490154203237518", "001", TestSecrets.DOWNLINK_PASSWORD,
                TestSecrets.UPLINK_PASSWORD, TestSecrets.baseKey())))));
        store.close();
        String file = Files.readString(directory.resolve("platform.mv.db"), StandardCharsets.ISO_8859_1);
        assertThat(file).contains("TESTTERM00000001", "490154203237518");
        assertThat(List.of(TestSecrets.UPLINK_PASSWORD, TestSecrets.DOWNLINK_PASSWORD, TestSecrets.BASE_KEY))
                .noneMatch(file::contains);
    }

    @ParameterizedTest
    @EnumSource
    void withoutKeyThereIsNoStore(TestDatabase which) {
        String newUrl = which.newUrl(directory);
        assertThatThrownBy(() -> which.open(newUrl, null)).isInstanceOf(NullPointerException.class)
                .hasMessageContaining("needs a key").hasMessageContaining("openssl rand");
    }

    @ParameterizedTest
    @EnumSource
    void aClosedStoreSaysSo(TestDatabase which) {
        use(which);
        store.close();
        assertThatThrownBy(() -> result(registry.find(TerminalId.of("A")))).cause().isInstanceOf(StoreException.class)
                .hasMessageContaining("has been closed");
    }
}
