package io.wmmp.protocol;

/**
 * A field of fixed place at the start of a message body, before the TLVs.
 *
 * @param name       the key of the field in a body map, in snake case
 * @param kind       how its bytes are read
 * @param size       bytes on the wire; 0 for {@link Kind#DATA}, whose length stands in another field
 * @param lengthFrom for {@link Kind#DATA} the name of the field that gives its length, otherwise null
 * @param optional   whether a body may end before this field, as terse negative answers do
 */
public record FixedField(String name, Kind kind, int size, String lengthFrom, boolean optional) {

    /** How the bytes of a fixed field are read. */
    public enum Kind {
        /** An unsigned big-endian integer. */
        UNSIGNED,
        /** ASCII text, padded with NUL at the end. */
        ASCII,
        /** Bytes whose count stands in another fixed field. */
        DATA
    }

    static FixedField uint8(String name) {
        return new FixedField(name, Kind.UNSIGNED, 1, null, false);
    }

    static FixedField uint16(String name) {
        return new FixedField(name, Kind.UNSIGNED, 2, null, false);
    }

    static FixedField uint32(String name) {
        return new FixedField(name, Kind.UNSIGNED, 4, null, false);
    }

    static FixedField ascii(String name, int size) {
        return new FixedField(name, Kind.ASCII, size, null, false);
    }

    static FixedField data(String name, String lengthFrom) {
        return new FixedField(name, Kind.DATA, 0, lengthFrom, false);
    }

    FixedField absentAllowed() {
        return new FixedField(name, kind, size, lengthFrom, true);
    }
}
