package io.wmmp.examples.platform;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Settings that start a platform, and those that do not. */
class SettingsTest {

    private static AbstractThrowableAssert<?, ?> assertRefused(String... settings) {
        return assertThatThrownBy(() -> Box.start(settings).close());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "wmmp.udp | 9981", "wmmp.udp | somewhere:x", "wmmp.tcp | 127.0.0.1:65536",
            "wmmp.tcp | ::1:9991", "wmmp.http | http://127.0.0.1:8080", "wmmp.http | no-such-host.invalid:8080",
            "wmmp.terminals | /no/such/file.csv", "wmmp.applications | /no/such/file.csv", "wmmp.terminals | /",
            "wmmp.admission | everybody",
            "wmmp.data | /dev/null/data", "wmmp.data | a;b", "wmmp.data | jdbc:none:x", "wmmp.http.token | two words",
            "wmmp.udpp | 127.0.0.1:0" })
    void aWrongSettingIsNamed(String property, String value) {
        assertRefused(property, value).isInstanceOf(StartRefusedException.class).hasMessageStartingWith(property + ": ");
    }

    @Test
    void openAdmissionNeedsThePasswordsOfNewcomers() {
        assertRefused("wmmp.admission", "open").hasMessageStartingWith("wmmp.admission: open needs")
                .hasMessageContaining("wmmp.factory-uplink-password").hasMessageContaining("wmmp.factory-downlink-password");
        assertRefused("wmmp.admission", "open", "wmmp.factory-uplink-password", "UPLINKPW")
                .hasMessageStartingWith("wmmp.factory-downlink-password: is missing");
        assertRefused("wmmp.admission", "open", "wmmp.factory-uplink-password", "sEcReT123", "wmmp.factory-downlink-password",
                "x")
                .hasMessageStartingWith("wmmp.factory-uplink-password: has 9 characters")
                .hasMessageNotContaining("sEcReT");
    }

    @ParameterizedTest
    @ValueSource(strings = { "0.0.0.0:0", "[::]:0" })
    void aServerForAllNeedsAToken(String address) {
        assertRefused("wmmp.http", address).hasMessageStartingWith("wmmp.http.token: is missing");
    }

    @Test
    void aPlatformWithoutListenersIsPointless() {
        assertRefused("wmmp.udp", "", "wmmp.tcp", "", "wmmp.http", "").hasMessageContaining("nothing to do");
    }

    @Test
    void emptySwitchesAListenerOff() throws Exception {
        try (Box box = Box.start("wmmp.udp", "", "wmmp.http", "")) {
            assertThat(box.hasRoute("udp")).isFalse();
            assertThat(box.hasRoute("tcp")).isTrue();
            assertThat(box.hasHttp()).isFalse();
        }
        try (Box box = Box.start("wmmp.udp", " ", "wmmp.tcp", "")) {
            assertThat(box.hasRoute("tcp")).isFalse();
            assertThat(Answer.get(box.http("/terminals")).status()).isEqualTo(200);
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Box.start("wmmp.udp", "127.0.0.1:" + socket.getLocalPort()))
                    .hasStackTraceContaining("Cannot listen at udp:127.0.0.1:" + socket.getLocalPort());
            assertThatThrownBy(() -> Box.start("wmmp.tcp", "127.0.0.1:" + server.getLocalPort()))
                    .hasStackTraceContaining("Cannot listen at tcp:127.0.0.1:" + server.getLocalPort());
            assertRefused("wmmp.http", "127.0.0.1:" + server.getLocalPort())
                    .hasMessageStartingWith("wmmp.http: cannot listen at 127.0.0.1:" + server.getLocalPort());
        }
    }

    @Test
    void secretsAreNotShown() {
        Settings settings = new Settings(new Address("127.0.0.1", 0), null, new Address("127.0.0.1", 0), "sEcReT12", null, null,
                true, "sEcReT12", "sEcReT12",
                new Data("jdbc:postgresql://h/db?password=sEcReT12", "u", "sEcReT12", "sEcReT12", null), null, 1);
        assertThat(settings.toString()).doesNotContain("sEcReT");
    }
}
