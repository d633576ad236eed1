package io.wmmp.examples.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host a name or an IP address, IPv6 without brackets
 * @param port the port; 0 for any free one
 */
record Address(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^\\s:\\[\\]/?#]+)):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    /** Reads {@code host:port}, where an IPv6 address stands in brackets. */
    static Address parse(String property, String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > MAX_PORT) {
            throw new StartRefusedException(property + ": expects host:port, such as 127.0.0.1:8080, or nothing, not '" + text
                    + "'");
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartRefusedException(property + ": host '" + host + "' is not known");
        }
        return new Address(host, Integer.parseInt(parts.group(3)));
    }

    boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    Address withPort(int real) {
        return new Address(host, real);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
