package io.wmmp.quarkus.graal;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * A native executable reaches the network by NIO, also where the library of epoll is on the class path: Quarkus does not
 * support Netty's native transports there. Without this SmsIT, UdpIT and TlsIT fail where that library is.
 */
@TargetClass(className = "io.wmmp.link.NetworkStack")
final class NetworkStackSubstitution {

    private NetworkStackSubstitution() {
    }

    @Substitute
    private static boolean epollAvailable() {
        return false;
    }
}
