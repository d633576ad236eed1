package io.wmmp.examples.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/** A CSV file that a setting names, UTF-8 with or without a byte order mark. Says what is wrong in it, and where. */
final class CsvFile {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String setting;
    private final Path file;

    CsvFile(String setting, Path file) {
        this.setting = setting;
        this.file = file;
    }

    /**
     * Reads the file.
     *
     * @param  format                how it is written
     * @param  reader                goes through the lines
     * @return                       what the reader gives
     * @throws StartRefusedException when the file cannot be read
     */
    int read(CSVFormat format, ToIntFunction<CSVParser> reader) {
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            skipByteOrderMark(text);
            try (CSVParser parser = parser(text, format)) {
                return reader.applyAsInt(parser);
            }
        } catch (IOException e) {
            throw unreadable(e);
        } catch (UncheckedIOException e) {
            // the parser reports what it cannot read while it goes from record to record
            throw unreadable(e.getCause());
        }
    }

    private static void skipByteOrderMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
    }

    private CSVParser parser(BufferedReader text, CSVFormat format) throws IOException {
        try {
            return CSVParser.builder().setReader(text).setFormat(format).get();
        } catch (IllegalArgumentException e) {
            // a column is there twice, or has no name
            throw refused("line 1: " + e.getMessage());
        }
    }

    private StartRefusedException unreadable(IOException failure) {
        return refused(failure instanceof CharacterCodingException ? "is not UTF-8" : "cannot be read: " + failure);
    }

    StartRefusedException refused(long line, String column, String problem) {
        return refused("line " + line + ", column " + column + ": " + problem);
    }

    StartRefusedException refused(String problem) {
        return new StartRefusedException(setting + ": " + file + ": " + problem);
    }
}
