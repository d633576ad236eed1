package io.wmmp.terminal;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.wmmp.link.Bearer;
import io.wmmp.platform.TestPlatform;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a terminal counts, and when it reports that. */
class StatisticsTest {

    private static final int SMS_SENT = 0x2008;
    private static final int SMS_FAILED = 0x2009;
    private static final int SMS_RECEIVED = 0x200A;
    private static final int VOLUME = 0x200B;
    private static final List<Integer> REPORT = List.of(0x2004, 0x2008, 0x2009, 0x200A, 0x200B, 0x200C, 0x200D, 0x200E);

    private final HandMadePlatform platform = new HandMadePlatform();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-31T23:59:00Z"));

    @AfterEach
    void close() {
        platform.close();
    }

    private Terminal online() {
        return platform.bringOnline(platform.options(TestPlatform.CREDENTIALS));
    }

    private static TerminalStore store() {
        return new TerminalStore(HandMadePlatform.CODEC, () -> false, false);
    }

    private static void set(TerminalStore store, String tag, Object value) {
        store.configure(List.of(HandMadePlatform.CODEC.writeTlv(tag, value)));
    }

    private WmmpMessage report() {
        WmmpMessage report = platform.receive(Command.CONFIG_TRAP);
        assertThat(report.tlvs()).extracting(Tlv::tag).containsSubsequence(REPORT);
        platform.answer(report, Map.of("result", 0));
        return report;
    }

    private static long count(WmmpMessage report, int tag) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(report.tlv(tag).value()).getInt());
    }

    @Test
    void countsInTheWindowOnly() {
        TerminalStore store = store();
        Statistics statistics = new Statistics(online(), store, now::get);
        statistics.sent(Bearer.UDP, 100);
        assertThat(store.number(VOLUME)).as("off by default").isZero();
        set(store, "statistics_start_time", now.get().getEpochSecond());
        set(store, "statistics_end_time", now.get().getEpochSecond() + 10);
        statistics.sent(Bearer.UDP, 100);
        statistics.received(Bearer.TCP, 50);
        statistics.sent(Bearer.SMS, 70);
        statistics.sent(Bearer.SMS, 70);
        statistics.notSent();
        statistics.received(Bearer.SMS, 70);
        now.set(now.get().plusSeconds(11));
        statistics.sent(Bearer.UDP, 100);
        assertThat(store.number(VOLUME)).isEqualTo(150);
        assertThat(store.number(SMS_SENT)).isEqualTo(1);
        assertThat(store.number(SMS_FAILED)).isEqualTo(1);
        assertThat(store.number(SMS_RECEIVED)).isEqualTo(1);
        statistics.reset();
        assertThat(store.read(List.of(SMS_SENT, SMS_FAILED, SMS_RECEIVED, VOLUME)).values()).allMatch(
                value -> ByteBuffer.wrap((byte[]) value).getInt() == 0);
        set(store, "statistics_report_mode", "once");
        statistics.sent(Bearer.UDP, 100);
        assertThat(store.number(VOLUME)).as("while a report is to come").isEqualTo(100);
        set(store, "statistics_report_time", 0);
        statistics.sent(Bearer.UDP, 100);
        assertThat(store.number(VOLUME)).isEqualTo(100);
    }

    @Test
    void countsStopAtTheLargestNumber() {
        TerminalStore store = store();
        Statistics statistics = new Statistics(online(), store, now::get);
        set(store, "statistics_start_time", 0);
        for (int i = 0; i < 3; i++) {
            statistics.sent(Bearer.TCP, Integer.MAX_VALUE);
        }
        assertThat(store.number(VOLUME)).isEqualTo(0xFFFFFFFFL);
    }

    @Test
    void theFirstBusinessOfAMonthBringsAReport() {
        Terminal terminal = online();
        TerminalStore store = store();
        Statistics statistics = new Statistics(terminal, store, now::get);
        set(store, "statistics_report_mode", "monthly");
        statistics.business();
        now.set(now.get().plusSeconds(61));
        statistics.business();
        statistics.business();
        assertThat(report().tlv(0x2004).value()).containsExactly(1);
        await().until(() -> !terminal.isBusy());
        platform.assertNothingReceived();
    }

    @Test
    void aReportClearsWhatItHasToldAndNoMore() {
        Terminal terminal = online();
        platform.set(terminal, Map.of("statistics_start_time", 0, "clear_after_report_flag", true));
        int before = exchange(terminal);
        WmmpMessage first = report();
        await().until(() -> !terminal.isBusy());
        int between = exchange(terminal);
        WmmpMessage second = report();
        int answer = platform.signed(WmmpMessage.builder(Command.CONFIG_TRAP_ACK).terminalId(terminal.serial())
                .body(new byte[1]).build()).length();
        assertThat(count(first, VOLUME)).isGreaterThanOrEqualTo(before);
        assertThat(count(second, VOLUME)).isEqualTo(first.length() + answer + between);
    }

    /** Asks for a report; gives the bytes of that. */
    private int exchange(Terminal terminal) {
        WmmpMessage request = platform.signed(platform.request(terminal, Command.REMOTE_CTRL,
                Map.of("remote_command", "report_statistics")));
        platform.socket.send(request.toBytes());
        return request.length() + platform.receive(Command.REMOTE_CTRL_ACK).length();
    }

    @Test
    void periodicReportsComeUntilTheyAreSwitchedOff() {
        Terminal terminal = online();
        platform.set(terminal, Map.of("statistics_report_period", 3, "statistics_report_mode", "periodic"));
        report();
        report();
        await().until(() -> !terminal.isBusy());
        terminal.stopNow();
        assertThat(platform.socket.receive(4_000)).as("no timer is left").isNull();
    }

    @Test
    void aReportAtATimeComesOnce() {
        Terminal terminal = online();
        platform.set(terminal, Map.of("statistics_report_time", Instant.now().getEpochSecond() + 4, "statistics_report_mode",
                "once"));
        report();
        await().until(() -> !terminal.isBusy());
        await().untilAsserted(() -> assertThat(platform.exchange(terminal, Command.CONFIG_GET,
                HandMadePlatform.named("statistics_report_time")).tlv(0x2002).value()).containsExactly(0, 0, 0, 0));
        platform.assertNothingReceived();
    }
}
