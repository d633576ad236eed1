package io.wmmp.examples.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The answer to an HTTP request, without secrets. */
record Answer(int status, HttpResponse<String> response, JsonNode json) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Answer get(String uri, String... headers) {
        return async(uri, "GET", null, headers).join();
    }

    static Answer post(String uri, String body, String... headers) {
        return async(uri, "POST", body, headers).join();
    }

    static CompletableFuture<Answer> async(String uri, String method, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).method(method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(Answer::of);
    }

    private static Answer of(HttpResponse<String> response) {
        // not in any answer of any test
        assertThat(response.headers() + response.body()).doesNotContain(RawTerminal.UPLINK_PASSWORD,
                RawTerminal.DOWNLINK_PASSWORD);
        try {
            return new Answer(response.statusCode(), response, MAPPER.readTree(response.body()));
        } catch (IOException e) {
            throw new AssertionError("Not JSON: " + response.body(), e);
        }
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    String field() {
        return json.path("field").textValue();
    }
}
