package io.wmmp.examples.platform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Good requests with bytes changed, taken out, repeated and put in: whatever that gives is answered with anything but a
 * failure of the server, or with the end of the connection, and the server goes on. The system property
 * {@code wmmp.fuzz.inputs} says how many, {@code wmmp.fuzz.seed} begins where a failure was seen.
 */
class HttpFuzzTest {

    private static final int INPUTS = Integer.getInteger("wmmp.fuzz.inputs", 1000);
    private static final long SEED = Long.getLong("wmmp.fuzz.seed", System.nanoTime());
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final String[] TOKENS = { "%00", "%", "..", "//", "&", "=", "?", "{", "}", "[", "]", "\"", "\\u0000", "null",
            "-1", "99999999999999999999", "1e999", "\r\n", "Transfer-Encoding: chunked\r\n", "Content-Length: -1\r\n",
            "0x8123", "SECURITY_CONFIG", "true", "\u00ff" };
    private static final List<String> KNOWN = List.of(get("/terminals?state=ONLINE&q=a&page=0&size=20"),
            get("/terminals/FUZZ-TERMINAL-01"), get("/"),
            post("/terminals", "{\"terminalId\": \"FUZZ-TERMINAL-02\", \"imei\": \"490154203237526\", \"imsi\":"
                    + " \"001010123456780\", \"uplinkPassword\": \"UPLINKP2\", \"ecCode\": \"EC1\"}"),
            post("/terminals/FUZZ-TERMINAL-01/commands",
                    "{\"command\": \"CONFIG_SET\", \"body\": {\"heartbeat_interval\": 45, \"0x8123\": \"AAA=\"}, \"wait\": 0}"),
            post("/terminals/FUZZ-TERMINAL-01/commands",
                    "{\"command\": \"CONFIG_GET\", \"body\": [\"heartbeat_interval\", \"0x8123\"], \"wait\": 0}"));
    private static Box box;

    @BeforeAll
    static void start() throws Exception {
        box = Box.start();
        assertThat(Answer.post(box.http("/terminals"), "{\"terminalId\": \"FUZZ-TERMINAL-01\", \"imei\": \"490154203237501\","
                + " \"imsi\": \"001010123456701\"}").status()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        box.close();
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n";
    }

    private static String post(String path, String json) {
        return "POST " + path + " HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + json.length() + "\r\n\r\n" + json;
    }

    private static byte[] changed(String request, Random random) {
        StringBuilder text = new StringBuilder(request);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(0x100));
                case 1 -> text.delete(at, end);
                case 2 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(50)));
                default -> text.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
            }
            if (text.isEmpty()) {
                return new byte[0];
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** All that the server says, after which it has closed the connection. */
    private static String exchange(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), box.httpPort())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            // it was closed while we still wrote, which is an answer too
            return "";
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void theServerNeverFails() throws IOException {
        for (int i = 0; i < INPUTS; i++) {
            Random random = new Random(SEED + i);
            String known = KNOWN.get(random.nextInt(KNOWN.size())).replace("HOST", "127.0.0.1:" + box.httpPort());
            byte[] request = changed(known, random);
            String answer = exchange(request);
            String what = "seed " + (SEED + i) + ": " + new String(request, StandardCharsets.ISO_8859_1);
            if (!answer.isEmpty()) {
                assertThat(answer).as(what).matches("(?s)[^ ]+ ([1-4]\\d\\d|50[1345]) .*")
                        .doesNotContain("Exception", "\tat ", "UPLINKP2");
            }
        }
        assertThat(Answer.get(box.http("/terminals/FUZZ-TERMINAL-01")).status()).isEqualTo(200);
    }
}
