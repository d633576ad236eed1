package io.wmmp.terminal;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.util.Timeout;
import io.wmmp.link.Bearer;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;

/**
 * What a terminal counts of its own traffic, and when it reports that (protocol reference, behaviour, section 11): once, every
 * so many seconds, or with the first business data of a month. USSD it does not speak, and counts none. The counts do not
 * outlive the process. Safe for use by any thread; {@link #start} and {@link #stop} run under the monitor of the life, which is
 * taken before the own one.
 */
final class Statistics {

    private static final Logger LOG = LoggerFactory.getLogger(Statistics.class);

    static final int MODE = 0x2001;
    static final int TIME = 0x2002;
    static final int PERIOD = 0x2003;
    private static final int MONTHLY_FLAG = 0x2004;
    private static final int CLEAR_FLAG = 0x2005;
    private static final int COUNT_FROM = 0x2006;
    private static final int COUNT_TO = 0x2007;
    private static final int SMS_SENT = 0x2008;
    private static final int SMS_FAILED = 0x2009;
    private static final int SMS_RECEIVED = 0x200A;
    private static final int VOLUME = 0x200B;
    private static final int LAST_COUNTER = 0x200E;
    private static final int ONCE = 0;
    private static final int PERIODIC = 1;
    private static final int MONTHLY = 2;
    private static final int OFF = 0xFF;
    private static final long NEVER = 0xFFFFFFFFL;
    private static final long MAX_COUNT = 0xFFFFFFFFL;
    /** A report that has failed is tried again after that. */
    private static final Duration POLL = Duration.ofSeconds(120);

    private final Terminal terminal;
    private final TerminalStore store;
    private final InstantSource clock;
    private final long[] counts = new long[LAST_COUNTER - SMS_SENT + 1];
    /** From when on the period counts, and the month that has had its report or needs none. */
    private Instant since;
    private YearMonth month;
    private boolean reporting;
    /** Under the monitor of the life. */
    private Timeout next;

    Statistics(Terminal terminal, TerminalStore store, InstantSource clock) {
        this.terminal = terminal;
        this.store = store;
        this.clock = clock;
        this.since = clock.instant();
        this.month = monthOf(since);
        put(MODE, new byte[] { (byte) OFF });
        for (int tag : new int[] { TIME, COUNT_FROM, COUNT_TO }) {
            put(tag, uint32(NEVER));
        }
        put(PERIOD, uint32(0));
        put(CLEAR_FLAG, new byte[1]);
        store.measure(MONTHLY_FLAG, () -> new byte[] { (byte) (mode() == MONTHLY ? 1 : 0) });
        for (int tag = SMS_SENT; tag <= LAST_COUNTER; tag++) {
            int counter = tag;
            store.measure(tag, () -> uint32(count(counter)));
        }
    }

    private void put(int tag, byte[] value) {
        store.put(Tlv.of(tag, value));
    }

    private byte[] uint32(long value) {
        return ByteBuffer.allocate(Integer.BYTES).order(store.uint32Order()).putInt((int) value).array();
    }

    private int mode() {
        return (int) store.number(MODE);
    }

    private static YearMonth monthOf(Instant instant) {
        return YearMonth.from(instant.atOffset(ZoneOffset.UTC));
    }

    /** A message has gone out, or a repeat of one. */
    void sent(Bearer bearer, int bytes) {
        count(bearer, SMS_SENT, bytes);
    }

    /** A message has come. */
    void received(Bearer bearer, int bytes) {
        count(bearer, SMS_RECEIVED, bytes);
    }

    private void count(Bearer bearer, int messages, int bytes) {
        if (isCounting()) {
            add(bearer == Bearer.SMS ? messages : VOLUME, bearer == Bearer.SMS ? 1 : bytes);
        }
    }

    /** A short message that had been counted as sent has not been. */
    void notSent() {
        if (isCounting()) {
            add(SMS_SENT, -1);
            add(SMS_FAILED, 1);
        }
    }

