package io.wmmp.platform.download;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.wmmp.link.Bearer;
import io.wmmp.platform.FakeTerminal;
import io.wmmp.platform.TestPlatform;
import io.wmmp.platform.firmware.FirmwareStore;
import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.DownloadUrl;
import io.wmmp.protocol.WmmpMessage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a terminal asks for, it gets what is there or is told what is wrong, over a real socket. */
class DownloadPropertiesTest {

    private static final int SIZE = 5000;
    private static final int MAX_BLOCK = 800;
    private static final byte[] CONTENT = new byte[SIZE];
    private static Path directory;
    private static TestPlatform test;
    private static FakeTerminal terminal;
    private static long transaction;

    @BeforeContainer
    static void start() throws Exception {
        new Random(2).nextBytes(CONTENT);
        directory = Files.createTempDirectory("firmware");
        FirmwareStore store = FirmwareStore.open(directory, SIZE);
        store.put("app.bin", "1.2", new ByteArrayInputStream(CONTENT));
        test = new TestPlatform(new MemoryTerminalRegistry(),
                builder -> builder.firmware(FirmwareOptions.DEFAULTS.with(store)));
        terminal = new FakeTerminal(Bearer.UDP, test.listen(Bearer.UDP));
        terminal.login();
        terminal.heartbeat();
        CompletableFuture<WmmpMessage> answer = test.platform.downloads()
                .offer(terminal.id, "app.bin", dialect -> TestPlatform.LONG).toCompletableFuture();
        WmmpMessage info = terminal.receive();
        terminal.answer(info, "result", 1);
        answer.get(30, TimeUnit.SECONDS);
        transaction = DownloadUrl.parse((String) FakeTerminal.CODEC.readBody(info).get("update_server_url")).transactionId();
    }

    @AfterContainer
    static void stop() throws IOException {
        terminal.close();
        test.close();
        for (String file : new String[] { "app.bin", "app.bin.firmware" }) {
            Files.delete(directory.resolve(file));
        }
        Files.delete(directory);
    }

    @Provide
    Arbitrary<Long> transactions() {
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(3, Arbitraries.create(() -> transaction)),
                net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(0, 0xFFFFFFFFL)));
    }

    @Provide
    Arbitrary<Long> offsets() {
        return Arbitraries.oneOf(Arbitraries.longs().between(0, SIZE + 10L), Arbitraries.longs().between(0, 0xFFFFFFFFL));
    }

    @Provide
    Arbitrary<Integer> sizes() {
        return Arbitraries.oneOf(Arbitraries.integers().between(0, MAX_BLOCK + 10), Arbitraries.integers().between(0, 0xFFFF));
    }

    @Provide
    Arbitrary<Integer> statuses() {
        // 2 gets no answer at all
        return Arbitraries.integers().between(0, 255).filter(status -> status != 2)
                .edgeCases(config -> config.add(0, 1, 3, 4, 255));
    }

    @Property(tries = 500)
    void anyRequestIsServedOrRefused(@ForAll("transactions") long id, @ForAll("statuses") int status,
            @ForAll("offsets") long offset, @ForAll("sizes") int size) {
        WmmpMessage answer = terminal.exchange(terminal.signed(Command.FILE_REQ, "transaction_id", id, "status", status,
                "offset", offset, "block_size", size));

        terminal.assertVerifies(answer);
        assertThat(answer.unsigned("transaction_id")).isEqualTo(id);
        assertThat(answer.unsigned("offset")).isEqualTo(offset);
        byte[] data = (byte[]) FakeTerminal.CODEC.readBody(answer).get("data");
        long result = answer.unsigned("status");
        if (id != transaction) {
            assertThat(result).isEqualTo(DownloadDesk.UNKNOWN_TRANSACTION);
        } else if (status > 3) {
            assertThat(result).isNotZero();
        } else if (status == 3) {
            assertThat(result).isZero();
        } else if (offset >= SIZE) {
            assertThat(result).isEqualTo(DownloadDesk.WRONG_OFFSET);
        } else if (size == 0) {
            assertThat(result).isEqualTo(DownloadDesk.WRONG_SIZE);
        } else {
            assertThat(result).isZero();
            assertThat(data).isEqualTo(Arrays.copyOfRange(CONTENT, (int) offset,
                    (int) Math.min(SIZE, offset + Math.min(size, MAX_BLOCK))));
            return;
        }
        assertThat(data).isEmpty();
    }
}
