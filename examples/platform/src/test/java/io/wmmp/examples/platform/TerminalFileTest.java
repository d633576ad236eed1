package io.wmmp.examples.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.platform.registry.MemoryTerminalRegistry;
import io.wmmp.platform.registry.TerminalRecord;
import io.wmmp.protocol.TerminalId;
import io.wmmp.security.Credentials;
import io.wmmp.security.SecurityCategory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The file of terminals. */
class TerminalFileTest {

    private static final String HEADER = "terminal_id,imei,imsi,uplink_password,downlink_password";
    private static final String GOOD = "CSV-TERMINAL-001,490154203237001,001010123456001,UPLINKPW,DOWNLNKP";

    private final MemoryTerminalRegistry registry = new MemoryTerminalRegistry();
    private Path file;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        file = directory.resolve("terminals.csv");
    }

    private int load(String content) throws IOException {
        Files.writeString(file, content);
        return new TerminalFile(file).importTo(registry);
    }

    private TerminalRecord terminal(String id) {
        return registry.find(TerminalId.of(id)).toCompletableFuture().join();
    }

    @Test
    void columnsStandInAnyOrderBehindAByteOrderMark() throws IOException {
        assertThat(load("""
                \uFEFFdialect,base_key,imsi,ec_code,imei,msisdn,downlink_password,uplink_password,terminal_id\r
                j2me,0123456789ABCDEF01234567,001010123456001,EC1,490154203237001,+8613900000001,DOWNLNKP,"UP,LI""W",CSV-TERMINAL-001\r
                \r
                ,,001010123456002,,490154203237002,,,, CSV-TERMINAL-002""")).isEqualTo(2);
        assertThat(terminal("CSV-TERMINAL-001")).isEqualTo(new TerminalRecord(TerminalId.of("CSV-TERMINAL-001"),
                new Credentials("490154203237001", "001010123456001", "UP,LI\"W", "DOWNLNKP",
                        "0123456789ABCDEF01234567".getBytes(StandardCharsets.US_ASCII)),
                "+8613900000001", "EC1", "j2me"));
        assertThat(terminal("CSV-TERMINAL-002")).isEqualTo(new TerminalRecord(TerminalId.of("CSV-TERMINAL-002"),
                new Credentials("490154203237002", "001010123456002", null, null, null), null, null, null));
    }

    @Test
    void aTerminalMayBeAskedForMoreSecurityThanOthers() throws IOException {
        load("terminal_id,imei,imsi,security\nCSV-TERMINAL-001,490154203237001,001010123456001,FULLY_ENCRYPTED\n");
        assertThat(terminal("CSV-TERMINAL-001").security()).isEqualTo(SecurityCategory.FULLY_ENCRYPTED);
        assertThatThrownBy(
                () -> load("terminal_id,imei,imsi,security\nCSV-TERMINAL-002,490154203237002,001010123456002,COMMON"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("column security: expects one of [ENCRYPTED, FULLY_ENCRYPTED, VERIFIED], not 'COMMON'");
    }

    @Test
    void peersStandApartBySpaces() throws IOException {
        load("terminal_id,imei,imsi,peers\nCSV-TERMINAL-001,490154203237001,001010123456001, CSV-TERMINAL-002  EC2 EC2\n");
        assertThat(terminal("CSV-TERMINAL-001").peers()).containsExactlyInAnyOrder("CSV-TERMINAL-002", "EC2");
    }

    @Test
    void theFileOfTheReadmeIsGood() {
        assertThat(new TerminalFile(Path.of("terminals.csv")).importTo(registry)).isEqualTo(1);
        assertThat(terminal("TESTTERM00000001").ecCode()).isEqualTo("CLINIC1");
    }

    @Test
    void aFileMayHaveNoTerminals() throws IOException {
        assertThat(load("terminal_id,imei,imsi\n")).isZero();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
            "CSV-TERMINAL-001,490154203237002,001010123456002,,              | terminal_id | is there twice",
            "CSV-TERMINAL-002,490154203237001,001010123456001,,              | imei | is there twice",
            "CSV-TERMINAL-02,490154203237002,001010123456002,,               | terminal_id | 16 printable",
            ",490154203237002,001010123456002,,                              | terminal_id | is missing",
            "CSV-TERMINAL-002,,001010123456002,,                             | imei | is missing",
            "CSV-TERMINAL-002,490154203237002,,,                             | imsi | is missing",
            "CSV-TERMINAL-002,49015420323700x,001010123456002,,              | imei | not '49015420323700x'",
            "CSV-TERMINAL-002,490154203237002,001010123456002,sEcReT123,x    | uplink_password | at most 8",
            "CSV-TERMINAL-002,490154203237002,001010123456002,sEcReT12,      | downlink_password | both passwords",
            "CSV-TERMINAL-002,490154203237002,001010123456002,,sEcReT12      | uplink_password | both passwords",
            "CSV-TERMINAL-002,490154203237002,001010123456002                | uplink_password | the line ends",
            "CSV-TERMINAL-002,490154203237002,001010123456002,,,more         | 6 | has no name" })
    void aWrongLineIsNamed(String line, String column, String problem) {
        assertThatThrownBy(() -> load(HEADER + "\n" + GOOD + "\n" + line + "\n")).isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("wmmp.terminals: " + file + ": line 3, column " + column + ": ")
                .hasMessageContaining(problem).hasMessageNotContaining("sEcReT");
        assertThatThrownBy(() -> load(HEADER + "\n" + GOOD + "\n" + line))
                .as("without a line end").hasMessageContaining(": line 3, ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "terminal_id,imei,imsi,colour | colour | no such column",
            "terminal_id;imei;imsi | terminal_id;imei;imsi | no such column", "terminal_id,imei | imsi | is missing",
            "imei,imsi | terminal_id | is missing", "terminal_id,imei,imsi,imei | imei | is there twice" })
    void aWrongHeaderIsNamed(String header, String column, String problem) {
        assertThatThrownBy(() -> load(header + "\n")).isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("wmmp.terminals: " + file + ": line 1, column " + column + ": ")
                .hasMessageContaining(problem);
    }

    @Test
    void whatIsNoCsvIsRefused() throws IOException {
        assertThatThrownBy(() -> load("")).isInstanceOf(StartRefusedException.class).hasMessageContaining("is empty");
        assertThatThrownBy(() -> load(HEADER + "\n\"CSV-TERMINAL")).isInstanceOf(StartRefusedException.class)
                .hasMessageStartingWith("wmmp.terminals: " + file + ": ");
        Files.write(file, (HEADER + "\n\u00E4").getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> new TerminalFile(file).importTo(registry)).isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("is not UTF-8");
    }
}
