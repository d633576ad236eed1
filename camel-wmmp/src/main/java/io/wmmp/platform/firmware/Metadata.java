package io.wmmp.platform.firmware;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a file, as properties beside it. They count as long as size and time of the file are those that they
 * name: whoever replaces a file by hand need not care about them.
 */
final class Metadata {

    private static final Logger LOG = LoggerFactory.getLogger(Metadata.class);
    private static final int HEX = 16;

    private Metadata() {
    }

    private static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + Firmware.SUFFIX);
    }

    /** What is known of a file; null where it has to be found out. */
    static Firmware read(Path file) throws IOException {
        Path metadata = beside(file);
        if (!Files.isRegularFile(metadata)) {
            return null;
        }
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(metadata, StandardCharsets.ISO_8859_1)) {
            values.load(reader);
            Firmware known = new Firmware(file.getFileName().toString(), values.getProperty("version"),
                    Long.parseLong(values.getProperty("size")), Integer.parseInt(values.getProperty("crc16"), HEX),
                    Long.parseLong(values.getProperty("crc32"), HEX), values.getProperty("sha256"));
            boolean current = known.size() == Files.size(file)
                    && values.getProperty("modified", "").equals(Files.getLastModifiedTime(file).toString());
            return current ? known : null;
        } catch (IllegalArgumentException e) {
            LOG.warn("{} cannot be read and is written anew: {}", metadata, e.toString());
            return null;
        }
    }

    /** Writes what is known of a file that is in its place. */
    static void write(Firmware firmware, Path file) throws IOException {
        Properties values = new Properties();
        values.setProperty("version", firmware.version());
        values.setProperty("size", Long.toString(firmware.size()));
        values.setProperty("crc16", Integer.toHexString(firmware.crc16()));
        values.setProperty("crc32", Long.toHexString(firmware.crc32()));
        values.setProperty("sha256", firmware.sha256());
        values.setProperty("modified", Files.getLastModifiedTime(file).toString());
        StringWriter text = new StringWriter();
        values.store(text, null);
        Path temporary = file.resolveSibling("." + file.getFileName() + Firmware.SUFFIX);
        Files.writeString(temporary, text.toString(), StandardCharsets.ISO_8859_1);
        Files.move(temporary, beside(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void delete(Path file) throws IOException {
        Files.deleteIfExists(beside(file));
    }
}
