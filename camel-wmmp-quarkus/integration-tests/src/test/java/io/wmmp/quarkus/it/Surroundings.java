package io.wmmp.quarkus.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.opentest4j.TestAbortedException;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.wmmp.testing.Smsc;
import io.wmmp.testing.TestPostgres;
import io.wmmp.testing.TestSecrets;

/**
 * What the application needs around it, in the JVM of the tests: free ports, passwords for which the build looks in all output,
 * a certificate, an SMS center, and PostgreSQL where there is one.
 */
public class Surroundings implements QuarkusTestResourceLifecycleManager {

    /** Why there is no PostgreSQL; null where there is. */
    private static String withoutPostgres;

    private Smsc smsc;

    static String withoutPostgres() {
        return withoutPostgres;
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>();
        try {
            settings.put("quarkus.http.test-port", "0");
            settings.put("wmmp.udp.port", freeUdpPort());
            settings.put("wmmp.tls.port", freeTcpPort());
            settings.put("wmmp.dialect.port", freeTcpPort());
            settings.put("wmmp.spare.port", freeTcpPort());
            settings.put("wmmp.uplink.password", TestSecrets.UPLINK_PASSWORD);
            settings.put("wmmp.downlink.password", TestSecrets.DOWNLINK_PASSWORD);
            settings.put("wmmp.base.secret-key", TestSecrets.BASE_KEY);
            settings.put("wmmp.tls.store", certificate().toString());
            smsc = new Smsc();
            settings.put("wmmp.sms.platform", smsc.uri("106571734"));
            settings.put("wmmp.sms.terminal", smsc.uri("13800000005"));
            settings.put("quarkus.datasource.jdbc.url", "jdbc:h2:file:"
                    + Files.createTempDirectory(Path.of("target").toAbsolutePath(), "store").resolve("platform"));
            settings.put("quarkus.camel.wmmp.secret-key",
                    TestSecrets.sought(Base64.getEncoder().encodeToString((TestSecrets.BASE_KEY + "12345678").getBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            settings.put("quarkus.datasource.postgresql.jdbc.url", TestPostgres.newDatabase());
            settings.put("quarkus.datasource.postgresql.active", "true");
        } catch (TestAbortedException e) {
            withoutPostgres = e.getMessage();
        }
        return settings;
    }

    private static String freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static String freeTcpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    private static Path certificate() throws IOException {
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "certificate");
        Path store = directory.resolve("platform.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "platform", "-keyalg", "EC", "-dname", "CN=platform", "-ext", "san=ip:127.0.0.1",
                "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", "changeit")
                .redirectErrorStream(true).redirectOutput(directory.resolve("keytool.log").toFile()).start();
        try {
            if (!keytool.waitFor(2, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
                throw new IOException("keytool failed: " + Files.readString(directory.resolve("keytool.log")));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return store;
    }

    @Override
    public void stop() {
        if (smsc != null) {
            try {
                smsc.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
