package io.wmmp.examples.platform;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

import io.wmmp.jdbc.JdbcOptions;
import io.wmmp.jdbc.JdbcPlatformStore;
import io.wmmp.jdbc.StoreException;
import io.wmmp.platform.store.PlatformStore;
import io.wmmp.security.SecretsAtRest;

/**
 * Where the platform keeps what it must not forget.
 *
 * @param place    {@code memory}, a directory for a database of H2, or the JDBC URL of another one
 * @param user     the user of a database with an URL
 * @param password the password of that, or null
 * @param key      the key for stored secrets as base64; null for that of a file
 * @param keyFile  the file that has it; null for the one in the directory
 */
record Data(String place, String user, String password, String key, String keyFile) {

    static final String PLACE = "wmmp.data";
    static final String USER = "wmmp.data.user";
    static final String PASSWORD = "wmmp.data.password";
    static final String KEY = "wmmp.data.key";
    static final String KEY_FILE = "wmmp.data.key-file";

    static final String DEFAULT_DIRECTORY = "wmmp-data";
    private static final String MEMORY = "memory";
    private static final String URL = "jdbc:";
    private static final String DATABASE = "platform";
    private static final String DATABASE_FILE = DATABASE + ".mv.db";
    private static final String USER_OF_A_FILE = "sa";

    /** Reads the settings; null for those that are not given. */
    static Data read(UnaryOperator<String> setting) {
        String place = setting.apply(PLACE);
        return new Data(place == null ? DEFAULT_DIRECTORY : place, setting.apply(USER), setting.apply(PASSWORD),
                setting.apply(KEY), setting.apply(KEY_FILE));
    }

    /**
     * Opens the store, and makes what it needs where that is not there yet.
     *
     * @throws StartRefusedException when that is not possible, naming the setting
     */
    PlatformStore open() {
        if (place.equals(MEMORY)) {
            return PlatformStore.inMemory();
        }
        try {
            if (place.startsWith(URL)) {
                return JdbcPlatformStore.open(place, user, password, secrets(path(PLACE, DEFAULT_DIRECTORY), false),
                        JdbcOptions.DEFAULTS);
            }
            Path directory = path(PLACE, place).toAbsolutePath();
            if (directory.toString().indexOf(';') >= 0) {
                throw new StartRefusedException(PLACE + ": '" + place + "' has a semicolon, which H2 does not take in a path");
            }
            KeyFile.createDirectory(PLACE, directory);
            SecretsAtRest secrets = secrets(directory, Files.exists(directory.resolve(DATABASE_FILE)));
            return JdbcPlatformStore.open("jdbc:h2:file:" + directory.resolve(DATABASE), USER_OF_A_FILE, "", secrets,
                    JdbcOptions.DEFAULTS);
        } catch (StoreException e) {
            throw new StartRefusedException(PLACE + ": " + e.getMessage());
        }
    }

    /** The directory for the firmware of terminals; null where everything is forgotten. */
    Path firmwareDirectory() {
        return place.equals(MEMORY) ? null : path(PLACE, place.startsWith(URL) ? DEFAULT_DIRECTORY : place).resolve("firmware");
    }

    private SecretsAtRest secrets(Path directory, boolean existing) {
        if (key != null) {
            return withKey(KEY, key);
        }
        KeyFile file = keyFile == null ? KeyFile.in(directory) : new KeyFile(path(KEY_FILE, keyFile));
        if (existing && !file.exists()) {
            throw new StartRefusedException(KEY_FILE + ": " + file + " is not there, and what " + directory
                    + " has was enciphered with its key; put it back");
        }
        return withKey(KEY_FILE + ": " + file, file.readOrCreate());
    }

    private static Path path(String setting, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new StartRefusedException(setting + ": '" + text + "' is no path");
        }
    }

    /** Shows no secrets, and nothing of an URL but its address. */
    @Override
    public String toString() {
        return "Data[" + place.split("[?;]", 2)[0] + "]";
    }

    /** Reads a key, or says whose is wrong. */
    private static SecretsAtRest withKey(String where, String base64) {
        try {
            return SecretsAtRest.withKey(base64);
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException(where + ": " + e.getMessage());
        }
    }
}
