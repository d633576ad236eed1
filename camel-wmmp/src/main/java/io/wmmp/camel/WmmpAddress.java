package io.wmmp.camel;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.ResolveEndpointFailedException;

import io.wmmp.link.Bearer;

/**
 * The path of an endpoint URI: {@code role:protocol:host:port}, only the role compulsory; {@code protocol://host:port} is
 * understood too, and {@code role:sms} has no address. The catalog of Camel can only take all parts of a path or the first, so
 * {@code role:sms:host:port} is understood like {@code role:sms}, whatever host and port are.
 *
 * @param role   platform, terminal or application
 * @param bearer UDP, TCP or SMS, or null where the URI has none
 * @param host   the host, or null
 * @param port   the port, or -1
 */
record WmmpAddress(WmmpRole role, Bearer bearer, String host, int port) {

    private static final Pattern PATH = Pattern.compile("([^:]+)(?::([^:]+):(?://)?(\\[[^]]+]|[^:\\[\\]/]+):(\\d{1,5}))?");
    private static final int MAX_PORT = 65_535;
    private static final String SMS_PATH = ":sms";

    static WmmpAddress parse(String path) {
        if (path.endsWith(SMS_PATH)) {
            return bySms(path, parseRole(path, path.substring(0, path.length() - SMS_PATH.length())));
        }
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            throw new ResolveEndpointFailedException("wmmp:" + path,
                    "expected wmmp:role, wmmp:role:protocol:host:port or wmmp:role:sms");
        }
        WmmpRole role = parseRole(path, matcher.group(1));
        if (matcher.group(2) == null) {
            if (role != WmmpRole.platform) {
                throw new ResolveEndpointFailedException("wmmp:" + path,
                        role + " needs the address of its platform, wmmp:" + role + ":protocol:host:port"
                                + (role == WmmpRole.terminal ? ", or wmmp:terminal:sms" : ""));
            }
            return new WmmpAddress(role, null, null, -1);
        }
        Bearer bearer = parseBearer(path, matcher.group(2));
        if (bearer == Bearer.SMS) {
            return bySms(path, role);
        }
        int port = Integer.parseInt(matcher.group(4));
        if (port > MAX_PORT) {
            throw new ResolveEndpointFailedException("wmmp:" + path, "port " + port + " is above " + MAX_PORT);
        }
        return new WmmpAddress(role, bearer, matcher.group(3).replaceAll("[\\[\\]]", ""), port);
    }

    private static WmmpAddress bySms(String path, WmmpRole role) {
        if (role == WmmpRole.application) {
            throw new ResolveEndpointFailedException("wmmp:" + path, "an application speaks udp or tcp");
        }
        return new WmmpAddress(role, Bearer.SMS, null, -1);
    }

    private static WmmpRole parseRole(String path, String text) {
        for (WmmpRole role : WmmpRole.values()) {
            if (role.name().equals(text)) {
                return role;
            }
        }
        throw new ResolveEndpointFailedException("wmmp:" + path,
                "role '" + text + "' is none of platform, terminal, application");
    }

    private static Bearer parseBearer(String path, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "udp" -> Bearer.UDP;
            case "tcp" -> Bearer.TCP;
            case "sms" -> Bearer.SMS;
            default -> throw new ResolveEndpointFailedException("wmmp:" + path,
                    "protocol '" + text + "' is none of udp, tcp, sms");
        };
    }

    /** Whether the platform is reached by itself here, or listens here: by a socket or by SMS. */
    boolean hasBearer() {
        return bearer != null;
    }

    boolean hasSocket() {
        return host != null;
    }
}
