package io.wmmp.link;

import java.util.Arrays;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.wmmp.protocol.MalformedMessageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The user-data header of short messages (protocol reference, section 16). */
class ShortMessageTest {

    private static final byte[] FRAME = { 1, 2, 3 };

    @Test
    void theHeaderIsThatOfRealTerminals() {
        assertThat(HexFormat.of().withUpperCase().formatHex(new ShortMessage(null, "1", FRAME).userData()))
                .isEqualTo("0B05040B2EC002" + "0003040101" + "010203");
    }

    @ParameterizedTest
    @CsvSource({ "0B05040B2EC0020003040101010203", "0B05040000C0020003040101010203", "0B0504FFFFC00200037F0101010203" })
    void portOfDestinationAndReferenceNumberMayBeAny(String userData) {
        ShortMessage message = ShortMessage.read("1", "2", HexFormat.of().parseHex(userData));
        assertThat(message).isEqualTo(new ShortMessage("1", "2", FRAME));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "0A05040B2EC0020003040101010203|length of the user-data header is 0xA, not 0xB",
            "0B06040B2EC0020003040101010203|element of the user-data header is 0x604",
            "0B05040B2EC0030003040101010203|source port is 0xC003, not 0xC002",
            "0B05040B2EC0020804040101010203|element of the user-data header is 0x804",
            "0B05040B2EC0020003040201010203|number of parts and part is 0x201",
            "0B05040B2EC0020003040102010203|number of parts and part is 0x102",
            "0B05040B2EC0020003040101|short message of 12 bytes",
            "48656C6C6F20776F726C64|short message of 11 bytes" })
    void whatIsNoWholeMessageIsRefused(String userData, String problem) {
        assertThatThrownBy(() -> ShortMessage.read("1", "2", HexFormat.of().parseHex(userData)))
                .isInstanceOf(MalformedMessageException.class).hasMessageContaining(problem);
    }

    @Test
    void moreIsTakenThanIsSent() {
        byte[] header = new ShortMessage(null, "1", new byte[0]).userData();
        assertThat(ShortMessage.read("1", "2", Arrays.copyOf(header, header.length + 170)).frame()).hasSize(170);
        assertThatThrownBy(() -> ShortMessage.read("1", "2", Arrays.copyOf(header, header.length + 171)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void noTextShowsTheFrameWhichMayHoldKeys() {
        assertThat(new ShortMessage("1", "2", "SECRETKEY".getBytes()).toString()).isEqualTo(
                "short message from 1 to 2, 9 bytes");
    }
}
