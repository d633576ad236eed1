package io.wmmp.examples.platform;

import java.util.List;

/** The same with the jar that users run. */
class PlatformJarIT extends PlatformProcessTest {

    @Override
    List<String> program() {
        return List.of("-jar", System.getProperty("platform.jar"));
    }
}
