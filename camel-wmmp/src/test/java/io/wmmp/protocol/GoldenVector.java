package io.wmmp.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** One entry of {@code vectors.json}, the golden vectors of the protocol reference. */
public record GoldenVector(String name, String form, byte[] bytes, JsonNode decoded) {

    static List<GoldenVector> all() {
        try (InputStream json = GoldenVector.class.getResourceAsStream("vectors.json")) {
            List<GoldenVector> vectors = new ArrayList<>();
            for (JsonNode node : new ObjectMapper().readTree(json)) {
                vectors.add(new GoldenVector(node.get("name").asText(), node.get("form").asText(),
                        HexFormat.of().parseHex(node.get("hex").asText()), node.get("decoded")));
            }
            return vectors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<GoldenVector> frames() {
        return all().stream().filter(vector -> vector.form().equals("frame")).toList();
    }

    static GoldenVector named(String name) {
        return all().stream().filter(vector -> vector.name().equals(name)).findFirst().orElseThrow();
    }

    String identity(String field) {
        return decoded.at("/identity/" + field).asText();
    }

    @Override
    public String toString() {
        return name;
    }
}
