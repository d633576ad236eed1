package io.wmmp.examples.platform;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What went wrong with an HTTP request, as RFC 9457 has it.
 *
 * @param status the status code
 * @param title  the name of the status
 * @param detail what is wrong with this request
 * @param field  the member of the body, or the parameter, that is at fault; or null
 */
record Problem(int status, String title, String detail, String field) {

    static final String CONTENT_TYPE = "application/problem+json";

    static Problem badRequest(String field, String detail) {
        return new Problem(400, "Bad Request", detail, field);
    }

    static Problem unauthorized(String detail) {
        return new Problem(401, "Unauthorized", detail, null);
    }

    static Problem forbidden(String detail) {
        return new Problem(403, "Forbidden", detail, null);
    }

    static Problem notFound(String detail) {
        return new Problem(404, "Not Found", detail, null);
    }

    static Problem conflict(String field, String detail) {
        return new Problem(409, "Conflict", detail, field);
    }

    static Problem internal() {
        return new Problem(500, "Internal Server Error", "The log of the platform says more", null);
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "Service Unavailable", detail, null);
    }

    static Problem timedOut(String detail) {
        return new Problem(504, "Gateway Timeout", detail, null);
    }

    byte[] toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", "about:blank");
        json.put("title", title);
        json.put("status", status);
        json.put("detail", detail);
        if (field != null) {
            json.put("field", field);
        }
        return Json.write(json);
    }
}
