package io.wmmp.examples.platform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.apache.camel.main.Main;

import io.wmmp.camel.PlatformConsumer;

/** A platform inside the JVM of the test, on free ports unless told otherwise. */
final class Box implements AutoCloseable {

    private final Output out = new Output();
    private final Main main;

    private Box(String... settings) {
        main = PlatformMain.create(out);
        for (String address : List.of(Settings.UDP, Settings.TCP, Settings.HTTP)) {
            main.addOverrideProperty(address, "127.0.0.1:0");
        }
        main.addOverrideProperty(Data.PLACE, "memory");
        for (int i = 0; i < settings.length; i += 2) {
            main.addOverrideProperty(settings[i], settings[i + 1]);
        }
    }

    /** Starts a platform with settings, each a name and a value. */
    static Box start(String... settings) throws Exception {
        Box box = new Box(settings);
        try {
            box.main.start();
        } catch (Exception e) {
            box.close();
            throw e;
        }
        return box;
    }

    int port(String route) {
        return ((PlatformConsumer) main.getCamelContext().getRoute(route).getConsumer()).getLocalPort();
    }

    String http(String path) {
        return "http://" + main.getCamelContext().hasService(HttpServer.class).listening() + path;
    }

    int httpPort() {
        return main.getCamelContext().hasService(HttpServer.class).listening().port();
    }

    List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** From now on no line can be written. */
    void breakOutput() {
        out.broken = true;
    }

    boolean hasRoute(String route) {
        return main.getCamelContext().getRoute(route) != null;
    }

    boolean hasHttp() {
        return main.getCamelContext().hasService(HttpServer.class) != null;
    }

    @Override
    public void close() {
        main.stop();
    }

    private static final class Output extends ByteArrayOutputStream {

        private volatile boolean broken;

        @Override
        public void write(byte[] bytes) throws IOException {
            if (broken) {
                throw new IOException("No space left on device");
            }
            super.write(bytes);
        }
    }
}
