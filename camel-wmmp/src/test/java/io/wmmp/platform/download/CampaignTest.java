package io.wmmp.platform.download;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.jdbc.JdbcPlatformStore;
import io.wmmp.jdbc.TestDatabase;
import io.wmmp.link.Bearer;
import io.wmmp.platform.FakeTerminal;
import io.wmmp.platform.TestPlatform;
import io.wmmp.platform.download.CampaignProgress.State;
import io.wmmp.platform.firmware.FirmwareStore;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.DownloadUrl;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Who is told to fetch a file, when, and what becomes of it. */
class CampaignTest {

    private static final int COMPLETED = 2;
    private static final int GIVEN_UP = 3;
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;
    private final MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
    private final byte[] content = new byte[500];
    private TestPlatform test;
    private InetSocketAddress address;

    @BeforeEach
    void provision() {
        for (int i = 1; i <= 4; i++) {
            registry.save(record(i));
        }
    }

    @AfterEach
    void close() {
        if (test != null) {
            test.close();
        }
    }

    private static TerminalRecord record(int number) {
        return new TerminalRecord(id(number), TestPlatform.credentials("49015420323750" + number, "00101012345670" + number),
                null, null, null);
    }

    private static TerminalId id(int number) {
        return TerminalId.of("CAMPAIGNTERM000" + number);
    }

    private void start(PlatformStore store) throws IOException {
        FirmwareStore files = FirmwareStore.open(directory.resolve("firmware"), 10_000);
        if (files.find("app.bin") == null) {
            files.put("app.bin", "1.2", new ByteArrayInputStream(content));
        }
        test = new TestPlatform(registry, builder -> builder.store(store).firmware(FirmwareOptions.DEFAULTS.with(files)));
        address = test.listen(Bearer.UDP);
    }

    private FakeTerminal login(int number) {
        FakeTerminal terminal = new FakeTerminal(Bearer.UDP, address);
        terminal.id = id(number);
        terminal.credentials = record(number).credentials();
        terminal.login();
        // not before the platform has made something of the login
        terminal.report();
        return terminal;
    }

    private String campaign(int terminals, int parallel, int stopAfterFailures, Duration timeout) {
        List<TerminalId> ids = IntStream.rangeClosed(1, terminals).mapToObj(CampaignTest::id).toList();
        return test.platform.campaigns().start(new CampaignPlan("app.bin", ids, parallel, stopAfterFailures, timeout),
                dialect -> TestPlatform.LONG).toCompletableFuture().join().id();
    }

    private CampaignProgress progress(String id) {
        return test.platform.campaigns().progress(id).toCompletableFuture().join();
    }

    /** Takes the offer; gives the transaction. */
    private static long accept(FakeTerminal terminal) {
        WmmpMessage offer = terminal.receive();
        assertThat(offer.command()).isEqualTo(Command.DOWNLOAD_INFO);
        terminal.answer(offer, "result", 1);
        return DownloadUrl.parse((String) FakeTerminal.CODEC.readBody(offer).get("update_server_url")).transactionId();
    }

    private void fetch(FakeTerminal terminal, long transaction) {
        read(terminal, transaction);
        // has no answer
        terminal.send(request(terminal, transaction, COMPLETED, content.length));
    }

    private void read(FakeTerminal terminal, long transaction) {
        assertThat(terminal.exchange(request(terminal, transaction, 0, 0)).unsigned("status")).isZero();
    }

    private void giveUp(FakeTerminal terminal, long transaction) {
        terminal.exchange(request(terminal, transaction, GIVEN_UP, 0));
    }

    private WmmpMessage request(FakeTerminal terminal, long transaction, int status, long offset) {
        return terminal.signed(Command.FILE_REQ, "transaction_id", transaction, "status", status, "offset", offset,
                "block_size", content.length);
    }

    @Test
    void asManyAsMayAreBusyAndTheNextFollows() throws Exception {
        start(PlatformStore.inMemory());
        try (FakeTerminal first = login(1); FakeTerminal second = login(2)) {
            String id = campaign(2, 1, 0, HOUR);
            long transaction = accept(first);
            assertThat(progress(id)).extracting(CampaignProgress::pending, CampaignProgress::running).containsExactly(1, 1);
            second.assertNothingReceived();
            fetch(first, transaction);
            fetch(second, accept(second));
            await().until(() -> progress(id).state() == State.FINISHED);
            assertThat(progress(id).done()).isEqualTo(2);
        }
    }

