package io.wmmp.platform.twin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;

/**
 * The configuration of a terminal as its platform sees it: the last value of each tag that the terminal has told or taken,
 * and the values that it shall have. Holds no secrets. Immutable.
 */
public final class Twin {

    /** How often a value is sent again that the terminal takes and then reports otherwise. */
    static final int MAX_ACCEPTED = 3;

    private static final int SYNC_TAG_LIST = 0x0025;
    private static final int VERSION = 1;

    private final TerminalId terminalId;
    private final SortedMap<Integer, Reported> reported;
    private final SortedMap<Integer, Desired> desired;

    private Twin(TerminalId terminalId, SortedMap<Integer, Reported> reported, SortedMap<Integer, Desired> desired) {
        this.terminalId = Objects.requireNonNull(terminalId, "terminalId");
        this.reported = Collections.unmodifiableSortedMap(reported);
        this.desired = Collections.unmodifiableSortedMap(desired);
    }

    /**
     * A value that the terminal has.
     *
     * @param value the bytes of the value
     * @param at    when it was told or taken last, to the millisecond
     */
    record Reported(byte[] value, Instant at) {
    }

    /**
     * A value that the terminal shall have.
     *
     * @param value    the bytes of the value
     * @param refused  whether the terminal does not take it, so that it is not sent any more
     * @param accepted how often the terminal has taken it
     */
    record Desired(byte[] value, boolean refused, int accepted) {
    }

    /** The twin of a terminal of which nothing is known. */
    static Twin unknown(TerminalId terminalId) {
        return new Twin(terminalId, new TreeMap<>(), new TreeMap<>());
    }

    /** @return the terminal */
    public TerminalId terminalId() {
        return terminalId;
    }

    SortedMap<Integer, Reported> reported() {
        return reported;
    }

    SortedMap<Integer, Desired> desired() {
        return desired;
    }

    /** @return whether the terminal has to be told values that it shall have */
    public boolean isPending() {
        return desired.entrySet().stream().anyMatch(entry -> differs(entry.getKey(), entry.getValue()));
    }

    private boolean differs(int tag, Desired wanted) {
        Reported has = reported.get(tag);
        return !wanted.refused() && (has == null || !Arrays.equals(has.value(), wanted.value()));
    }

    /** The desired tags that the terminal does not take. */
    List<Integer> refused() {
        return desired.entrySet().stream().filter(entry -> entry.getValue().refused()).map(Map.Entry::getKey).toList();
    }

    /** What the terminal has to be told. */
    List<Tlv> difference() {
        return desired.entrySet().stream().filter(entry -> differs(entry.getKey(), entry.getValue()))
                .map(entry -> Tlv.of(entry.getKey(), entry.getValue().value())).toList();
    }

    /** The value that the terminal shall have, or else has; null for none. */
    byte[] value(int tag) {
        Desired wanted = desired.get(tag);
        if (wanted != null && !wanted.refused()) {
            return wanted.value();
        }
        Reported has = reported.get(tag);
        return has == null ? null : has.value();
    }

    /** With values that the terminal has told. A desired one that it has taken often enough, and not kept, counts as refused. */
    Twin reporting(Collection<Tlv> values, Instant at) {
        Twin twin = with(values, at);
        SortedMap<Integer, Desired> wanted = new TreeMap<>(desired);
        values.forEach(tlv -> wanted.computeIfPresent(tlv.tag(), (tag, each) -> each.accepted() >= MAX_ACCEPTED
                && !Arrays.equals(each.value(), tlv.value()) ? new Desired(each.value(), true, each.accepted()) : each));
        return new Twin(terminalId, twin.reported, wanted);
    }

    /** With values that the terminal has taken. */
    Twin accepting(Collection<Tlv> values, Instant at) {
        Twin twin = with(values, at);
        SortedMap<Integer, Desired> wanted = new TreeMap<>(desired);
        values.forEach(tlv -> wanted.computeIfPresent(tlv.tag(), (tag, each) -> Arrays.equals(each.value(), tlv.value())
                ? new Desired(each.value(), false, each.accepted() + 1) : each));
        return new Twin(terminalId, twin.reported, wanted);
    }

    private Twin with(Collection<Tlv> values, Instant at) {
        SortedMap<Integer, Reported> has = new TreeMap<>(reported);
        values.forEach(tlv -> has.put(tlv.tag(), new Reported(tlv.value(), at)));
        return new Twin(terminalId, has, desired);
    }

    /** With values that the terminal has refused, where they are desired. */
    Twin refusing(Collection<Tlv> values) {
        return changing(values, each -> new Desired(each.value(), true, each.accepted()));
    }

