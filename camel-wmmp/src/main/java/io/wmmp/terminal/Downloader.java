package io.wmmp.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.DownloadUrl;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpBody;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.SessionResources;

/**
 * Fetches the files that the platform offers with DOWNLOAD_INFO, block by block with FILE_REQ (protocol reference, behaviour,
 * section 13). It does not give up when the platform is silent: transaction and read point stay, and it goes on when the
 * terminal has logged in again or its retry interval is over. It gives up when the platform refuses, or what it sends does not
 * fit its own checksums.
 * <p>
 * One block is under way at a time; what follows from it, which writes to disk, runs on the executor for callbacks. Safe for use by
 * any thread.
 */
final class Downloader {

    private static final Logger LOG = LoggerFactory.getLogger(Downloader.class);

    private static final int TAG_URL = 0x1001;
    private static final int START = 0;
    private static final int GO_ON = 1;
    private static final int DONE = 2;
    private static final int GIVEN_UP = 3;
    /** Result of DOWNLOAD_INFO_ACK for a URL that is missing or cannot be read, as the Java client has it. */
    private static final int WRONG_URL = 4;
    /** So many blocks in a row may be damaged. */
    private static final int MAX_DAMAGED = 3;

    private final Terminal terminal;
    private final DownloadOptions options;
    private final TerminalOptions terminalOptions;
    private final SessionResources resources;
    private volatile DownloadHandler handler;
    /** Guarded by this, like its files and all below. */
    private PartialFile file;
    private boolean looked;
    private boolean working;
    private int damaged;
    private boolean fetchedAgain;
    /** What has been handed over, and the platform has not been told; so that it is not handed over again. */
    private volatile PartialFile handedOver;

    Downloader(Terminal terminal, TerminalOptions terminalOptions, SessionResources resources) {
        this.terminal = terminal;
        this.terminalOptions = terminalOptions;
        this.options = terminalOptions.downloads();
        this.resources = resources;
    }

    /** Who takes the files; null for nobody: they stay where they are. */
    void handler(DownloadHandler taker) {
        handler = taker;
    }

    /** Whether the platform offers a file of its own; another server's is for somebody else to fetch. */
    boolean takes(WmmpMessage request) {
        String url = request.command() == Command.DOWNLOAD_INFO ? url(request) : null;
        return url != null && (url.isEmpty() || DownloadUrl.isWmmp(url));
    }

    private static String url(WmmpMessage request) {
        Tlv url = request.tlv(TAG_URL);
        return url == null ? "" : new String(url.value(), StandardCharsets.US_ASCII).replace("\0", "").strip();
    }

    /** Makes up its mind about an offer; an accepted one is on disk before the answer leaves. */
    CompletionStage<Answer> take(WmmpMessage offer) {
        DownloadUrl url;
        try {
            url = DownloadUrl.parse(url(offer));
        } catch (IllegalArgumentException e) {
            LOG.warn("Terminal {} is told to fetch what it cannot read: {}", terminal.serial(), e.getMessage());
            return CompletableFuture.completedStage(Answer.of(terminal.codec(), offer, WRONG_URL, Map.of()));
        }
        return CompletableFuture.supplyAsync(() -> accept(url) ? Answer.success(terminal.codec(), offer)
                : Answer.failure(terminal.codec(), offer), resources.executor());
    }

    private synchronized boolean accept(DownloadUrl url) {
        if (url.size() > options.maxSize()) {
            LOG.warn("Terminal {} does not fetch {}: it is longer than {} bytes", terminal.serial(), url, options.maxSize());
            return false;
        }
        try {
            look();
            if (file == null || !file.url().equals(url)) {
                file = PartialFile.begin(options.directory(), url);
                damaged = 0;
                fetchedAgain = false;
            }
            return true;
        } catch (IOException e) {
            LOG.warn("Terminal {} cannot keep what it is told to fetch: {}", terminal.serial(), e.toString());
            return false;
        }
    }

    /** Goes on with what there is to fetch; returns at once. */
    void proceed() {
        resources.execute(() -> {
            synchronized (this) {
                if (working) {
                    return;
                }
                working = true;
            }
            step(this::next);
        });
    }

    /** Takes a step; what goes wrong in it with this machine may go well later. */
    private void step(Step step) {
        try {
            step.take();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Terminal {} pauses its download: {}", terminal.serial(), e.toString());
            pause();
        }
    }

    private void look() throws IOException {
        if (!looked) {
            try {
                file = PartialFile.resume(options.directory());
            } catch (IllegalArgumentException e) {
                LOG.warn("What was being fetched into {} is unknown, and forgotten: {}", options.directory(), e.getMessage());
            }
            looked = true;
        }
    }

    private void next() throws IOException {
        PartialFile current;
        long offset;
        boolean whole;
        synchronized (this) {
            look();
            current = file;
            if (current == null || terminal.isStopped()) {
                working = false;
                return;
            }
            offset = current.offset();
            whole = current.isWhole();
        }
        if (whole) {
            verify(current);
            return;
        }
        int size = (int) Math.min(options.blockSize(), current.url().size() - offset);
        terminal.send(Command.FILE_REQ, request(current, offset == 0 ? START : GO_ON, offset, size), terminalOptions.patience())
                .whenComplete((answer, failure) -> step(() -> received(current, offset, size, answer, failure)));
    }

