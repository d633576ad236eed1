package io.wmmp.platform.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that terminals can fetch: a directory, in which each file has its metadata beside it, under its name with
 * {@code .firmware} behind. Files that somebody has put into the directory without this class are taken in when the store
 * is opened; their version is the last one that their name contains ({@code app-1.2.bin}), or 0.0.
 * <p>
 * Files are mapped into memory, so that any number of terminals can be served blocks of them, at any offset, without
 * opening or reading anything: what is asked for is in the page cache of the system, or is read into it by a page fault.
 * <p>
 * Safe for use by any thread. What changes the store blocks; finding and reading blocks for page faults only.
 */
public final class FirmwareStore {

    /** The bytes of the longest file where no other bound is given. */
    public static final long DEFAULT_MAX_SIZE = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(FirmwareStore.class);
    private static final String TEMPORARY = ".incoming-";
    private static final Pattern VERSION_IN_NAME = Pattern.compile("\\d+(?:\\.\\d+)+");
    private static final String NO_VERSION = "0.0";

    private final Path directory;
    private final long maxSize;
    private final Map<String, Stored> files = new ConcurrentSkipListMap<>();

    private FirmwareStore(Path directory, long maxSize) {
        this.directory = directory;
        this.maxSize = maxSize;
    }

    /**
     * Opens a store, and takes in the files that are there.
     *
     * @param  directory                where the files are; made where it is missing
     * @param  maxSize                  the bytes of the longest file to take, 1 to 2147483647, which is what can be mapped
     * @return                          the store
     * @throws IOException              when the directory cannot be made, read or written
     * @throws IllegalArgumentException when the bound is out of range
     */
    public static FirmwareStore open(Path directory, long maxSize) throws IOException {
        if (maxSize < 1 || maxSize > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("The longest firmware must have 1 to " + Integer.MAX_VALUE + " bytes, not "
                    + maxSize);
        }
        Files.createDirectories(directory);
        FirmwareStore store = new FirmwareStore(directory, maxSize);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                store.takeIn(entry);
            }
        }
        return store;
    }

    private void takeIn(Path entry) throws IOException {
        String name = entry.getFileName().toString();
        if (name.startsWith(TEMPORARY)) {
            // left by a process that has ended while it took a file
            Files.delete(entry);
        } else if (Firmware.isName(name) && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            long size = Files.size(entry);
            if (size < 1 || size > maxSize) {
                LOG.warn("{} is not offered to terminals: it has {} bytes, and 1 to {} are allowed", entry, size, maxSize);
                return;
            }
            Firmware known = Metadata.read(entry);
            if (known == null) {
                known = describe(name, versionIn(name), entry);
                Metadata.write(known, entry);
            }
            files.put(name, new Stored(known, map(entry)));
        }
    }

    private static String versionIn(String name) {
        Matcher version = VERSION_IN_NAME.matcher(name);
        String last = NO_VERSION;
        while (version.find()) {
            last = version.group().length() <= 20 ? version.group() : last;
        }
        return last;
    }

    private static Firmware describe(String name, String version, Path file) throws IOException {
        Checksums sums = new Checksums();
        try (InputStream content = Files.newInputStream(file)) {
            byte[] buffer = new byte[Checksums.BUFFER];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                sums.update(buffer, count);
            }
        }
        return sums.toFirmware(name, version);
    }

    /**
     * Stores a file, in place of one of the same name. Whoever is fetching that one is refused from then on, unless the new one
     * is the same. Blocks while it reads and writes; not for event loops.
     *
     * @param  name                      the name of the file, see {@link Firmware}
     * @param  version                   its version
     * @param  content                   its bytes, read to the end and not closed
     * @return                           what was stored
     * @throws IllegalArgumentException  when name or version have a form that is not allowed
     * @throws FirmwareRejectedException when there are no bytes or too many; nothing is stored then
     * @throws IOException               when it cannot be read or written; nothing is stored then
     */
    public Firmware put(String name, String version, InputStream content) throws IOException {
        Firmware.checkName(name);
        Firmware.checkVersion(version);
        Path incoming = Files.createTempFile(directory, TEMPORARY, null);
        try {
            Firmware firmware = receive(name, version, content, incoming);
            synchronized (this) {
                Path file = directory.resolve(name);
                Files.move(incoming, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                Metadata.write(firmware, file);
                files.put(name, new Stored(firmware, map(file)));
            }
            LOG.info("Firmware {} stored: version {}, {} bytes, SHA-256 {}", name, version, firmware.size(), firmware.sha256());
            return firmware;
        } finally {
            Files.deleteIfExists(incoming);
        }
    }

    private Firmware receive(String name, String version, InputStream content, Path to) throws IOException {
        Checksums sums = new Checksums();
        try (FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[Checksums.BUFFER];
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                sums.update(buffer, count);
                if (sums.size() > maxSize) {
                    throw new FirmwareRejectedException("Firmware " + name + " is longer than " + maxSize + " bytes", true);
                }
                ByteBuffer block = ByteBuffer.wrap(buffer, 0, count);
                while (block.hasRemaining()) {
                    out.write(block);
                }
            }
            if (sums.size() == 0) {
                throw new FirmwareRejectedException("Firmware " + name + " is empty", false);
            }
            out.force(true);
        }
        return sums.toFirmware(name, version);
    }

    /** The mapping stays good when the file is deleted or replaced. */
    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(MapMode.READ_ONLY, 0, channel.size());
        }
    }

    /** @return all files, ascending by name */
    public List<Firmware> list() {
        return files.values().stream().map(Stored::firmware).toList();
    }

    /**
     * @param  name a name, well formed or not
     * @return      the file of that name; null for none
     */
    public Firmware find(String name) {
        Stored stored = name == null ? null : files.get(name);
        return stored == null ? null : stored.firmware();
    }

    /**
     * Removes a file. Whoever is fetching it is refused from then on.
     *
     * @param  name        a name, well formed or not
     * @return             whether there was one
     * @throws IOException when it cannot be deleted
     */
    public synchronized boolean remove(String name) throws IOException {
        if (name == null || files.remove(name) == null) {
            return false;
        }
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Metadata.delete(file);
        return true;
    }

    /**
     * Reads a block of a file, which may be shorter than asked for at the end of the file.
     *
     * @param  name                      the name of the file
     * @param  sha256                    which content of that name
     * @param  offset                    where to begin, from 0 to below the size
     * @param  length                    how many bytes to read at most, 1 or more
     * @return                           the bytes; null when the file is not here any more or has other content
     * @throws IndexOutOfBoundsException when the offset is not in the file
     */
    public byte[] read(String name, String sha256, long offset, int length) {
        Stored stored = files.get(name);
        if (stored == null || !stored.firmware().sha256().equals(sha256)) {
            return null;
        }
        if (offset < 0 || offset >= stored.firmware().size()) {
            throw new IndexOutOfBoundsException("Firmware " + name + " has no offset " + offset);
        }
        byte[] block = new byte[(int) Math.min(length, stored.firmware().size() - offset)];
        stored.content().get((int) offset, block);
        return block;
    }

    private record Stored(Firmware firmware, ByteBuffer content) {
    }
}
