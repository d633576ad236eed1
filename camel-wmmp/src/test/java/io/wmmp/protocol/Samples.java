package io.wmmp.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Codecs and short ways to messages for the tests of this room. */
final class Samples {

    static final TerminalId TERMINAL = TerminalId.of("TESTTERM00000001");
    static final WmmpCodec WMMP = new WmmpCodec(Dialect.load("wmmp-3.0"));
    static final WmmpCodec J2ME = new WmmpCodec(Dialect.load("j2me"));
    static final WmmpCodec HEALTH_TESTER = new WmmpCodec(Dialect.load("health-tester"));

    /** A dialect as a user of this library writes it, in the directory {@code user} of the test resources. */
    static final WmmpCodec ACME_METER = new WmmpCodec(userDialect("acme-meter"));

    private Samples() {
    }

    private static Dialect userDialect(String name) {
        URL classPath = Objects.requireNonNull(Samples.class.getResource("user/"));
        try (URLClassLoader loader = new URLClassLoader(new URL[] { classPath }, Samples.class.getClassLoader())) {
            return Dialect.load(name, loader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static WmmpMessage message(Command command, String bodyHex) {
        return WmmpMessage.builder(command).terminalId(TERMINAL).body(hex(bodyHex)).build();
    }

    static WmmpBody body(Command command, String bodyHex) {
        return WMMP.readBody(message(command, bodyHex));
    }

    static String written(Command command, Map<String, ?> values) {
        return HexFormat.of().withUpperCase().formatHex(WMMP.writeBody(command, values));
    }

    /** A map in the order of the arguments, which unlike {@code Map.of} takes null values. */
    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
