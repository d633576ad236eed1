package io.wmmp.testing;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Properties;

/**
 * Passwords and keys of the terminals in tests: random, but the same for all JVMs of a module's build. The build looks for them
 * at the end of the module, in everything that its tests have left behind ({@code SecretsSearch}).
 */
public final class TestSecrets {

    static final Path DIRECTORY = Path.of("target", "test-secrets");

    private static final Path FILE = DIRECTORY.resolve("common.properties");

    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Properties SECRETS = load();

    /** 8 characters that need no escaping. */
    public static final String UPLINK_PASSWORD = SECRETS.getProperty("uplink");
    /** 8 characters that need no escaping. */
    public static final String DOWNLINK_PASSWORD = SECRETS.getProperty("downlink");
    /** 24 characters that need no escaping. */
    public static final String BASE_KEY = SECRETS.getProperty("base");

    private TestSecrets() {
    }

    /** The base key as bytes. */
    public static byte[] baseKey() {
        return BASE_KEY.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A secret of another form that is to be sought too.
     *
     * @param  secret at least 8 characters of ASCII, random
     * @return        the same
     */
    public static String sought(String secret) {
        Properties one = new Properties();
        one.setProperty("other", secret);
        try {
            Files.createDirectories(DIRECTORY);
            try (BufferedWriter writer = Files.newBufferedWriter(Files.createTempFile(DIRECTORY, "other", ".properties"))) {
                one.store(writer, null);
            }
            return secret;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties load() {
        Properties secrets = new Properties();
        secrets.setProperty("uplink", random(8));
        secrets.setProperty("downlink", random(8));
        secrets.setProperty("base", random(24));
        try {
            Files.createDirectories(DIRECTORY);
            Path own = Files.createTempFile(DIRECTORY, "common", ".tmp");
            try (BufferedWriter writer = Files.newBufferedWriter(own)) {
                secrets.store(writer, null);
            }
            try {
                Files.copy(own, FILE);
            } catch (FileAlreadyExistsException e) {
                // another JVM of this build, or an earlier one, was first
                return read(FILE);
            } finally {
                Files.delete(own);
            }
            return secrets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Properties read(Path file) throws IOException {
        Properties secrets = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            secrets.load(reader);
        }
        return secrets;
    }

    private static String random(int length) {
        return new SecureRandom().ints(length, 0, CHARACTERS.length()).map(CHARACTERS::charAt)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
