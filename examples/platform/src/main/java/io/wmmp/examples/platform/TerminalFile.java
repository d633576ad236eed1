package io.wmmp.examples.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import io.wmmp.examples.platform.TerminalForm.InvalidFormException;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.platform.registry.TerminalRegistry;
import io.wmmp.protocol.TerminalId;

/** A CSV file of terminals, UTF-8, whose first line names the columns in any order. */
final class TerminalFile {

    private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).get();
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;

    TerminalFile(Path file) {
        this.file = file;
    }

    /**
     * Adds the terminals of the file to a registry. One that is known there already stays as it is there: its keys may have
     * been replaced since.
     *
     * @param  registry              where to add them
     * @return                       how many there are
     * @throws StartRefusedException when anything in the file is wrong, naming line and column
     */
    int importTo(TerminalRegistry registry) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            skipByteOrderMark(reader);
            try (CSVParser parser = CSVParser.builder().setReader(reader).setFormat(FORMAT).get()) {
                return importTo(registry, parser);
            }
        } catch (CharacterCodingException e) {
            throw refused("is not UTF-8");
        } catch (IOException e) {
            throw refused("cannot be read: " + e.getMessage());
        } catch (UncheckedIOException e) {
            // the parser reports what it cannot read while it goes from record to record
            throw refused(e.getCause() instanceof CharacterCodingException ? "is not UTF-8"
                    : "cannot be read: " + e.getCause().getMessage());
        }
    }

    private static void skipByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
    }

    private int importTo(TerminalRegistry registry, CSVParser parser) {
        List<TerminalField> columns = null;
        Import terminals = new Import(registry);
        for (CSVRecord line : parser) {
            long number = parser.getCurrentLineNumber();
            if (columns == null) {
                columns = columns(line, number);
            } else {
                terminals.add(terminal(columns, line, number), number);
            }
        }
        if (columns == null) {
            throw refused("is empty; its first line names the columns");
        }
        return terminals.finish();
    }

    private List<TerminalField> columns(CSVRecord line, long number) {
        List<TerminalField> columns = new ArrayList<>();
        for (String name : line) {
            TerminalField column = column(name);
            if (column == null) {
                throw refused(number, name, "there is no such column");
            }
            if (columns.contains(column)) {
                throw refused(number, name, "is there twice");
            }
            columns.add(column);
        }
        for (TerminalField field : TerminalField.values()) {
            if (field.isCompulsory() && !columns.contains(field)) {
                throw refused(number, field.column(), "is missing");
            }
        }
        return columns;
    }

    private static TerminalField column(String name) {
        for (TerminalField field : TerminalField.values()) {
            if (field.column().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private TerminalRecord terminal(List<TerminalField> columns, CSVRecord line, long number) {
        TerminalForm form = new TerminalForm();
        for (int i = 0; i < columns.size(); i++) {
            if (i >= line.size()) {
                throw refused(number, columns.get(i).column(), "is missing; the line ends before it");
            }
            form.put(columns.get(i), line.get(i));
        }
        if (line.size() > columns.size()) {
            throw refused(number, String.valueOf(columns.size() + 1), "has no name in the first line");
        }
        try {
            return form.toTerminal();
        } catch (InvalidFormException e) {
            throw refused(number, e.field().column(), e.getMessage());
        }
    }

    private StartRefusedException refused(long line, String column, String problem) {
        return refused("line " + line + ", column " + column + ": " + problem);
    }

    private StartRefusedException refused(String problem) {
        return new StartRefusedException(Settings.TERMINALS + ": " + file + ": " + problem);
    }

    /** Adds terminals some at a time, since a registry may have to wait for a disk. */
    private final class Import {

        private static final int AT_ONCE = 1000;

        private final TerminalRegistry registry;
        private final Set<TerminalId> ids = new HashSet<>();
        private final Set<String> identities = new HashSet<>();
        /** Those that are not added yet, with their lines. */
        private final Map<TerminalRecord, Long> waiting = new LinkedHashMap<>();

        Import(TerminalRegistry registry) {
            this.registry = registry;
        }

        void add(TerminalRecord terminal, long line) {
            if (!ids.add(terminal.terminalId())) {
                throw refused(line, TerminalField.TERMINAL_ID.column(), "'" + terminal.terminalId() + "' is there twice");
            }
            if (!identities.add(terminal.credentials().imei() + " " + terminal.credentials().imsi())) {
                throw refused(line, TerminalField.IMEI.column(), "'" + terminal.credentials().imei()
                        + "' is there twice with the same imsi");
            }
            waiting.put(terminal, line);
            if (waiting.size() == AT_ONCE) {
                addWaiting();
            }
        }

        private void addWaiting() {
            List<TerminalRecord> taken = registry.addAll(List.copyOf(waiting.keySet())).toCompletableFuture().join();
            Set<TerminalId> known = registry.findAll(taken.stream().map(TerminalRecord::terminalId).toList())
                    .toCompletableFuture().join().keySet();
            for (TerminalRecord terminal : taken) {
                if (!known.contains(terminal.terminalId())) {
                    throw refused(waiting.get(terminal), TerminalField.IMEI.column(), "'" + terminal.credentials().imei()
                            + "' with this imsi is that of another terminal, which is known already");
                }
            }
            waiting.clear();
        }

        /** Gives how many there were. */
        int finish() {
            addWaiting();
            return ids.size();
        }
    }
}
