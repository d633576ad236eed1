package io.wmmp.examples.platform;

import java.io.IOException;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.Message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The bodies of HTTP requests and answers. */
final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Json() {
    }

    /** Reads the JSON object that is the body of a request. */
    static Map<String, Object> read(Exchange exchange) {
        byte[] body = exchange.getIn().getBody(byte[].class);
        if (body == null || body.length == 0) {
            throw new ProblemException(Problem.badRequest(null, "The request has no body; a JSON object is expected"));
        }
        Map<String, Object> object;
        try {
            object = MAPPER.readValue(body, OBJECT);
        } catch (MismatchedInputException e) {
            throw new ProblemException(Problem.badRequest(null, "The body is JSON, but no object"));
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.badRequest(null, "The body is not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ProblemException(Problem.badRequest(null, "The body is not JSON in UTF-8"));
        }
        if (object == null) {
            throw new ProblemException(Problem.badRequest(null, "The body is JSON, but no object"));
        }
        return object;
    }

    /** Makes a value the answer to a request. */
    static void answer(Exchange exchange, int status, Object value) {
        answer(exchange, status, "application/json", write(value));
    }

    /** Makes a problem the answer to a request. */
    static void answer(Exchange exchange, Problem problem) {
        answer(exchange, problem.status(), Problem.CONTENT_TYPE, problem.toJson());
    }

    private static void answer(Exchange exchange, int status, String contentType, byte[] body) {
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, contentType);
        message.setBody(body);
    }

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot be written as JSON: " + value.getClass(), e);
        }
    }
}
