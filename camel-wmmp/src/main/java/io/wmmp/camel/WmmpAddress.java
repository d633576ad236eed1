package io.wmmp.camel;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.ResolveEndpointFailedException;

import io.wmmp.link.Bearer;

/**
 * The path of an endpoint URI: {@code role:protocol:host:port}, only the role compulsory; {@code protocol://host:port} is
 * understood too.
 *
 * @param role   platform or terminal
 * @param bearer UDP or TCP, or null where the URI has no address
 * @param host   the host, or null
 * @param port   the port, or -1
 */
record WmmpAddress(WmmpRole role, Bearer bearer, String host, int port) {

    private static final Pattern PATH = Pattern.compile("([^:]+)(?::([^:]+):(?://)?(\\[[^]]+]|[^:\\[\\]/]+):(\\d{1,5}))?");
    private static final int MAX_PORT = 65_535;

    static WmmpAddress parse(String path) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw new ResolveEndpointFailedException("wmmp:" + path, "expected wmmp:role or wmmp:role:protocol:host:port");
        }
        WmmpRole role = parseRole(path, matcher.group(1));
        if (matcher.group(2) == null) {
            if (role != WmmpRole.platform) {
                throw new ResolveEndpointFailedException("wmmp:" + path,
                        "a " + role + " needs the address of its platform, wmmp:" + role + ":protocol:host:port");
            }
            return new WmmpAddress(role, null, null, -1);
        }
        int port = Integer.parseInt(matcher.group(4));
        if (port > MAX_PORT) {
            throw new ResolveEndpointFailedException("wmmp:" + path, "port " + port + " is above " + MAX_PORT);
        }
        return new WmmpAddress(role, parseBearer(path, matcher.group(2)), matcher.group(3).replaceAll("[\\[\\]]", ""), port);
    }

    private static WmmpRole parseRole(String path, String text) {
        for (WmmpRole role : WmmpRole.values()) {
            if (role.name().equals(text)) {
                return role;
            }
        }
        throw new ResolveEndpointFailedException("wmmp:" + path, "role '" + text + "' is none of platform, terminal");
    }

    private static Bearer parseBearer(String path, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "udp" -> Bearer.UDP;
            case "tcp" -> Bearer.TCP;
            default -> throw new ResolveEndpointFailedException("wmmp:" + path,
                    "protocol '" + text + "' is none of udp, tcp");
        };
    }

    boolean hasSocket() {
        return bearer != null;
    }
}
