package io.wmmp.examples.platform;

import java.nio.file.Path;
import java.util.List;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import io.wmmp.platform.registry.ApplicationRecord;
import io.wmmp.platform.registry.MemoryApplicationRegistry;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.ApplicationKey;

/**
 * A CSV file of applications, UTF-8: their codes and passwords, and with whom they may exchange data besides their terminals.
 * The first line names the columns, in any order.
 */
final class ApplicationFile {

    private static final String EC_CODE = "ec_code";
    private static final String PASSWORD = "password";
    private static final String PEERS = "peers";
    private static final List<String> COLUMNS = List.of(EC_CODE, PASSWORD, PEERS);
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder().setIgnoreSurroundingSpaces(true).setHeader()
            .setSkipHeaderRecord(true).get();

    private final CsvFile file;

    ApplicationFile(Path file) {
        this.file = new CsvFile(Settings.APPLICATIONS, file);
    }

    /**
     * Adds the applications of the file to a registry.
     *
     * @param  registry              where to add them
     * @return                       how many there are
     * @throws StartRefusedException when anything in the file is wrong, naming line and column
     */
    int importTo(MemoryApplicationRegistry registry) {
        return file.read(FORMAT, parser -> importTo(registry, parser));
    }

    private int importTo(MemoryApplicationRegistry registry, CSVParser parser) {
        checkColumns(parser.getHeaderNames());
        int count = 0;
        for (CSVRecord line : parser) {
            add(registry, line, parser.getCurrentLineNumber());
            count++;
        }
        return count;
    }

    private void checkColumns(List<String> names) {
        for (String name : names) {
            if (!COLUMNS.contains(name)) {
                throw file.refused(1, name, "there is no such column");
            }
        }
        for (String name : List.of(EC_CODE, PASSWORD)) {
            if (!names.contains(name)) {
                throw file.refused(1, name, "is missing");
            }
        }
    }

    private void add(MemoryApplicationRegistry registry, CSVRecord line, long number) {
        if (!line.isConsistent()) {
            throw file.refused("line " + number + ": has " + line.size() + " values, the first line names "
                    + line.getParser().getHeaderNames().size());
        }
        ApplicationRecord application = application(line, number);
        if (!registry.add(application)) {
            throw file.refused(number, EC_CODE, "'" + application.ecCode() + "' is there twice");
        }
    }

    private ApplicationRecord application(CSVRecord line, long number) {
        String code = line.get(EC_CODE);
        if (code.length() > TerminalId.LENGTH || TerminalField.EC_CODE.problemOf(code) != null) {
            throw file.refused(number, EC_CODE,
                    "expects 1 to " + TerminalId.LENGTH + " printable characters, not '" + code + "'");
        }
        String peers = line.isMapped(PEERS) && !line.get(PEERS).isEmpty() ? line.get(PEERS) : null;
        if (peers != null && TerminalField.PEERS.problemOf(peers) != null) {
            throw file.refused(number, PEERS, TerminalField.PEERS.problemOf(peers));
        }
        return new ApplicationRecord(code, key(line, number), TerminalField.peers(peers));
    }

    private ApplicationKey key(CSVRecord line, long number) {
        try {
            return new ApplicationKey(line.get(PASSWORD));
        } catch (IllegalArgumentException e) {
            throw file.refused(number, PASSWORD, e.getMessage());
        }
    }
}