    @Test
    void nobodyIsToldAfterTooManyFailures() throws Exception {
        start(PlatformStore.inMemory());
        try (FakeTerminal first = login(1); FakeTerminal second = login(2); FakeTerminal third = login(3)) {
            String id = campaign(3, 1, 2, HOUR);
            giveUp(first, accept(first));
            giveUp(second, accept(second));
            await().until(() -> progress(id).state() == State.STOPPED);
            third.assertNothingReceived();
            assertThat(progress(id)).extracting(CampaignProgress::pending, CampaignProgress::running, CampaignProgress::failed)
                    .containsExactly(1, 0, 2);
            assertThat(progress(id).failures()).containsOnlyKeys(id(1), id(2));
        }
    }

    @Test
    void whoIsStoppedByHandFinishesWhatIsUnderWay() throws Exception {
        start(PlatformStore.inMemory());
        try (FakeTerminal first = login(1); FakeTerminal second = login(2)) {
            String id = campaign(2, 1, 0, HOUR);
            long transaction = accept(first);
            test.platform.campaigns().stop(id).toCompletableFuture().join();
            fetch(first, transaction);
            await().until(() -> progress(id).done() == 1);
            second.assertNothingReceived();
            assertThat(progress(id)).extracting(CampaignProgress::state, CampaignProgress::pending)
                    .containsExactly(State.STOPPED, 1);
        }
    }

    @Test
    void whoMakesNoProgressOrIsAwayHasFailedAfterTheTimeLimit() throws Exception {
        start(PlatformStore.inMemory());
        try (FakeTerminal first = login(1)) {
            String id = campaign(2, 2, 0, Duration.ofMillis(500));
            accept(first);
            await().until(() -> progress(id).state() == State.FINISHED);
            assertThat(progress(id).failures()).containsOnlyKeys(id(1), id(2))
                    .allSatisfy((terminal, reason) -> assertThat(reason).isEqualTo("no progress within 500 ms"));
        }
    }

    @Test
    void aFileThatHasBeenReplacedIsNotSent() throws Exception {
        start(PlatformStore.inMemory());
        String id = campaign(1, 1, 0, HOUR);
        await().until(() -> progress(id).running() == 0);
        test.platform.downloads().store().put("app.bin", "1.3", new ByteArrayInputStream(new byte[10]));
        try (FakeTerminal first = login(1)) {
            await().until(() -> progress(id).state() == State.FINISHED);
            assertThat(progress(id).failures()).extractingByKey(id(1)).asString().contains("another file");
            first.assertNothingReceived();
        }
    }

    /** Each of the four stands another way when the process ends. */
    @ParameterizedTest
    @EnumSource
    void aCampaignGoesOnAfterARestart(TestDatabase database) throws Exception {
        String url = database.newUrl(directory);
        String id;
        long reading;
        FakeTerminal second;
        try (JdbcPlatformStore store = database.open(url)) {
            start(store);
            try (FakeTerminal first = login(1)) {
                second = login(2);
                id = campaign(4, 4, 0, HOUR);
                fetch(first, accept(first));
                reading = accept(second);
                read(second, reading);
                await().until(() -> progress(id).done() == 1 && progress(id).pending() == 2);
            }
            try (FakeTerminal third = login(3)) {
                giveUp(third, accept(third));
                await().until(() -> progress(id).failed() == 1);
            }
            second.close();
            test.close();
        }
        try (JdbcPlatformStore store = database.open(url)) {
            start(store);
            CampaignProgress restored = progress(id);
            assertThat(restored.done()).isEqualTo(1);
            assertThat(restored.failures()).isEqualTo(Map.of(id(3), "given up by the terminal"));
            try (FakeTerminal again = login(2); FakeTerminal fourth = login(4)) {
                // goes on by itself, and is not told anew
                fetch(again, reading);
                fetch(fourth, accept(fourth));
                await().until(() -> progress(id).state() == State.FINISHED);
                assertThat(progress(id)).extracting(CampaignProgress::done, CampaignProgress::failed).containsExactly(3, 1);
                again.assertNothingReceived();
            }
            test.close();
            test = null;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCampaignThatWasStoppedStaysSo(TestDatabase database) throws Exception {
        String url = database.newUrl(directory);
        String id;
        try (JdbcPlatformStore store = database.open(url)) {
            start(store);
            id = campaign(2, 1, 0, HOUR);
            test.platform.campaigns().stop(id).toCompletableFuture().join();
            test.close();
        }
        try (JdbcPlatformStore store = database.open(url)) {
            start(store);
            assertThat(progress(id).state()).isEqualTo(State.STOPPED);
            try (FakeTerminal first = login(1)) {
                first.assertNothingReceived();
            }
            test.close();
            test = null;
        }
    }
}
