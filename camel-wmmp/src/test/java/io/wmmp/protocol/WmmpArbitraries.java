package io.wmmp.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.Tuple;

/**
 * What the properties of this room are tried with. Edge cases of headers are tried; those of bodies would be combined in
 * numbers that fill the memory.
 */
public final class WmmpArbitraries {

    private static final List<WmmpCodec> CODECS = List.of(Samples.WMMP, Samples.J2ME, Samples.HEALTH_TESTER);
    private static final int LONGEST_VALUE = 40;

    /** What becomes of the random bytes of a value. */
    private enum Shape {
        RAW, FITTING, EMPTY
    }

    private WmmpArbitraries() {
    }

    static Arbitrary<WmmpCodec> codecs() {
        return Arbitraries.of(CODECS);
    }

    /** Messages of every command in every shipped dialect, neither fragments nor enciphered. */
    public static Arbitrary<GeneratedMessage> messages() {
        List<Arbitrary<GeneratedMessage>> all = new ArrayList<>();
        for (WmmpCodec codec : CODECS) {
            Arbitrary<List<Tlv>> tlvs = tlvs(codec);
            for (Command command : Command.values()) {
                all.add(messages(codec, command, tlvs));
            }
        }
        return Arbitraries.oneOf(all).edgeCases(EdgeCases.Config::none);
    }

    private static Arbitrary<GeneratedMessage> messages(WmmpCodec codec, Command command, Arbitrary<List<Tlv>> tags) {
        return Combinators.combine(headers(0), fields(command), tags, digests(), Arbitraries.of(true, false))
                .as((header, fields, tlvs, digest, endsEarly) -> new GeneratedMessage(codec, command, header,
                        endsEarly && tlvs.isEmpty() ? withoutOptional(command, fields) : fields, tlvs, digest));
    }

    /** Fragments and enciphered bodies of every command. */
    public static Arbitrary<GeneratedMessage> wrappedMessages() {
        Arbitrary<Tlv> only = Combinators
                .combine(Arbitraries.of(Tlv.FRAGMENT_INFO, Tlv.ENCRYPTED_BODY), bytes(0, LONGEST_VALUE)).as(Tlv::of);
        return Combinators.combine(codecs(), Arbitraries.of(Command.class), headers(WmmpMessage.FLAG_WRAPPED), only, digests())
                .as((codec, command, header, tlv, digest) -> new GeneratedMessage(codec, command, header, Map.of(),
                        List.of(tlv),
                        digest))
                .edgeCases(EdgeCases.Config::none);
    }

    private static Arbitrary<GeneratedMessage.Header> headers(int wrapped) {
        Arbitrary<Integer> flags = Arbitraries.integers().between(0, 0xFF)
                .map(flag -> flag & ~WmmpMessage.FLAG_WRAPPED | wrapped);
        Arbitrary<TerminalId> ids = Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(TerminalId.LENGTH)
                .map(TerminalId::of);
        return Combinators.combine(Arbitraries.longs().between(0, 0xFFFFFFFFL), Arbitraries.integers().between(0x0300, 0x03FF),
                flags, Arbitraries.integers().between(0, 0xFF), ids).as(GeneratedMessage.Header::new);
    }

    private static Arbitrary<byte[]> digests() {
        return bytes(16, 16).injectNull(0.5).edgeCases(EdgeCases.Config::none);
    }

    private static Arbitrary<Map<String, byte[]>> fields(Command command) {
        Arbitrary<Map<String, byte[]>> all = Arbitraries.just(Map.of());
        for (FixedField field : command.fixedFields()) {
            Arbitrary<byte[]> value = switch (field.kind()) {
                case UNSIGNED -> bytes(field.size(), field.size());
                case ASCII -> Combinators.combine(bytes(0, field.size()), Arbitraries.of(true, false))
                        .as((raw, text) -> Arrays.copyOf(text ? printable(raw) : raw, field.size()));
                case DATA -> bytes(0, LONGEST_VALUE);
            };
            all = Combinators.combine(all, value).as((fields, bytes) -> plus(fields, field, bytes));
        }
        return all.edgeCases(EdgeCases.Config::none);
    }