    private byte[] request(PartialFile of, int status, long offset, int size) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("transaction_id", of.url().transactionId());
        body.put("status", status);
        body.put("offset", offset);
        body.put("block_size", size);
        return terminal.codec().writeBody(Command.FILE_REQ, body);
    }

    private void received(PartialFile of, long offset, int size, WmmpMessage answer, Throwable failure) throws IOException {
        if (failure != null) {
            LOG.debug("Terminal {} pauses its download: {}", terminal.serial(), failure.getMessage());
            pause();
            return;
        }
        long result = answer.unsigned("status");
        if (!terminal.dialect().isSuccess(answer.command(), (int) result)) {
            giveUp(of, "the platform refuses offset " + offset + " with status " + result);
            return;
        }
        byte[] block = block(of, offset, size, answer);
        boolean broken;
        synchronized (this) {
            damaged = block != null ? 0 : damaged + 1;
            broken = damaged > MAX_DAMAGED;
            if (block != null && of == file) {
                of.append(block);
            }
        }
        if (broken) {
            giveUp(of, "blocks are damaged");
        } else {
            next();
        }
    }

    /** The block that was asked for; null when the answer holds another, or a damaged one. */
    private byte[] block(PartialFile of, long offset, int size, WmmpMessage answer) {
        WmmpBody body = terminal.codec().readBody(answer);
        byte[] data = (byte[]) body.get("data");
        boolean fits = answer.unsigned("transaction_id") == of.url().transactionId() && answer.unsigned("offset") == offset
                && data.length > 0 && data.length <= size;
        boolean intact = fits && (!options.checks() || answer.unsigned("crc16") == terminal.dialect().crc16(data));
        return intact ? data : null;
    }

    /** Asks again later, unless a login comes first. */
    private void pause() {
        synchronized (this) {
            working = false;
        }
        if (!terminal.isStopped()) {
            resources.timer().newTimeout(timeout -> proceed(), terminalOptions.retryInterval().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void verify(PartialFile whole) throws IOException {
        boolean good;
        boolean again;
        DownloadedFile finished = null;
        synchronized (this) {
            if (whole != file) {
                good = false;
                again = true;
            } else {
                good = !options.checks() || whole.verifies();
                again = !good && !fetchedAgain;
                if (good) {
                    finished = whole.finish();
                } else if (again) {
                    // what a loss of power has left of the earlier blocks may be less than it seemed
                    fetchedAgain = true;
                    whole.restart();
                }
            }
        }
        if (good) {
            handOver(whole, finished);
        } else if (again) {
            next();
        } else {
            giveUp(whole, "the file does not have the checksums that the platform has named");
        }
    }

    private void handOver(PartialFile whole, DownloadedFile finished) {
        DownloadHandler taker = handler;
        CompletionStage<Void> taken = taker == null || whole == handedOver ? CompletableFuture.completedStage(null)
                : CompletableFuture.supplyAsync(() -> taker.downloaded(finished), resources.executor())
                        .thenCompose(stage -> stage);
        taken.whenComplete((done, failure) -> resources.execute(() -> step(() -> {
            if (failure == null) {
                handedOver = whole;
                tell(whole, finished);
            } else {
                giveUp(whole, "the file cannot be used: " + failure);
            }
        })));
    }

    private void tell(PartialFile whole, DownloadedFile finished) {
        terminal.whenOnline().whenComplete((online, failure) -> step(() -> {
            if (failure == null) {
                done(whole, finished);
            } else {
                pause();
            }
        }));
    }

    private void done(PartialFile whole, DownloadedFile finished) throws IOException {
        if (forget(whole)) {
            LOG.info("Terminal {} has fetched {}, version {}, {} bytes", terminal.serial(), finished.path(), finished.version(),
                    finished.size());
            terminal.say(Command.FILE_REQ, request(whole, DONE, DownloadUrl.NO_OFFSET, 0));
            terminal.installed(finished.version(), options.logsOut());
        }
        next();
    }

    private void giveUp(PartialFile of, String reason) throws IOException {
        if (forget(of)) {
            LOG.warn("Terminal {} gives up fetching {}: {}", terminal.serial(), of.url(), reason);
            terminal.send(Command.FILE_REQ, request(of, GIVEN_UP, DownloadUrl.NO_OFFSET, 0), terminalOptions.patience())
                    .exceptionally(failure -> {
                        LOG.debug("Terminal {} cannot say that it gives up: {}", terminal.serial(), failure.getMessage());
                        return null;
                    });
        }
        next();
    }

    /** Gives whether it was the one that is being fetched; otherwise the platform has offered another meanwhile. */
    private synchronized boolean forget(PartialFile of) throws IOException {
        if (of != file) {
            return false;
        }
        file = null;
        damaged = 0;
        fetchedAgain = false;
        of.forget();
        return true;
    }

    private interface Step {

        void take() throws IOException;
    }
}
