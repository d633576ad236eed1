package io.wmmp.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Crc16;
import io.wmmp.protocol.DownloadUrl;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How a terminal fetches what it is told to fetch, from a platform that the test plays by hand. */
class DownloaderTest {

    private static final int SIZE = 2000;

    @TempDir
    private Path directory;
    private final byte[] content = new byte[SIZE];
    private final HandMadePlatform platform = new HandMadePlatform();
    private final List<DownloadedFile> files = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> taken = new CompletableFuture<>();
    private DownloadUrl url;
    private Terminal terminal;

    @BeforeEach
    void fill() {
        new Random(3).nextBytes(content);
        url = urlOf("/app.bin", 0x295, content);
        taken.complete(null);
    }

    @AfterEach
    void close() {
        if (terminal != null) {
            // it may wait for an answer that never comes
            terminal.stopNow();
        }
        platform.close();
    }

    private static DownloadUrl urlOf(String path, long transaction, byte[] content) {
        CRC32 crc32 = new CRC32();
        crc32.update(content);
        return new DownloadUrl("127.0.0.1", 9981, path, transaction, content.length,
                OptionalInt.of(Crc16.MODBUS.of(content)), OptionalLong.of(crc32.getValue()), "1.2");
    }

    private DownloadOptions downloads() {
        return new DownloadOptions(directory, 800, SIZE, true, false);
    }

    private TerminalOptions.Builder options(DownloadOptions downloads) {
        return platform.options(TestPlatform.CREDENTIALS).downloads(downloads);
    }

    private void start(TerminalOptions.Builder options) {
        terminal = platform.bringOnline(options);
        terminal.handleDownloads(file -> {
            files.add(file);
            return taken;
        });
    }

    private WmmpMessage offer(DownloadUrl offered) {
        return platform.exchange(terminal, Command.DOWNLOAD_INFO, Map.of("update_server_url", offered.toString()));
    }

    private WmmpMessage fileRequest(int status, long offset, int size) {
        WmmpMessage request = platform.receive(Command.FILE_REQ);
        assertThat(List.of(request.unsigned("transaction_id"), request.unsigned("status"), request.unsigned("offset"),
                request.unsigned("block_size"))).containsExactly(url.transactionId(), (long) status, offset, (long) size);
        return request;
    }

    private Map<String, Object> block(WmmpMessage request) {
        int offset = (int) request.unsigned("offset");
        return Map.of("transaction_id", request.unsigned("transaction_id"), "status", 0, "offset", offset, "data",
                Arrays.copyOfRange(content, offset, Math.min(SIZE, offset + (int) request.unsigned("block_size"))));
    }

    private void serve(int status, long offset, int size) {
        WmmpMessage request = fileRequest(status, offset, size);
        platform.answer(request, block(request));
    }

    private void assertFetched() throws IOException {
        fileRequest(2, DownloadUrl.NO_OFFSET, 0);
        assertThat(files).containsExactly(new DownloadedFile(directory.resolve("app.bin"), "app.bin", "1.2", SIZE));
        assertThat(Files.readAllBytes(directory.resolve("app.bin"))).isEqualTo(content);
        assertThat(Files.list(directory)).containsExactly(directory.resolve("app.bin"));
    }

    @Test
    void fetchesBlockByBlockAndHandsTheFileOver() throws Exception {
        start(options(downloads()));

        assertThat(offer(url).unsigned("result")).isEqualTo(1);
        serve(0, 0, 800);
        serve(1, 800, 800);
        serve(1, 1600, 400);

        assertFetched();
        assertThat(platform.exchange(terminal, Command.CONFIG_GET, HandMadePlatform.named("current_file_version"))
                .unsigned("result")).isZero();
        assertThat(terminal.phase()).isEqualTo(TerminalPhase.ONLINE);
    }

    @Test
    void logsOutForTheUpdateAndInAgain() throws Exception {
        start(options(DownloadOptions.in(directory)));
        offer(url);
        serve(0, 0, 800);
        serve(1, 800, 800);
        serve(1, 1600, 400);

        assertFetched();
        WmmpMessage logout = platform.receive(Command.LOGOUT);
        assertThat(logout.unsigned("reason")).isEqualTo(1);
        platform.answer(logout, Map.of());
        platform.logIn(terminal);
    }

    @Test
    void goesOnWhereItWasAfterARestart() throws Exception {
        start(options(downloads()));
        offer(url);
        serve(0, 0, 800);
        fileRequest(1, 800, 800);
        terminal.stopNow();

        terminal = platform.start(options(downloads()).registered(true));
        terminal.handleDownloads(file -> {
            files.add(file);
            return taken;
        });
        platform.acceptLogin();
        serve(1, 800, 800);
        serve(1, 1600, 400);

        assertFetched();
    }

