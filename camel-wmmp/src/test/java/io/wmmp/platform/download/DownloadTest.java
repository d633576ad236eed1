package io.wmmp.platform.download;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.wmmp.link.Bearer;
import io.wmmp.platform.FakeTerminal;
import io.wmmp.platform.TestPlatform;
import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.firmware.Download.Status;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.platform.firmware.Firmware;
import io.wmmp.platform.firmware.FirmwareStore;
import io.wmmp.platform.firmware.MemoryDownloadStore;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.fleet.TerminalOfflineException;
import io.wmmp.platform.fleet.TerminalState;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.platform.store.ForwardingStore;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.DownloadUrl;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.WmmpMessage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a platform offers to a terminal and serves it, block by block. */
class DownloadTest {

    private static final TerminalId ID = TestPlatform.TERMINAL.terminalId();
    private static final int NONE = 0xFFFF;

    @TempDir
    private Path directory;
    private final byte[] content = new byte[2000];
    private final CountingStore progress = new CountingStore();
    private FirmwareStore store;
    private Firmware firmware;
    private TestPlatform test;
    private FakeTerminal terminal;

    @BeforeEach
    void fill() throws IOException {
        new Random(1).nextBytes(content);
        store = FirmwareStore.open(directory, 10_000);
        firmware = store.put("app.bin", "1.2", new ByteArrayInputStream(content));
    }

    @AfterEach
    void close() {
        if (terminal != null) {
            terminal.close();
        }
        if (test != null) {
            test.close();
        }
    }

    private void start(Bearer bearer) {
        start(bearer, FirmwareOptions.DEFAULTS.with(store));
    }

    private void start(Bearer bearer, FirmwareOptions options) {
        test = new TestPlatform(new MemoryTerminalRegistry(), builder -> builder.firmware(options).store(new ForwardingStore() {
            @Override
            public DownloadStore downloads() {
                return progress;
            }
        }));
        terminal = new FakeTerminal(bearer, test.listen(bearer));
        terminal.login();
        // not before the platform has made something of the login
        terminal.heartbeat();
    }

    private CompletableFuture<WmmpMessage> offer() {
        return test.platform.downloads().offer(ID, "app.bin", dialect -> TestPlatform.LONG).toCompletableFuture();
    }

    /** Has the platform offer the file, and gives what the terminal is told. */
    private DownloadUrl offered() throws Exception {
        CompletableFuture<WmmpMessage> answer = offer();
        WmmpMessage info = terminal.receive();
        assertThat(info.command()).isEqualTo(Command.DOWNLOAD_INFO);
        terminal.answer(info, "result", 1);
        assertThat(answer.get(30, SECONDS).unsigned("result")).isEqualTo(1);
        return DownloadUrl.parse((String) FakeTerminal.CODEC.readBody(info).get("update_server_url"));
    }

    private WmmpMessage request(long transaction, int status, long offset, int size) {
        return terminal.signed(Command.FILE_REQ, "transaction_id", transaction, "status", status, "offset", offset,
                "block_size", size);
    }

    private WmmpMessage ask(long transaction, int status, long offset, int size) {
        WmmpMessage answer = terminal.exchange(request(transaction, status, offset, size));
        terminal.assertVerifies(answer);
        assertThat(answer.unsigned("transaction_id")).isEqualTo(transaction);
        assertThat(answer.unsigned("offset")).isEqualTo(offset);
        return answer;
    }

    private byte[] block(long transaction, long offset, int size) {
        WmmpMessage answer = ask(transaction, offset == 0 ? 0 : 1, offset, size);
        assertThat(answer.unsigned("status")).isZero();
        byte[] data = (byte[]) FakeTerminal.CODEC.readBody(answer).get("data");
        assertThat(answer.unsigned("crc16")).isEqualTo(TestPlatform.DIALECT.crc16(data));
        assertThat(answer.unsigned("length")).isEqualTo(data.length);
        return data;
    }

