package io.wmmp.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static io.wmmp.protocol.Samples.WMMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A value that its field or tag cannot hold is refused by the key that gave it, before anything is sent. */
class ValidationPropertiesTest {

    record BadValue(Command command, String key, Object value) {
    }

    @Provide
    Arbitrary<BadValue> badFields() {
        return Arbitraries.of(Command.class).filter(command -> !command.fixedFields().isEmpty())
                .flatMap(command -> Arbitraries.of(command.fixedFields()).filter(field -> !field.name().equals("length"))
                        .flatMap(field -> badValues(field).map(value -> new BadValue(command, field.name(), value))));
    }

    @Provide
    Arbitrary<BadValue> badTags() {
        List<Tag> tags = WMMP.dialect().tags().tags().stream().filter(tag -> tag.number() != Tlv.MESSAGE_DIGEST).toList();
        Arbitrary<String> repeats = Arbitraries.of("", "#2", "#17");
        return Combinators.combine(Arbitraries.of(tags), Arbitraries.of(true, false), repeats)
                .flatAs((tag, byName, repeat) -> badValues(tag)
                        .map(value -> new BadValue(Command.CONFIG_SET, (byName ? tag.name() : tag.key()) + repeat, value)));
    }

    @Provide
    Arbitrary<String> unknownKeys() {
        return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(12), Arbitraries.strings().alpha().ofMaxLength(30),
                Arbitraries.strings().withChars("0x#12_ab").ofMaxLength(9))
                .filter(key -> !key.matches("0[xX][0-9a-fA-F]{4}(#\\d+)?"));
    }

    @Property(tries = 3000)
    void fieldIsNamed(@ForAll("badFields") BadValue bad) {
        Map<String, Object> values = complete(bad.command());
        values.put(bad.key(), bad.value());
        assertRefused(bad.command(), values, bad.key());
    }

    @Property(tries = 3000)
    void tagIsNamed(@ForAll("badTags") BadValue bad) {
        assertRefused(bad.command(), Samples.map(bad.key(), bad.value()), bad.key());
    }

    @Property
    void unknownKeyIsNamed(@ForAll Command command, @ForAll("unknownKeys") String key) {
        Map<String, Object> values = complete(command);
        values.put(key, null);
        assertRefused(command, values, key);
    }

    private static Arbitrary<Object> badValues(FixedField field) {
        return switch (field.kind()) {
            case UNSIGNED -> Arbitraries.oneOf(badNumbers(field.size()), WmmpArbitraries.bytes(0, 5));
            case ASCII -> badTexts(field.size());
            case DATA -> badBytes(0xFFFF);
        };
    }

    private static Arbitrary<Object> badValues(Tag tag) {
        return switch (tag.type()) {
            case UINT8 -> badNumbers(1).filter(value -> isNoNameOf(tag, value));
            case UINT16 -> badNumbers(2).filter(value -> isNoNameOf(tag, value));
            case UINT32 -> badNumbers(4).filter(value -> isNoNameOf(tag, value));
            case ASCII -> badTexts(tag.maxLength());
            case IPV4 ->
                Arbitraries.oneOf(nonsense(), Arbitraries.strings().withChars("0123456789.").ofMinLength(1).ofMaxLength(5),
                        Arbitraries.integers().between(256, 99999).map(part -> "192.0.2." + part), Arbitraries.integers());
            case UINT16_LIST -> Arbitraries.oneOf(nonsense(), listOf(badNumbers(2)));
            case DEVICE_STATUS_LIST -> Arbitraries.oneOf(nonsense(), listOf(Arbitraries.integers()),
                    listOf(badNumbers(1).map(status -> List.of(1, status))));
            case BYTES8_LIST -> Arbitraries.oneOf(nonsense(), listOf(badBytes(8)));
            case BYTES12_LIST -> Arbitraries.oneOf(nonsense(), listOf(badBytes(12)));
            default -> badBytes(0xFFFF);
        };
    }

    /** Some numbers have names that may stand for them, true and false among them. */
    private static boolean isNoNameOf(Tag tag, Object value) {
        return !tag.names().containsKey(String.valueOf(value).toLowerCase(Locale.ROOT));
    }

    private static Arbitrary<Object> badNumbers(int size) {
        long max = (1L << 8 * size) - 1;
        return Arbitraries.oneOf(nonsense(), Arbitraries.longs().greaterOrEqual(max + 1), Arbitraries.longs().lessOrEqual(-1),
                Arbitraries.longs().greaterOrEqual(max + 1).map(String::valueOf),
                Arbitraries.doubles().filter(d -> d != Math.rint(d)),
                Arbitraries.strings().alpha().ofMinLength(1));
    }

    private static Arbitrary<Object> badTexts(int max) {
        Arbitrary<String> outside = Arbitraries.strings().withCharRange('\u007F', '\uD7FF').ofMinLength(1).ofMaxLength(5);
        Arbitrary<String> control = Arbitraries.strings().withCharRange('\0', '\u001F').ofMinLength(1).ofMaxLength(5);
        Arbitrary<String> tooLong = Arbitraries.integers().between(max + 1, max + 50).map("x"::repeat);
        return Arbitraries.oneOf(nonsense(), outside, control, tooLong);
    }

    private static Arbitrary<Object> badBytes(int max) {
        Arbitrary<String> noBase64 = Arbitraries.strings().withChars("!?*-").ofMinLength(1).ofMaxLength(8);
        return Arbitraries.oneOf(nonsense(), noBase64, Arbitraries.integers(), Arbitraries.just(max + 1).map(byte[]::new));
    }

    private static Arbitrary<Object> nonsense() {
        return Arbitraries.of(Map.of("a", 1), new Object(), true, Command.LOGIN);
    }

    private static Arbitrary<Object> listOf(Arbitrary<?> elements) {
        return elements.list().ofMinSize(1).ofMaxSize(3).map(list -> list);
    }

    private static Map<String, Object> complete(Command command) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (FixedField field : command.fixedFields()) {
            values.put(field.name(), field.kind() == FixedField.Kind.UNSIGNED ? 0 : new byte[0]);
        }
        return values;
    }

    private static void assertRefused(Command command, Map<String, Object> values, String key) {
        assertThatExceptionOfType(InvalidFieldException.class).isThrownBy(() -> WMMP.writeBody(command, values))
                .withMessageStartingWith(key + ": ").satisfies(e -> assertThat(e.field()).isEqualTo(key));
    }
}
