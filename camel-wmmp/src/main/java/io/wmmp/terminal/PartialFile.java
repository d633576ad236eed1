package io.wmmp.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import io.wmmp.protocol.Crc16;
import io.wmmp.protocol.DownloadUrl;

/**
 * What a terminal has of a file that it is fetching, on disk: the URL, which names the transaction, and the bytes so far,
 * whose number is the read point. When they are all there they become a file under its own name, and the URL goes last, so
 * that nothing that happens in between loses the file or hands it over never.
 */
final class PartialFile {

    private static final String URL = "download.url";
    private static final String PART = "download.part";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String OTHER_NAME = "firmware.bin";
    private static final int BUFFER = 64 * 1024;

    private final Path directory;
    private final DownloadUrl url;
    private long offset;
    private boolean moved;

    private PartialFile(Path directory, DownloadUrl url) {
        this.directory = directory;
        this.url = url;
    }

    /** Begins a file, in place of any other. */
    static PartialFile begin(Path directory, DownloadUrl url) throws IOException {
        Files.createDirectories(directory);
        PartialFile file = new PartialFile(directory, url);
        // in this order: what was fetched of another file must never count for this one
        Files.deleteIfExists(directory.resolve(URL));
        Files.deleteIfExists(file.target());
        file.restart();
        Path incoming = directory.resolve(URL + ".new");
        Files.writeString(incoming, url.toString(), StandardCharsets.US_ASCII);
        Files.move(incoming, directory.resolve(URL), StandardCopyOption.ATOMIC_MOVE);
        return file;
    }

    /** What an earlier life has left; null for nothing. */
    static PartialFile resume(Path directory) throws IOException {
        Path known = directory.resolve(URL);
        if (!Files.exists(known)) {
            return null;
        }
        PartialFile file = new PartialFile(directory,
                DownloadUrl.parse(Files.readString(known, StandardCharsets.US_ASCII)));
        Path part = file.part();
        file.moved = !Files.exists(part) && Files.exists(file.target());
        file.offset = file.moved ? Files.size(file.target()) : Files.exists(part) ? Files.size(part) : 0;
        if (file.offset > file.url.size()) {
            file.restart();
        }
        return file;
    }

    DownloadUrl url() {
        return url;
    }

    /** Where to read next. */
    long offset() {
        return offset;
    }

    boolean isWhole() {
        return offset == url.size();
    }

    private Path part() {
        return directory.resolve(PART);
    }

    private Path target() {
        String name = url.fileName();
        boolean usable = NAME.matcher(name).matches() && !name.startsWith("download.");
        return directory.resolve(usable ? name : OTHER_NAME);
    }

    /** Throws away what was fetched. */
    void restart() throws IOException {
        Files.deleteIfExists(part());
        offset = 0;
        moved = false;
    }

    void append(byte[] block) throws IOException {
        try (FileChannel out = FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // a block that was written in part, when the disk was full, is written anew
            ByteBuffer bytes = ByteBuffer.wrap(block);
            long at = offset;
            while (bytes.hasRemaining()) {
                at += out.write(bytes, at);
            }
        }
        offset += block.length;
    }

    /** Whether the bytes have the checksums that the URL names. */
    boolean verifies() throws IOException {
        CRC32 crc32 = new CRC32();
        int crc16 = Crc16.START;
        try (InputStream content = Files.newInputStream(moved ? target() : part())) {
            byte[] buffer = new byte[BUFFER];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                crc32.update(buffer, 0, count);
                crc16 = Crc16.MODBUS.update(crc16, buffer, 0, count);
            }
        }
        return (url.crc16().isEmpty() || url.crc16().getAsInt() == crc16)
                && (url.crc32().isEmpty() || url.crc32().getAsLong() == crc32.getValue());
    }

    /** Gives the whole file its name. */
    DownloadedFile finish() throws IOException {
        Path target = target();
        if (!moved) {
            try (FileChannel written = FileChannel.open(part(), StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(part(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            moved = true;
        }
        return new DownloadedFile(target, target.getFileName().toString(), url.version(), url.size());
    }

    /** Forgets the download; a file that was finished stays. */
    void forget() throws IOException {
        Files.deleteIfExists(directory.resolve(URL));
        Files.deleteIfExists(part());
    }
}
