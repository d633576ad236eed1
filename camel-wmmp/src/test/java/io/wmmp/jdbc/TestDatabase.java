package io.wmmp.jdbc;

import java.nio.file.Path;

import io.wmmp.security.SecretsAtRest;
import io.wmmp.testing.TestPostgres;

/** The databases that the stores are tested with. */
public enum TestDatabase {

    /** A file, as the platform in a box has it. */
    H2 {
        @Override
        public String newUrl(Path directory) {
            return "jdbc:h2:file:" + directory.resolve("platform");
        }
    },

    /** A real server, see {@link TestPostgres}. */
    POSTGRESQL {
        @Override
        public String newUrl(Path directory) {
            return TestPostgres.newDatabase();
        }
    };

    /** The key for stored secrets of all tests. */
    public static final SecretsAtRest SECRETS = SecretsAtRest.withKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

    /** The URL of a new, empty database, for as long as the directory is there. */
    public abstract String newUrl(Path directory);

    /** The user of each of them. */
    public String user() {
        return this == H2 ? "sa" : "postgres";
    }

    /** Opens a store. */
    public JdbcPlatformStore open(String url) {
        return open(url, SECRETS);
    }

    JdbcPlatformStore open(String url, SecretsAtRest secrets) {
        return JdbcPlatformStore.open(url, user(), "", secrets, JdbcOptions.DEFAULTS);
    }
}