    private boolean isCounting() {
        long now = clock.instant().getEpochSecond();
        long from = store.number(COUNT_FROM);
        return from != NEVER && from <= now && now <= store.number(COUNT_TO)
                || mode() == ONCE && store.number(TIME) != 0;
    }

    private synchronized void add(int counter, long amount) {
        int index = counter - SMS_SENT;
        counts[index] = Math.max(0, Math.min(MAX_COUNT, counts[index] + amount));
    }

    private synchronized long count(int counter) {
        return counts[counter - SMS_SENT];
    }

    /** Forgets what REMOTE_CTRL 5 tells it to: short messages and volume. */
    void reset() {
        for (int counter : new int[] { SMS_SENT, SMS_FAILED, SMS_RECEIVED, VOLUME }) {
            add(counter, -MAX_COUNT);
        }
    }

    /** Settings have changed: a mode that is set begins now. */
    void changed(Set<Integer> tags) {
        if (tags.contains(MODE)) {
            synchronized (this) {
                since = clock.instant();
                month = monthOf(since);
            }
        }
    }

    /** Business data goes out or has come. */
    void business() {
        if (mode() != MONTHLY) {
            return;
        }
        synchronized (this) {
            YearMonth now = monthOf(clock.instant());
            if (now.equals(month)) {
                return;
            }
            month = now;
        }
        report();
    }

    /** The terminal is logged in: waits for the next report that has a time. */
    void start(TerminalLife life) {
        stop();
        Duration pause = untilDue();
        if (pause != null) {
            next = life.schedule(pause.toNanos(), () -> {
                start(life, POLL);
                reportDue();
            });
        }
    }

    private void start(TerminalLife life, Duration pause) {
        next = life.schedule(pause.toNanos(), () -> start(life));
    }

    void stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    /** How long it is until the next report; null where none has a time. */
    private synchronized Duration untilDue() {
        long time = store.number(TIME);
        long period = store.number(PERIOD);
        if (mode() == ONCE && time != 0 && time != NEVER) {
            return atLeastZero(Duration.between(clock.instant(), Instant.ofEpochSecond(time)));
        }
        return mode() == PERIODIC && period > 0
                ? atLeastZero(Duration.between(clock.instant(), since.plusSeconds(period))) : null;
    }

    private static Duration atLeastZero(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private void reportDue() {
        boolean once = mode() == ONCE;
        synchronized (this) {
            since = clock.instant();
        }
        report(() -> {
            if (once && mode() == ONCE) {
                store.configure(List.of(Tlv.of(TIME, uint32(0))));
                terminal.saveState();
            }
            terminal.settingsChanged(Set.of());
        });
    }

    /** Reports now. */
    void report() {
        report(() -> {
        });
    }

    private void report(Runnable told) {
        WmmpCodec codec = terminal.codec();
        long[] reported;
        synchronized (this) {
            if (reporting) {
                return;
            }
            reporting = true;
            reported = counts.clone();
        }
        Map<String, Object> body = new LinkedHashMap<>(store.read(List.of(MONTHLY_FLAG)));
        for (int i = 0; i < reported.length; i++) {
            body.put(codec.nameOf(SMS_SENT + i), uint32(reported[i]));
        }
        terminal.request(Command.CONFIG_TRAP, codec.writeBody(Command.CONFIG_TRAP, body), terminal.patience())
                .whenComplete((answer, failure) -> {
                    synchronized (this) {
                        reporting = false;
                    }
                    if (failure != null) {
                        LOG.warn("Terminal {}: the report of its statistics failed: {}", terminal.terminalId(),
                                failure.getMessage());
                        return;
                    }
                    clear(reported);
                    told.run();
                });
    }

    /** What has been counted since the report was made is for the next one. */
    private void clear(long[] reported) {
        if (store.number(CLEAR_FLAG) == 1) {
            for (int i = 0; i < reported.length; i++) {
                add(SMS_SENT + i, -reported[i]);
            }
        }
    }
}
