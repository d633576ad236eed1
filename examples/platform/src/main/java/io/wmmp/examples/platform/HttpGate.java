package io.wmmp.examples.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * Decides which HTTP requests come in at all. Whoever has the token does, and everybody gets
 * the files of the page, which asks for it. Where there is none, everybody on this machine
 * does, and pages of other sites in a browser on this machine must not: neither under their own origin nor with a name of
 * theirs that leads to a loopback address (DNS rebinding).
 */
final class HttpGate {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final String SCHEME = "Bearer ";

    private final String ownHost;
    private final byte[] token;

    /**
     * @param own   where the server listens
     * @param token what users have to show, or null
     */
    HttpGate(Address own, String token) {
        this.ownHost = hostOf(own.toString());
        this.token = token == null ? null : token.getBytes(StandardCharsets.US_ASCII);
    }

    /** Why a request does not come in, or null. */
    Problem refusal(HttpServerRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (token == null && !isOwn(host)) {
            return Problem.forbidden("The Host header names another server than this");
        }
        if (origin != null && !origin.equalsIgnoreCase("http://" + host)) {
            return Problem.forbidden("Pages of other origins are not served");
        }
        if (token != null && !Page.has(request.path()) && !hasToken(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            return Problem.unauthorized("The request needs the header Authorization with the bearer token of this platform");
        }
        return null;
    }

    private boolean isOwn(String host) {
        return host != null && (LOOPBACK.matcher(hostOf(host)).matches() || hostOf(host).equals(ownHost));
    }

    private static String hostOf(String hostAndPort) {
        return PORT.matcher(hostAndPort.toLowerCase(Locale.ROOT)).replaceFirst("");
    }

    private boolean hasToken(String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(token,
                        authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
}
