package io.wmmp.examples.simulator;

import java.io.IOException;
import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;

/** How many connections this process may have: each is an open file. */
final class OpenFiles {

    /** Open files of the JVM and of Netty that come later. */
    private static final int RESERVE = 64;

    private OpenFiles() {
    }

    /**
     * @param  connections how many connections there shall be
     * @throws IOException when this process may not have so many; says what to do
     */
    static void require(int connections) throws IOException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - RESERVE;
            if (connections > free) {
                throw new IOException(connections + " terminals over TCP are as many open files, and this process may open "
                        + Math.max(0, free) + " more. Raise the limit (ulimit -n), or simulate fewer terminals");
            }
        }
    }
}