    private Twin changing(Collection<Tlv> values, UnaryOperator<Desired> change) {
        SortedMap<Integer, Desired> wanted = new TreeMap<>(desired);
        values.forEach(tlv -> wanted.computeIfPresent(tlv.tag(),
                (tag, each) -> Arrays.equals(each.value(), tlv.value()) ? change.apply(each) : each));
        return new Twin(terminalId, reported, wanted);
    }

    /** Without values that the terminal has taken, and then not put into effect: what it has is not known. */
    Twin failing(Collection<Tlv> values) {
        SortedMap<Integer, Reported> has = new TreeMap<>(reported);
        values.forEach(tlv -> has.remove(tlv.tag()));
        return new Twin(terminalId, has, refusing(values).desired);
    }

    /** With other values that the terminal shall have. Those that it has refused are tried again where they are given again. */
    Twin desiring(Collection<Tlv> values, Collection<Integer> dropped) {
        SortedMap<Integer, Desired> wanted = new TreeMap<>(desired);
        dropped.forEach(wanted::remove);
        values.forEach(tlv -> wanted.put(tlv.tag(), new Desired(tlv.value(), false, 0)));
        return new Twin(terminalId, reported, wanted);
    }

    /** Whether it is known over which tags the terminal makes the checksum of its LOGIN. */
    boolean knowsSyncTags() {
        return reported.containsKey(SYNC_TAG_LIST);
    }

    /** Whether the terminal, by the checksum of its LOGIN, holds the values that are known here. */
    boolean isInSync(long crc32) {
        return crc32 == syncCrc32(true) || crc32 == syncCrc32(false);
    }

    /** Terminals differ in whether a tag without value is summed. */
    private long syncCrc32(boolean withEmpty) {
        CRC32 crc = new CRC32();
        byte[] list = reported.get(SYNC_TAG_LIST).value();
        for (int i = 0; i + 1 < list.length; i += Short.BYTES) {
            int tag = (list[i] & 0xFF) << Byte.SIZE | list[i + 1] & 0xFF;
            Reported has = reported.get(tag);
            if (has != null && (withEmpty || has.value().length > 0)) {
                crc.update(Tlv.of(tag, has.value()).toBytes());
            }
        }
        return crc.getValue();
    }

    /** @return the values, for a {@link TwinStore} */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeShort(reported.size());
            for (var entry : reported.entrySet()) {
                out.writeShort(entry.getKey());
                out.writeLong(entry.getValue().at().toEpochMilli());
                write(out, entry.getValue().value());
            }
            out.writeShort(desired.size());
            for (var entry : desired.entrySet()) {
                out.writeShort(entry.getKey());
                out.writeBoolean(entry.getValue().refused());
                out.writeInt(entry.getValue().accepted());
                write(out, entry.getValue().value());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, byte[] value) throws IOException {
        out.writeShort(value.length);
        out.write(value);
    }

    /**
     * Reads a twin again.
     *
     * @param  terminalId               the terminal
     * @param  bytes                    what {@link #toBytes()} has given
     * @return                          the twin
     * @throws IllegalArgumentException when these bytes are something else
     */
    public static Twin of(TerminalId terminalId, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("Twin of terminal " + terminalId + " has the unknown version " + version);
            }
            SortedMap<Integer, Reported> reported = new TreeMap<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                int tag = in.readUnsignedShort();
                Instant at = Instant.ofEpochMilli(in.readLong());
                reported.put(tag, new Reported(in.readNBytes(in.readUnsignedShort()), at));
            }
            SortedMap<Integer, Desired> desired = new TreeMap<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                int tag = in.readUnsignedShort();
                boolean refused = in.readBoolean();
                int accepted = in.readInt();
                desired.put(tag, new Desired(in.readNBytes(in.readUnsignedShort()), refused, accepted));
            }
            return new Twin(terminalId, reported, desired);
        } catch (IOException e) {
            throw new IllegalArgumentException("Twin of terminal " + terminalId + " cannot be read", e);
        }
    }

    /** The tags of which there are values, for the bound on them. */
    List<Integer> tags() {
        List<Integer> tags = new ArrayList<>(reported.keySet());
        desired.keySet().stream().filter(tag -> !reported.containsKey(tag)).forEach(tags::add);
        return tags;
    }

    /** Tells numbers only. */
    @Override
    public String toString() {
        return "Twin[" + terminalId + ", " + reported.size() + " reported, " + desired.size() + " desired]";
    }
}
