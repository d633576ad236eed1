package io.wmmp.examples.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may use the HTTP face. */
class HttpGateTest {

    private Box box;

    @AfterEach
    void stop() {
        box.close();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-",
            value = { "-, 401", "Bearer, 401", "Bearer wrong, 401", "Basic cXVpZXQ=, 401", "Bearer quiet, 200",
                    "bearer  quiet, 200", "Bearer quietx, 401" })
    void aTokenOpensTheGate(String authorization, int status) throws Exception {
        box = Box.start("wmmp.http.token", "quiet");
        Answer answer = authorization == null ? Answer.get(box.http("/terminals"))
                : Answer.get(box.http("/terminals"), "Authorization", authorization);
        assertThat(answer.status()).isEqualTo(status);
        if (status == 401) {
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.response().body()).doesNotContain("quiet");
        }
    }

    @Test
    void theTokenComesBeforeEverythingElse() throws Exception {
        box = Box.start("wmmp.http.token", "quiet");
        assertThat(Answer.get(box.http("/nowhere")).status()).isEqualTo(401);
        assertThat(Answer.post(box.http("/terminals"), "{").status()).isEqualTo(401);
    }

    @Test
    void aServerForAllNeedsATokenAndThenTakesAnyName() throws Exception {
        box = Box.start("wmmp.http", "0.0.0.0:0", "wmmp.http.token", "quiet");
        assertThat(status("platform.example", "Authorization: Bearer quiet")).isEqualTo(200);
        assertThat(status("platform.example", "X: y")).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({ "http://evil.example, 403", "null, 403", "https://127.0.0.1:PORT, 403", "http://127.0.0.1, 403",
            "http://127.0.0.1:PORT, 200" })
    void onlyPagesOfOurOwnAreServed(String origin, int status) throws Exception {
        box = Box.start();
        String ours = origin.replace("PORT", String.valueOf(box.httpPort()));
        assertThat(status("127.0.0.1:" + box.httpPort(), "Origin: " + ours)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({ "127.0.0.1, 200", "127.0.0.1:PORT, 200", "localhost:PORT, 200", "LOCALHOST, 200", "[::1]:PORT, 200",
            "evil.example, 403", "evil.example:PORT, 403", "127.0.0.1.evil.example, 403", "localhost.evil.example:PORT, 403" })
    void namesOfOthersThatLeadHereAreRefused(String host, int status) throws Exception {
        box = Box.start();
        assertThat(status(host.replace("PORT", String.valueOf(box.httpPort())), "X: y")).isEqualTo(status);
    }

    @Test
    void aRequestWithoutHostIsRefused() throws Exception {
        box = Box.start();
        assertThat(request("GET /terminals HTTP/1.0\r\n\r\n")).isEqualTo(403);
    }

    @Test
    void whatIsNoHttpIsRefused() throws Exception {
        box = Box.start();
        assertThat(request("\u0001\u0002\u0003 rubbish\r\n\r\n")).isEqualTo(400);
        assertThat(Answer.get(box.http("/terminals")).status()).isEqualTo(200);
    }

    /** Java's own client sets Host itself. */
    private int status(String host, String header) throws IOException {
        return request("GET /terminals HTTP/1.1\r\nHost: " + host + "\r\n" + header + "\r\nConnection: close\r\n\r\n");
    }

    private int request(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), box.httpPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.");
            return Integer.parseInt(answer.substring(9, 12));
        }
    }
}