    @Test
    void goesOnWhenThePlatformIsBack() throws Exception {
        start(options(downloads()).patience(new Patience(Duration.ofMillis(100), 1)));
        offer(url);
        serve(0, 0, 800);
        fileRequest(1, 800, 800);
        platform.acceptLogin();

        serve(1, 800, 800);
        serve(1, 1600, 400);

        assertFetched();
    }

    /** A file that was handed over when the process ended is handed over again: nobody knows whether it was used. */
    @Test
    void handsOverAgainWhatWasNotTakenBeforeARestart() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        terminal = platform.bringOnline(options(downloads()));
        AtomicInteger handedOver = new AtomicInteger();
        terminal.handleDownloads(file -> {
            handedOver.incrementAndGet();
            return never;
        });
        offer(url);
        serve(0, 0, 800);
        serve(1, 800, 800);
        serve(1, 1600, 400);
        await().until(() -> handedOver.get() == 1);
        terminal.stopNow();

        terminal = platform.start(options(downloads()).registered(true));
        terminal.handleDownloads(file -> {
            files.add(file);
            return taken;
        });
        platform.acceptLogin();

        assertFetched();
    }

    /** Fetches all blocks; the file is with the handler then, until it says so. */
    private CompletableFuture<Void> fetchAndHandOver() {
        CompletableFuture<Void> later = new CompletableFuture<>();
        AtomicInteger handedOver = new AtomicInteger();
        terminal = platform.bringOnline(options(downloads()));
        terminal.handleDownloads(file -> {
            files.add(file);
            handedOver.incrementAndGet();
            return later;
        });
        offer(url);
        serve(0, 0, 800);
        serve(1, 800, 800);
        serve(1, 1600, 400);
        await().until(() -> handedOver.get() == 1);
        return later;
    }

    @Test
    void anotherOfferReplacesTheFirst() throws Exception {
        DownloadUrl first = url;
        CompletableFuture<Void> later = fetchAndHandOver();
        url = urlOf("/other.bin", 7, content);

        assertThat(offer(url).unsigned("result")).isEqualTo(1);
        later.complete(null);

        serve(0, 0, 800);
        serve(1, 800, 800);
        serve(1, 1600, 400);
        fileRequest(2, DownloadUrl.NO_OFFSET, 0);
        assertThat(files).extracting(DownloadedFile::name).containsExactly(first.fileName(), "other.bin");
    }

    @Test
    void theSameOfferAgainGoesOn() throws Exception {
        CompletableFuture<Void> later = fetchAndHandOver();

        assertThat(offer(url).unsigned("result")).isEqualTo(1);
        later.complete(null);

        assertFetched();
    }

    @ParameterizedTest
    @ValueSource(strings = { "crc16", "offset", "transaction_id", "length", "empty" })
    void asksAgainForABlockThatIsNotTheRightOne(String wrong) throws Exception {
        start(options(downloads()));
        offer(url);
        WmmpMessage request = fileRequest(0, 0, 800);
        Map<String, Object> block = new java.util.LinkedHashMap<>(block(request));
        switch (wrong) {
            case "crc16" -> block.put("crc16", 1);
            case "length" -> block.put("data", Arrays.copyOf(content, 801));
            case "empty" -> block.put("data", new byte[0]);
            default -> block.put(wrong, 77);
        }

        platform.answer(request, block);

        serve(0, 0, 800);
        serve(1, 800, 800);
        serve(1, 1600, 400);
        assertFetched();
    }

    @Test
    void aShorterBlockIsTakenToo() throws Exception {
        start(options(downloads()));
        offer(url);
        WmmpMessage request = fileRequest(0, 0, 800);
        platform.answer(request, Map.of("transaction_id", url.transactionId(), "status", 0, "offset", 0, "data",
                Arrays.copyOf(content, 1300 - 800)));

        serve(1, 500, 800);
        serve(1, 1300, 700);

        assertFetched();
    }

    private void assertGivenUp() throws IOException {
        WmmpMessage abort = fileRequest(3, DownloadUrl.NO_OFFSET, 0);
        platform.answer(abort, Map.of("transaction_id", url.transactionId(), "status", 0, "offset", DownloadUrl.NO_OFFSET,
                "data", new byte[0]));
        await().untilAsserted(() -> assertThat(terminal.isBusy()).isFalse());
        assertThat(directory.resolve("download.url")).doesNotExist();
        assertThat(directory.resolve("download.part")).doesNotExist();
        platform.assertNothingReceived();
    }

    @Test
    void givesUpWhenBlocksStayDamaged() throws Exception {
        start(options(downloads()));
        offer(url);
        for (int i = 0; i < 4; i++) {
            WmmpMessage request = fileRequest(0, 0, 800);
            platform.answer(request, Map.of("transaction_id", url.transactionId(), "status", 0, "offset", 0, "crc16", i,
                    "data", new byte[800]));
        }

        assertGivenUp();
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 255 })
    void givesUpWhenThePlatformRefuses(int status) throws Exception {
        start(options(downloads()));
        offer(url);
        WmmpMessage request = fileRequest(0, 0, 800);
        platform.answer(request, Map.of("transaction_id", url.transactionId(), "status", status, "offset", 0, "data",
                new byte[0]));

        assertGivenUp();
    }

    @Test
    void givesUpWhenTheRouteCannotUseTheFile() throws Exception {
        terminal = platform.bringOnline(options(downloads()));
        terminal.handleDownloads(file -> CompletableFuture.failedStage(new IOException("made up")));
        offer(url);
        serve(0, 0, 800);
        serve(1, 800, 800);
        serve(1, 1600, 400);

        assertGivenUp();
    }

    @Test
    void aFileThatDoesNotFitItsChecksumsIsFetchedOnceMoreBeforeItGivesUp() throws Exception {
        start(options(downloads()));
        url = new DownloadUrl(url.host(), url.port(), url.path(), url.transactionId(), SIZE, url.crc16(), OptionalLong.of(1),
                "1.2");
        offer(url);
        for (int i = 0; i < 2; i++) {
            serve(0, 0, 800);
            serve(1, 800, 800);
            serve(1, 1600, 400);
        }

        assertGivenUp();
        assertThat(files).isEmpty();
    }

    @Test
    void checksumsCanBeLeftAlone() throws Exception {
        start(options(new DownloadOptions(directory, 800, SIZE, false, false)));
        url = new DownloadUrl(url.host(), url.port(), url.path(), url.transactionId(), SIZE, OptionalInt.of(1),
                OptionalLong.of(1), "1.2");
        offer(url);
        WmmpMessage request = fileRequest(0, 0, 800);
        Map<String, Object> block = new java.util.LinkedHashMap<>(block(request));
        block.put("crc16", 1);
        platform.answer(request, block);
        serve(1, 800, 800);
        serve(1, 1600, 400);

        assertFetched();
    }

    @ParameterizedTest
    @CsvSource({ "WMMP://h/f?TRANS_ID=1&FILE_SIZE=x&VER_DSC=1, 4", "WMMP://h/f?TRANS_ID=1&FILE_SIZE=2001&VER_DSC=1, 5",
            "http://h/f.jar, 5", "'', 4" })
    void refusesWhatItCannotFetch(String offered, int result) {
        start(options(downloads()));

        assertThat(platform.exchange(terminal, Command.DOWNLOAD_INFO, Map.of("update_server_url", offered)).unsigned("result"))
                .isEqualTo(result);
        platform.assertNothingReceived();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/../../secret", "/..", "/download.url", "/.hidden", "/", "/a b" })
    void noNameLeadsOutOfTheDirectory(String path) throws Exception {
        start(options(downloads()));
        url = urlOf(path, 0x295, content);
        offer(url);
        serve(0, 0, 800);
        serve(1, 800, 800);
        serve(1, 1600, 400);

        fileRequest(2, DownloadUrl.NO_OFFSET, 0);
        String name = path.equals("/../../secret") ? "secret" : "firmware.bin";
        assertThat(files).extracting(DownloadedFile::path).containsExactly(directory.resolve(name));
        assertThat(Files.readAllBytes(directory.resolve(name))).isEqualTo(content);
    }

    @Test
    void whoTakesTheOfferItselfIsAskedInsteadUnlessSecond() {
        start(options(downloads()));
        terminal.handle(Set.of(Command.DOWNLOAD_INFO),
                request -> CompletableFuture.completedStage(Answer.of(request.codec(), request.message(), 9, Map.of())));

        assertThat(offer(url).unsigned("result")).isEqualTo(9);
        platform.assertNothingReceived();
    }

    @Test
    void whoComesSecondGetsOnlyWhatTheTerminalDoesNotFetch() {
        start(options(downloads()));
        terminal.handleSecond(Set.of(Command.DOWNLOAD_INFO),
                request -> CompletableFuture.completedStage(Answer.of(request.codec(), request.message(), 9, Map.of())));

        assertThat(platform.exchange(terminal, Command.DOWNLOAD_INFO, Map.of("update_server_url", "http://h/f.jar"))
                .unsigned("result")).isEqualTo(9);
        assertThat(offer(url).unsigned("result")).isEqualTo(1);
        serve(0, 0, 800);
    }

    @Test
    void whatIsDamagedOnDiskIsForgotten() throws Exception {
        Files.writeString(directory.resolve("download.url"), "nonsense");

        start(options(downloads()));

        platform.assertNothingReceived();
        offer(url);
        serve(0, 0, 800);
    }
}
