package io.wmmp.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A real PostgreSQL server for the tests of this JVM, started when the first of them wants it: from the binaries that come as
 * a dependency, or else from those of the system. It refuses to run as root, so where the tests do it gets a user namespace
 * of its own in which it is nobody. Where neither runs, the tests are skipped and say why.
 */
public final class TestPostgres {

    private static final Logger LOG = LoggerFactory.getLogger(TestPostgres.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();
    /** For SQL clients; null until it is tried, empty where no server runs. */
    private static String server;
    private static String problems = "";

    private TestPostgres() {
    }

    /** The URL of a new, empty database; its user is postgres, without password. Skips the test where there is no server. */
    public static synchronized String newDatabase() {
        if (server == null) {
            server = start();
        }
        Assumptions.assumeFalse(server.isEmpty(), () -> "No PostgreSQL server runs here:" + problems);
        String name = "test" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(server + "postgres", "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server + name;
    }

    private static String start() {
        try {
            EmbeddedPostgres embedded = EmbeddedPostgres.builder().setCleanDataDirectory(true)
                    .setServerConfig("max_connections", "200").start();
            return "jdbc:postgresql://127.0.0.1:" + embedded.getPort() + "/";
        } catch (IOException | RuntimeException e) {
            problems += " the embedded binaries: " + e + ";";
        }
        try {
            return startThatOfTheSystem();
        } catch (IOException e) {
            problems += " those of the system: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.warn("No PostgreSQL server runs here:{}", problems);
        return "";
    }

    private static String startThatOfTheSystem() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("wmmp-postgres");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        run("initdb", "-D", directory.resolve("data").toString(), "-U", "postgres", "-A", "trust", "-E", "UTF-8");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory)));
        run("pg_ctl", "-D", directory.resolve("data").toString(), "-l", directory.resolve("log").toString(), "-w", "-o",
                "-h 127.0.0.1 -p " + port + " -k " + directory + " -c max_connections=200", "start");
        return "jdbc:postgresql://127.0.0.1:" + port + "/";
    }

    private static void stop(Path directory) {
        try {
            run("pg_ctl", "-D", directory.resolve("data").toString(), "-m", "immediate", "-w", "stop");
        } catch (IOException e) {
            LOG.warn("PostgreSQL goes on in {}: {}", directory, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(find(program));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("wmmp-postgres", ".out");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(program + " failed: " + Files.readString(output).strip());
        }
        Files.delete(output);
    }

    private static String find(String program) throws IOException {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable).map(Path::toString).findFirst()
                .orElseThrow(() -> new IOException("there is no " + program + " on the PATH"));
    }
}
