package io.wmmp.camel;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The component runs where Micrometer, the dev console, telemetry and JMX are not there. */
class OptionalLibrariesTest {

    private static final Pattern OPTIONAL = Pattern
            .compile(".*[/\\\\](micrometer|camel-console|camel-telemetry|camel-management-4)"
                    + "[^/\\\\]*\\.jar");

    /** Run in a class loader of its own. */
    public static final class Application implements Runnable {

        @Override
        public void run() {
            assertThatThrownBy(() -> Class.forName("io.micrometer.core.instrument.MeterRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            DefaultCamelContext context = new DefaultCamelContext();
            try {
                context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("wmmp:platform:udp:127.0.0.1:0").routeId("up").log("${body}");
                        from("direct:up").to("wmmp:terminal:udp:127.0.0.1:9?terminalId=A&imei=1&imsi=2");
                    }
                });
                context.start();
                assertThat(context.getComponent("wmmp", WmmpComponent.class).getSessions()).isZero();
                assertThat(context.getComponent("wmmp", WmmpComponent.class).getTerminals()).isEqualTo(1);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                context.stop();
            }
        }
    }

    @Test
    void theComponentRunsWithoutThem() throws Exception {
        String[] all = System.getProperty("java.class.path").split(File.pathSeparator);
        URL[] kept = Arrays.stream(all).filter(entry -> !OPTIONAL.matcher(entry).matches()).map(OptionalLibrariesTest::url)
                .toArray(URL[]::new);
        assertThat(all.length - kept.length).as("what is left out").isGreaterThanOrEqualTo(4);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader bare = new URLClassLoader(kept, ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(bare);
            ((Runnable) bare.loadClass(Application.class.getName()).getDeclaredConstructor().newInstance()).run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