    private long refusal(long transaction, int status, long offset, int size) {
        WmmpMessage answer = ask(transaction, status, offset, size);
        assertThat(answer.unsigned("length")).isZero();
        return answer.unsigned("status");
    }

    private Download download() {
        return test.platform.downloads().find(ID).toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource(value = Bearer.class, names = { "UDP", "TCP" })
    void aTerminalIsToldWhatToFetchAndGetsIt(Bearer bearer) throws Exception {
        start(bearer);
        assertThat(download()).isNull();

        DownloadUrl url = offered();

        assertThat(url.host()).isEqualTo("127.0.0.1");
        assertThat(url.port()).isEqualTo(terminal.platform.getPort());
        assertThat(url.fileName()).isEqualTo("app.bin");
        assertThat(url.size()).isEqualTo(2000);
        assertThat(url.crc16()).hasValue(firmware.crc16());
        assertThat(url.crc32()).hasValue(firmware.crc32());
        assertThat(url.version()).isEqualTo("1.2");
        assertThat(url.transactionId()).isBetween(1L, 0xFFFFL);
        assertThat(download().status()).isEqualTo(Status.OFFERED);
        long id = url.transactionId();
        byte[] fetched = new byte[2000];
        for (int offset = 0; offset < 2000;) {
            byte[] block = block(id, offset, 800);
            System.arraycopy(block, 0, fetched, offset, block.length);
            assertThat(download().status()).isEqualTo(Status.RUNNING);
            assertThat(download().offset()).isEqualTo(offset);
            offset += block.length;
        }
        assertThat(fetched).isEqualTo(content);
        terminal.send(request(id, 2, DownloadUrl.NO_OFFSET, 0));
        terminal.heartbeat();

        await().untilAsserted(() -> assertThat(download().status()).isEqualTo(Status.COMPLETED));
        assertThat(download().offset()).isEqualTo(2000);
        await().untilAsserted(() -> assertThat(test.eventTypes()).containsExactly(PlatformEvent.Type.ONLINE,
                PlatformEvent.Type.DOWNLOADED));
        assertThat(test.events.get(1).download()).isEqualTo(download());
        await().untilAsserted(() -> assertThat(progress.find(ID).toCompletableFuture().join()).isEqualTo(download()));
    }

    @Test
    void aTerminalMayGoOnAnywhere() throws Exception {
        start(Bearer.UDP);
        long id = offered().transactionId();

        for (int offset : new int[] { 1999, 0, 1200, 1 }) {
            assertThat(block(id, offset, 100)).isEqualTo(Arrays.copyOfRange(content, offset, Math.min(2000, offset + 100)));
        }
        // a block is never longer than real terminals take
        assertThat(block(id, 1000, 65535)).hasSize(800);
    }

    @Test
    void whatCannotBeServedIsRefusedWithTheReason() throws Exception {
        start(Bearer.UDP);
        assertThat(refusal(7, 0, 0, 800)).isEqualTo(DownloadDesk.UNKNOWN_TRANSACTION);
        long id = offered().transactionId();

        assertThat(refusal(id ^ 1, 1, 0, 800)).isEqualTo(DownloadDesk.UNKNOWN_TRANSACTION);
        assertThat(refusal(id, 1, 2000, 800)).isEqualTo(DownloadDesk.WRONG_OFFSET);
        assertThat(refusal(id, 1, DownloadUrl.NO_OFFSET, 800)).isEqualTo(DownloadDesk.WRONG_OFFSET);
        assertThat(refusal(id, 1, 0, 0)).isEqualTo(DownloadDesk.WRONG_SIZE);
        assertThat(refusal(id, 4, 0, 800)).isNotZero();
        store.put("app.bin", "1.3", new ByteArrayInputStream(new byte[10]));
        assertThat(refusal(id, 1, 0, 800)).isEqualTo(DownloadDesk.UNKNOWN_TRANSACTION);
        store.remove("app.bin");
        assertThat(refusal(id, 1, 0, 800)).isEqualTo(DownloadDesk.UNKNOWN_TRANSACTION);
    }

    @Test
    void aTerminalMayGiveUpAndThinkBetterOfIt() throws Exception {
        start(Bearer.UDP);
        long id = offered().transactionId();
        block(id, 0, 800);

        assertThat(refusal(id, 3, DownloadUrl.NO_OFFSET, 0)).isZero();

        assertThat(download().status()).isEqualTo(Status.FAILED);
        assertThat(download().reason()).isEqualTo("given up by the terminal");
        assertThat(progress.find(ID).toCompletableFuture().join()).isEqualTo(download());
        await().untilAsserted(() -> assertThat(test.eventTypes()).contains(PlatformEvent.Type.DOWNLOAD_FAILED));
        block(id, 800, 800);
        assertThat(download().status()).isEqualTo(Status.RUNNING);
        assertThat(download().reason()).isNull();
    }

    @Test
    void aRefusalOfTheOfferEndsIt() throws Exception {
        start(Bearer.UDP);
        CompletableFuture<WmmpMessage> answer = offer();

        terminal.answer(terminal.receive(), "result", 5);

        assertThat(answer.get(30, SECONDS).unsigned("result")).isEqualTo(5);
        assertThat(download().status()).isEqualTo(Status.FAILED);
        assertThat(download().reason()).isEqualTo("refused with result 5");
    }

    @Test
    void theSameFileKeepsItsTransactionUntilItHasEnded() throws Exception {
        start(Bearer.UDP);
        long id = offered().transactionId();
        block(id, 800, 800);

        assertThat(offered().transactionId()).isEqualTo(id);
        assertThat(download().offset()).isEqualTo(800);
        refusal(id, 3, DownloadUrl.NO_OFFSET, 0);
        long next = offered().transactionId();

        assertThat(next).isEqualTo(id == NONE ? 1 : id + 1);
        assertThat(refusal(id, 1, 800, 800)).isEqualTo(DownloadDesk.UNKNOWN_TRANSACTION);
        store.put("app.bin", "1.3", new ByteArrayInputStream(new byte[10]));
        assertThat(offered().transactionId()).isNotEqualTo(next);
        assertThat(download().version()).isEqualTo("1.3");
        assertThat(download().offset()).isZero();
    }

    /** The last word of a terminal is not repeated; that it leaves to install the file says as much. */
    @Test
    void aLogoutForAnUpdateAfterTheLastBlockCompletesTheDownload() throws Exception {
        start(Bearer.UDP);
        long id = offered().transactionId();
        block(id, 0, 800);
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 1));
        assertThat(download().status()).isEqualTo(Status.RUNNING);
        terminal.login();
        terminal.heartbeat();
        block(id, 1200, 800);

        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 1));

        await().untilAsserted(() -> assertThat(download().status()).isEqualTo(Status.COMPLETED));
    }

    @Test
    void aTerminalGoesOnAtAPlatformThatHasBeenStartedAnew() throws Exception {
        start(Bearer.UDP);
        long id = offered().transactionId();
        block(id, 0, 800);
        close();

        start(Bearer.UDP);

        assertThat(test.platform.downloads().held()).isZero();
        assertThat(block(id, 800, 800)).isEqualTo(Arrays.copyOfRange(content, 800, 1600));
        assertThat(test.platform.downloads().held()).isOne();
    }

    @Test
    void blocksCostNoWrites() throws Exception {
        start(Bearer.UDP);
        long id = offered().transactionId();
        int before = progress.writes.get();
        long begin = System.nanoTime();

        for (int i = 0; i < 1000; i++) {
            block(id, i, 10);
        }

        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + 1;
        assertThat(progress.writes.get() - before).isLessThanOrEqualTo((int) seconds);
        await().untilAsserted(() -> assertThat(progress.find(ID).toCompletableFuture().join().offset()).isEqualTo(999));
    }

    @Test
    void nothingIsOfferedThatCannotBeRemembered() {
        start(Bearer.UDP);
        progress.failure = new IllegalStateException("disk full");

        assertThatThrownBy(() -> offer().get(30, SECONDS)).isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("disk full");
        terminal.assertNothingReceived();
        assertThat(download()).isNull();
    }

    @Test
    void progressIsWrittenWhenTheStoreWorksAgain() throws Exception {
        start(Bearer.UDP);
        long id = offered().transactionId();
        progress.failure = new IllegalStateException("connection lost");
        block(id, 800, 10);
        int before = progress.writes.get();
        await().until(() -> progress.writes.get() > before);

        progress.failure = null;

        await().untilAsserted(() -> assertThat(progress.find(ID).toCompletableFuture().join().offset()).isEqualTo(800));
    }

    @Test
    void offersAreRefusedThatMakeNoSense() {
        start(Bearer.UDP);
        DownloadDesk desk = test.platform.downloads();

        assertThatExceptionOfType(InvalidFieldException.class)
                .isThrownBy(() -> desk.offer(ID, "other.bin", dialect -> TestPlatform.SHORT))
                .withMessageContaining("'other.bin' is not in the firmware store");
        assertThat(failure(desk.offer(TerminalId.of("TESTTERM00000002"), "app.bin", dialect -> TestPlatform.SHORT)))
                .isInstanceOf(UnknownTerminalException.class);
        terminal.exchange(terminal.signed(Command.LOGOUT, "reason", 0));
        await().until(() -> test.platform.status(TestPlatform.TERMINAL).state() == TerminalState.OFFLINE);
        assertThat(failure(desk.offer(ID, "app.bin", dialect -> TestPlatform.SHORT)))
                .isInstanceOf(TerminalOfflineException.class);
        assertThat(download()).isNull();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        return stage.handle((done, failure) -> failure instanceof CompletionException ? failure.getCause() : failure)
                .toCompletableFuture().join();
    }

    @Test
    void withoutAStoreNothingIsOfferedOrServed() {
        start(Bearer.UDP, FirmwareOptions.DEFAULTS);

        assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(this::offer)
                .withMessageContaining("firmwareDirectory");
        assertThat(refusal(1, 0, 0, 800)).isEqualTo(DownloadDesk.UNKNOWN_TRANSACTION);
    }

    @Test
    void noMoreDownloadsAreHeldThanAllowed() throws Exception {
        start(Bearer.UDP, new FirmwareOptions(store, "fw.example:9981", 100, 1));
        DownloadUrl url = offered();
        assertThat(url.host() + ":" + url.port()).isEqualTo("fw.example:9981");
        assertThat(block(url.transactionId(), 0, 800)).hasSize(100);
        TerminalRecord other = new TerminalRecord(TerminalId.of("TESTTERM00000002"),
                TestPlatform.credentials("490154203237526", "001010123456780"), null, null, null);
        test.registry.save(other);
        try (FakeTerminal second = new FakeTerminal(Bearer.UDP, terminal.platform)) {
            second.id = other.terminalId();
            second.credentials = other.credentials();
            second.login();
            second.heartbeat();

            assertThat(failure(test.platform.downloads().offer(other.terminalId(), "app.bin", dialect -> TestPlatform.SHORT)))
                    .hasMessageContaining("maxDownloads");
            second.send(second.signed(Command.FILE_REQ, "transaction_id", 1, "status", 0, "offset", 0, "block_size", 1));
            second.heartbeat();
            assertThat(test.platform.dropped(io.wmmp.session.DropReason.OVERLOAD)).isOne();
        }
    }

    /** In memory, as slow or broken as a test wants it. */
    private static final class CountingStore implements DownloadStore {

        private final DownloadStore memory = new MemoryDownloadStore();
        private final AtomicInteger writes = new AtomicInteger();
        private volatile RuntimeException failure;

        @Override
        public CompletionStage<Download> find(TerminalId terminalId) {
            return memory.find(terminalId);
        }

        @Override
        public CompletionStage<Void> save(Collection<Download> downloads) {
            writes.incrementAndGet();
            assertThat(List.copyOf(downloads)).extracting(Download::terminalId).doesNotHaveDuplicates();
            return failure != null ? CompletableFuture.failedStage(failure) : memory.save(downloads);
        }
    }
}