    private static Map<String, byte[]> plus(Map<String, byte[]> fields, FixedField field, byte[] bytes) {
        Map<String, byte[]> more = new LinkedHashMap<>(fields);
        more.put(field.name(), bytes);
        if (field.lengthFrom() != null) {
            more.put(field.lengthFrom(), new byte[] { 0, (byte) bytes.length });
        }
        return more;
    }

    private static Map<String, byte[]> withoutOptional(Command command, Map<String, byte[]> fields) {
        Map<String, byte[]> rest = new LinkedHashMap<>(fields);
        command.fixedFields().stream().filter(FixedField::optional).forEach(field -> rest.remove(field.name()));
        return rest;
    }

    /** Known, unknown, repeated and empty tags; values that fit their type and others. No digest, which has its own place. */
    private static Arbitrary<List<Tlv>> tlvs(WmmpCodec codec) {
        List<Tag> tags = codec.dialect().tags().tags().stream().filter(tag -> tag.number() != Tlv.MESSAGE_DIGEST).toList();
        Arbitrary<byte[]> values = bytes(0, LONGEST_VALUE);
        Arbitrary<Tlv> known = Combinators.combine(Arbitraries.of(tags), values, Arbitraries.of(Shape.class))
                .as(WmmpArbitraries::tlv);
        Arbitrary<Tlv> routing = Combinators.combine(Arbitraries.integers().between(Tlv.USER_DATA, Tlv.SOURCE_EC), values)
                .as(Tlv::of);
        Arbitrary<Tlv> repeated = Combinators.combine(Arbitraries.of(0x0011, 0x3003, 0x3007, 0x8123, 0xE00E), bytes(0, 4))
                .as(Tlv::of);
        Arbitrary<Tlv> unknown = Combinators
                .combine(Arbitraries.integers().between(0, 0xFFFF).filter(tag -> tag != Tlv.MESSAGE_DIGEST), values)
                .as(Tlv::of);
        Arbitrary<List<Tlv>> any = Arbitraries.oneOf(known, unknown, repeated, routing).list().ofMaxSize(12);
        Arbitrary<List<Tlv>> empty = Arbitraries.oneOf(known, unknown).map(tlv -> Tlv.of(tlv.tag(), new byte[0])).list()
                .ofMaxSize(6);
        return Arbitraries.frequencyOf(Tuple.of(4, any), Tuple.of(1, empty)).edgeCases(EdgeCases.Config::none);
    }

    private static Tlv tlv(Tag tag, byte[] raw, Shape shape) {
        return Tlv.of(tag.number(), switch (shape) {
            case RAW -> raw;
            case FITTING -> fitting(tag, raw);
            case EMPTY -> new byte[0];
        });
    }

    private static byte[] fitting(Tag tag, byte[] raw) {
        int length = Math.max(tag.minLength(), Math.min(raw.length, tag.maxLength()));
        return switch (tag.type()) {
            case ASCII -> Arrays.copyOf(printable(raw), length);
            case UINT16_LIST -> Arrays.copyOf(raw, length / 2 * 2);
            case DEVICE_STATUS_LIST -> Arrays.copyOf(raw, length / 3 * 3);
            case BYTES8_LIST -> Arrays.copyOf(raw, length / 8 * 8);
            case BYTES12_LIST -> Arrays.copyOf(raw, length / 12 * 12);
            default -> Arrays.copyOf(raw, length);
        };
    }

    private static byte[] printable(byte[] raw) {
        byte[] text = new byte[raw.length];
        for (int i = 0; i < raw.length; i++) {
            text[i] = (byte) (' ' + (raw[i] & 0xFF) % ('~' - ' ' + 1));
        }
        return text;
    }

    static Arbitrary<byte[]> bytes(int min, int max) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max);
    }
}
