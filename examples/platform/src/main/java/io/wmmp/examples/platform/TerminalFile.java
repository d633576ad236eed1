package io.wmmp.examples.platform;

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

    private final CsvFile file;

    TerminalFile(Path file) {
        this.file = new CsvFile(Settings.TERMINALS, file);
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
        return file.read(FORMAT, parser -> importTo(registry, parser));
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
            throw file.refused("is empty; its first line names the columns");
        }
        return terminals.finish();
    }

    private List<TerminalField> columns(CSVRecord line, long number) {
        List<TerminalField> columns = new ArrayList<>();
        for (String name : line) {
            TerminalField column = column(name);
            if (column == null) {
                throw file.refused(number, name, "there is no such column");
            }
            if (columns.contains(column)) {
                throw file.refused(number, name, "is there twice");
            }
            columns.add(column);
        }
        for (TerminalField field : TerminalField.values()) {
            if (field.isCompulsory() && !columns.contains(field)) {
                throw file.refused(number, field.column(), "is missing");
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
                throw file.refused(number, columns.get(i).column(), "is missing; the line ends before it");
            }
            form.put(columns.get(i), line.get(i));
        }
        if (line.size() > columns.size()) {
            throw file.refused(number, String.valueOf(columns.size() + 1), "has no name in the first line");
        }
        try {
            return form.toTerminal();
        } catch (InvalidFormException e) {
            throw file.refused(number, e.field().column(), e.getMessage());
        }
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
                throw file.refused(line, TerminalField.TERMINAL_ID.column(), "'" + terminal.terminalId() + "' is there twice");
            }
            if (!identities.add(terminal.credentials().imei() + " " + terminal.credentials().imsi())) {
                throw file.refused(line, TerminalField.IMEI.column(), "'" + terminal.credentials().imei()
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
                    throw file.refused(waiting.get(terminal), TerminalField.IMEI.column(), "'" + terminal.credentials().imei()
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
