package io.wmmp.examples.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;

/**
 * The page at {@code GET /} and what belongs to it. These files have no secrets: whoever may reach the server may read them,
 * and what they show comes over the same requests as for everybody else.
 */
final class Page {

    private static final Map<String, String> FILES = Map.of("/", "page.html", "/page.js", "page.js", "/page.css", "page.css",
            "/page.svg", "page.svg");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");
    /** Nothing from elsewhere, nothing within the page itself, and no way to make markup of text that a terminal has sent. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private Page() {
    }

    /** Whether a path is one of these files. */
    static boolean has(String path) {
        return FILES.containsKey(path);
    }

    static void serve(Router router) {
        FILES.forEach((path, file) -> {
            Buffer content = read(file);
            String type = TYPES.get(file.substring(file.indexOf('.') + 1));
            router.get(path).handler(context -> {
                HttpServerResponse response = context.response();
                response.putHeader(HttpHeaders.CONTENT_TYPE, type).putHeader("Content-Security-Policy", POLICY)
                        .putHeader("Referrer-Policy", "no-referrer").end(content);
            });
        });
    }

    private static Buffer read(String file) {
        try (InputStream in = Page.class.getResourceAsStream("page/" + file)) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
