package io.wmmp.platform.firmware;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FirmwareStoreTest {

    private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;
    private FirmwareStore store;

    @BeforeEach
    void open() throws IOException {
        store = FirmwareStore.open(directory.resolve("firmware"), 100);
    }

    private FirmwareStore reopened() throws IOException {
        return FirmwareStore.open(directory.resolve("firmware"), 100);
    }

    private Firmware put(String name, String content) throws IOException {
        return store.put(name, "1.0", stream(content));
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.US_ASCII));
    }

    private Stream<String> files() throws IOException {
        return Files.list(directory.resolve("firmware")).map(file -> file.getFileName().toString());
    }

    @Test
    void knowsTheChecksumsOfWhatItHolds() throws IOException {
        Firmware firmware = store.put("app.bin", "2.1", new ByteArrayInputStream(CHECK));

        assertThat(firmware).isEqualTo(new Firmware("app.bin", "2.1", 9, 0x4B37, 0xCBF43926L,
                "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"));
        assertThat(store.list()).containsExactly(firmware);
        assertThat(store.find("app.bin")).isEqualTo(firmware);
        assertThat(store.find("other")).isNull();
        assertThat(store.find(null)).isNull();
    }

    @Test
    void servesBlocksAtAnyOffset() throws IOException {
        Firmware firmware = put("app.bin", "123456789");

        assertThat(read(firmware, 0, 4)).isEqualTo("1234");
        assertThat(read(firmware, 3, 4)).isEqualTo("4567");
        assertThat(read(firmware, 8, 4)).isEqualTo("9");
        assertThat(read(firmware, 0, 1000)).isEqualTo("123456789");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> read(firmware, 9, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> read(firmware, -1, 1));
    }

    private String read(Firmware firmware, long offset, int length) {
        byte[] block = store.read(firmware.name(), firmware.sha256(), offset, length);
        return block == null ? null : new String(block, StandardCharsets.US_ASCII);
    }

    @Test
    void isThereAgainAfterARestart() throws IOException {
        Firmware firmware = store.put("app-9.9.bin", "2.1", new ByteArrayInputStream(CHECK));
        Files.writeString(directory.resolve("firmware").resolve(".incoming-1.tmp"), "half");

        store = reopened();

        assertThat(store.list()).containsExactly(firmware);
        assertThat(read(firmware, 0, 9)).isEqualTo("123456789");
        assertThat(files()).containsExactlyInAnyOrder("app-9.9.bin", "app-9.9.bin.firmware");
    }

    @Test
    void takesInFilesThatSomebodyHasPutThere() throws IOException {
        put("kept.bin", "old");
        Path directory = this.directory.resolve("firmware");
        Files.writeString(directory.resolve("app-1.12.3-b2.bin"), "new");
        Files.writeString(directory.resolve("plain"), "new");
        Files.writeString(directory.resolve("kept.bin"), "replaced");
        Files.writeString(directory.resolve("long.bin"), "x".repeat(101));
        Files.writeString(directory.resolve("empty.bin"), "");
        Files.writeString(directory.resolve("not a name"), "new");
        Files.createDirectory(directory.resolve("directory"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("plain"));

        store = reopened();

        assertThat(store.list()).extracting(Firmware::name).containsExactly("app-1.12.3-b2.bin", "kept.bin", "plain");
        assertThat(store.list()).extracting(Firmware::version).containsExactly("1.12.3", "0.0", "0.0");
        assertThat(read(store.find("kept.bin"), 0, 100)).isEqualTo("replaced");
        assertThat(reopened().list()).isEqualTo(store.list());
    }

    @Test
    void damagedMetadataIsWrittenAnew() throws IOException {
        Firmware firmware = put("app.bin", "123456789");
        Path metadata = directory.resolve("firmware").resolve("app.bin.firmware");
        for (String damage : new String[] { "", "size=many", "version=1.0\nsize=9\ncrc16=1\ncrc32=2\nmodified=never" }) {
            Files.writeString(metadata, damage);

            assertThat(reopened().find("app.bin").sha256()).isEqualTo(firmware.sha256());
        }
    }

    @Test
    void replacedContentIsServedToNobodyWhoWantsTheOldOne() throws IOException {
        Firmware old = put("app.bin", "old");
        Firmware same = put("app.bin", "old");
        assertThat(read(old, 0, 3)).isEqualTo("old");
        assertThat(same).isEqualTo(old);

        Firmware replaced = put("app.bin", "newer");

        assertThat(read(old, 0, 3)).isNull();
        assertThat(read(replaced, 0, 5)).isEqualTo("newer");
    }

    @Test
    void removedFilesAreGone() throws IOException {
        Firmware firmware = put("app.bin", "old");

        assertThat(store.remove("app.bin")).isTrue();

        assertThat(store.remove("app.bin")).isFalse();
        assertThat(store.remove("../secret")).isFalse();
        assertThat(store.remove(null)).isFalse();
        assertThat(read(firmware, 0, 3)).isNull();
        assertThat(files()).isEmpty();
        assertThat(reopened().list()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", ".", "..", "../x", "a/b", "a\\b", ".hidden", "-x", "a b", "a\0b", "a\nb", "é", "x.firmware",
            "x.FIRMWARE", "C:x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" })
    void refusesNamesThatMeanSomethingToAFileSystem(String name) throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> store.put(name, "1.0", stream("x")))
                .withMessageContaining("firmware: ");
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", "1&TRANS_ID=2", "1 0", "123456789012345678901" })
    void refusesVersionsThatCannotStandInAUrl(String version) throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> store.put("app.bin", version, stream("x")))
                .withMessageContaining("version: ");
        assertThat(files()).isEmpty();
    }

    @Test
    void refusesWhatIsTooLongOrEmptyAndKeepsWhatWasThere() throws IOException {
        Firmware old = put("app.bin", "old");

        assertThatExceptionOfType(FirmwareRejectedException.class).isThrownBy(() -> put("app.bin", "x".repeat(101)))
                .satisfies(e -> assertThat(e.isTooLong()).isTrue());
        assertThatExceptionOfType(FirmwareRejectedException.class).isThrownBy(() -> put("app.bin", ""))
                .satisfies(e -> assertThat(e.isTooLong()).isFalse());
        InputStream broken = new SequenceInputStream(stream("half"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
        assertThatIOException().isThrownBy(() -> store.put("app.bin", "1.0", broken));

        assertThat(store.list()).containsExactly(old);
        assertThat(files()).containsExactlyInAnyOrder("app.bin", "app.bin.firmware");
    }

    @ParameterizedTest
    @ValueSource(longs = { 0, -1, 1L << 31 })
    void refusesBoundsThatCannotBeMapped(long maxSize) {
        assertThatIllegalArgumentException().isThrownBy(() -> FirmwareStore.open(directory, maxSize));
    }
}
