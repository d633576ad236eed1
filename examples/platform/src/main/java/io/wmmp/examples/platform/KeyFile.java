package io.wmmp.examples.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.security.SecretsAtRest;

/** A file with the key for stored secrets, which only its owner may read. */
final class KeyFile {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final String NAME = "secrets.key";

    private final Path file;

    KeyFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** The one beside the data. */
    static KeyFile in(Path directory) {
        return new KeyFile(directory.resolve(NAME));
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** The key as base64; a new one where there is no file. */
    String readOrCreate() {
        try {
            if (!exists()) {
                create();
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new StartRefusedException(Data.KEY_FILE + ": " + file + " cannot be read or made: " + e);
        }
    }

    /** Half a key would be worse than none: the file gets its name when all of it is on the disk. */
    private void create() throws IOException {
        createDirectory(Data.KEY_FILE, file.getParent());
        byte[] key = new byte[SecretsAtRest.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        Path whole = Files.createTempFile(file.getParent(), NAME, ".new", ownerOnly("rw-------"));
        try {
            try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                channel.write(
                        ByteBuffer.wrap((Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(whole, file);
            LOG.info("{}: made with a new key for stored secrets; keep a copy of it in a safe place", file);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{} has just been made by another process", file);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** Makes a directory, where it is not there, that only its owner may enter. */
    static void createDirectory(String setting, Path directory) {
        try {
            Files.createDirectories(directory, ownerOnly("rwx------"));
        } catch (IOException e) {
            throw new StartRefusedException(setting + ": the directory " + directory + " cannot be made: " + e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
                : new FileAttribute<?>[0];
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
