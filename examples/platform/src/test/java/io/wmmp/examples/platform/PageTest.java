package io.wmmp.examples.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The files of the page, and what only it asks for; {@link BrowserTest} looks at it. */
class PageTest {

    private Box box;

    @AfterEach
    void stop() {
        box.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(box.http(path))).build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({ "/, text/html", "/page.js, text/javascript", "/page.css, text/css", "/page.svg, image/svg+xml" })
    void itsFilesAreServedToAllUnderAStrictPolicy(String path, String type) throws Exception {
        box = Box.start("wmmp.http.token", "quiet");
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("default-src 'none'",
                "script-src 'self'", "frame-ancestors 'none'").doesNotContain("unsafe", "http");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void nothingIsFetchedFromElsewhereAndNothingIsWithinThePage() throws Exception {
        box = Box.start();
        assertThat(get("/").body()).doesNotContain("//", "<style", "onclick", "style=").doesNotContainPattern("<script>");
        assertThat(get("/page.css").body()).doesNotContain("url(", "@import");
        assertThat(get("/page.js").body()).doesNotContain("innerHTML", "insertAdjacent", "document.write", "eval(", "http:/",
                "https:/");
    }

    @Test
    void whatItShowsNeedsTheToken() throws Exception {
        box = Box.start("wmmp.http.token", "quiet");
        for (String path : new String[] { "/status", "/traffic", "/campaigns", "/page.htm", "/page.js/x" }) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(Answer.get(box.http("/status"), "Authorization", "Bearer quiet").status()).isEqualTo(200);
    }

    @Test
    void thePlatformIsShownInNumbers() throws Exception {
        box = Box.start();
        Answer.post(box.http("/terminals"), RawTerminal.PROVISIONED);
        try (RawTerminal terminal = RawTerminal.connect("udp", box.port("udp"))) {
            terminal.login();
            JsonNode status = Answer.get(box.http("/status")).json();
            assertThat(status.path("sessions").path("ONLINE").intValue()).isOne();
            assertThat(status.path("sessions").path("OFFLINE").intValue()).isZero();
            assertThat(status.path("receivedFrames").intValue()).isPositive();
            assertThat(status.path("sentFrames").intValue()).isPositive();
            assertThat(status.path("queuedCommands").intValue()).isZero();
            assertThat(status.path("droppedMessages").intValue()).isZero();
        }
    }
}
