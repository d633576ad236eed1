package io.wmmp.platform.download;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

import io.wmmp.link.Peer;
import io.wmmp.platform.firmware.Download;
import io.wmmp.platform.firmware.DownloadStore;
import io.wmmp.platform.firmware.Firmware;
import io.wmmp.platform.firmware.FirmwareStore;
import io.wmmp.platform.fleet.Downlink;
import io.wmmp.platform.fleet.DownlinkBody;
import io.wmmp.platform.fleet.Fleet;
import io.wmmp.platform.fleet.PlatformEvent;
import io.wmmp.platform.fleet.PlatformEvent.Type;
import io.wmmp.platform.registry.UnknownTerminalException;
import io.wmmp.protocol.Command;
import io.wmmp.protocol.Dialect;
import io.wmmp.protocol.DownloadUrl;
import io.wmmp.protocol.InvalidFieldException;
import io.wmmp.protocol.TerminalId;
import io.wmmp.protocol.Tlv;
import io.wmmp.protocol.WmmpCodec;
import io.wmmp.protocol.WmmpMessage;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.Patience;

/**
 * Firmware over the air: tells terminals what to fetch, and gives it to them block by block (protocol reference, section 14;
 * behaviour, section 13). A block is answered on the event loop that has received the request, from a file that is mapped
 * into memory: nothing is opened, read or written for it, but a page of the file may have to be fetched by a page fault. Safe
 * for use by any thread.
 */
public final class DownloadDesk {

    /** Result of FILE_REQ_ACK: the transaction is not that of the terminal, or its file is gone. Our reading, like the others. */
    static final int UNKNOWN_TRANSACTION = 1;
    /** Result: the file has no such offset. */
    static final int WRONG_OFFSET = 2;
    /** Result: no block has that size. */
    static final int WRONG_SIZE = 3;

    private static final int START = 0;
    private static final int GO_ON = 1;
    private static final int DONE = 2;
    private static final int GIVEN_UP = 3;
    private static final String STATUS = "status";
    private static final String OFFSET = "offset";
    private static final int TAG_URL = 0x1001;
    /** Real terminals keep 16 bits of a transaction (tag 0x1009). */
    private static final int TRANSACTIONS = 0xFFFF;

    private final Fleet fleet;
    private final FirmwareOptions options;
    private final DownloadBook book;
    private final List<Consumer<Download>> watchers = new CopyOnWriteArrayList<>();

    /**
     * @param fleet   the terminals
     * @param options the files, and how they are served
     * @param store   keeps what terminals are told to fetch, and how far they are
     */
    public DownloadDesk(Fleet fleet, FirmwareOptions options, DownloadStore store) {
        this.fleet = fleet;
        this.options = options;
        this.book = new DownloadBook(store, options.maxDownloads(), fleet.resources());
    }

    /** @return the files that can be fetched; null for none */
    public FirmwareStore store() {
        return options.store();
    }

    /**
     * @param  terminalId a terminal
     * @return            what it was told to fetch last, and how far it is; null for nothing
     */
    public CompletionStage<Download> find(TerminalId terminalId) {
        return book.find(terminalId);
    }

    /** @return how many downloads are in memory at the moment, because terminals are busy with them */
    public int held() {
        return book.size();
    }

    /**
     * The firmware of a name.
     *
     * @param  name                  the name
     * @return                       the firmware, never null
     * @throws InvalidFieldException when there is none of that name
     */
    public Firmware firmware(String name) {
        Firmware firmware = store() == null ? null : store().find(name);
        if (firmware == null) {
            throw new InvalidFieldException("firmware", store() == null
                    ? "cannot be sent: there is no firmware store; set the option firmwareDirectory"
                    : "'" + name + "' is not in the firmware store");
        }
        return firmware;
    }

    /**
     * Tells a terminal that is logged in to fetch a file. One that has been told already, and has not ended, keeps its
     * transaction, so that it can go on where it is; any other download of it is void.
     *
     * @param  terminalId the terminal
     * @param  name       the name of the firmware
     * @param  patience   how long and how often to try, from the dialect of the terminal
     * @return            the answer, whatever its result: positive when the terminal will fetch the file. Fails like
     *                    {@link Fleet#request}, with {@link InvalidFieldException} for a name that is not in the store,
     *                    and with {@link java.util.concurrent.RejectedExecutionException} when too many are busy already.
     */
    public CompletionStage<WmmpMessage> offer(TerminalId terminalId, String name, Function<Dialect, Patience> patience) {
        Firmware firmware = firmware(name);
        return fleet.requireOnline(terminalId).thenCompose(session -> prepare(terminalId, firmware))
                .thenCompose(body -> fleet.request(terminalId, Command.DOWNLOAD_INFO, body, patience));
    }

    /**
     * Makes ready what a terminal is told with DOWNLOAD_INFO, which it will be at some time, by whoever asks for this. From now
     * on this is the download of the terminal.
     *
     * @param  terminalId the terminal
     * @param  name       the name of the firmware
     * @return            writes the body of the DOWNLOAD_INFO. Fails with {@link UnknownTerminalException}, and otherwise like
     *                    {@link #offer}
     */
    public CompletionStage<DownlinkBody> prepare(TerminalId terminalId, String name) {
        Firmware firmware = firmware(name);
        return fleet.recordOf(terminalId).thenCompose(terminal -> prepare(terminalId, firmware));
    }

    private CompletionStage<DownlinkBody> prepare(TerminalId terminalId, Firmware firmware) {
        return book.begin(terminalId, last -> next(terminalId, firmware, last))
                .thenApply(download -> (codec, terminal) -> codec.writeBody(Command.DOWNLOAD_INFO,
                        Map.of(codec.nameOf(TAG_URL), url(firmware, download))));
    }

    private static Download next(TerminalId terminalId, Firmware firmware, Download last) {
        if (last != null && !last.hasEnded() && last.isOf(firmware)) {
            return last;
        }
        long transactionId = last == null ? 1 + ThreadLocalRandom.current().nextInt(TRANSACTIONS)
                : last.transactionId() % TRANSACTIONS + 1;
        return Download.of(terminalId, firmware, transactionId);
    }

    private String url(Firmware firmware, Download download) {
        String host = options.address();
        if (host == null) {
            Downlink session = fleet.session(download.terminalId());
            InetSocketAddress local = session == null ? null : session.listenerAddress();
            String literal = local == null ? "0.0.0.0" : local.getAddress().getHostAddress();
            host = (literal.indexOf(':') >= 0 ? "[" + literal + "]" : literal) + ":" + (local == null ? 0 : local.getPort());
        }
        DownloadUrl url = new DownloadUrl(host, 0, "/" + firmware.name(), download.transactionId(), firmware.size(),
                OptionalInt.of(firmware.crc16()), OptionalLong.of(firmware.crc32()), firmware.version());
        return url.toString();
    }

    /**
     * A terminal has answered a DOWNLOAD_INFO, of ours or of somebody else's. Called by its session.
     *
     * @param session its session
     * @param offer   the body of the DOWNLOAD_INFO, without digest
     * @param answer  the answer
     */
    public void answered(Downlink session, byte[] offer, WmmpMessage answer) {
        DownloadBook.Page page = book.held(session.terminalId());
        int result = (int) answer.unsigned(WmmpCodec.RESULT);
        if (page == null || session.dialect().isSuccess(answer.command(), result)) {
            return;
        }
        Tlv url = WmmpMessage.builder(Command.DOWNLOAD_INFO).terminalId(session.terminalId()).body(offer).build().tlv(TAG_URL);
        String ours = "?TRANS_ID=%08X&".formatted(page.download().transactionId());
        if (url != null && new String(url.value(), StandardCharsets.US_ASCII).contains(ours)) {
            fail(page, page.download().transactionId(), "refused with result " + result, null);
        }
    }

    /**
     * What FILE_REQ gets where no route takes it.
     *
     * @param  session the session of the terminal
     * @param  request the FILE_REQ
     * @param  from    where it came from
     * @return         a block of the file, why there is none, or silence
     */
    public CompletionStage<Answer> answer(Downlink session, WmmpMessage request, Peer from) {
        TerminalId terminalId = session.terminalId();
        DownloadBook.Page held = book.held(terminalId);
        if (held != null) {
            return answer(session.codec(), request, from, held);
        }
        if (book.isFull()) {
            fleet.resources().drops().drop(DropReason.OVERLOAD, from, request);
            return CompletableFuture.completedStage(Answer.SILENCE);
        }
        return book.load(terminalId).thenCompose(loaded -> answer(session.codec(), request, from, loaded));
    }

    private CompletionStage<Answer> answer(WmmpCodec codec, WmmpMessage request, Peer from, DownloadBook.Page page) {
        int status = (int) request.unsigned(STATUS);
        long transactionId = request.unsigned("transaction_id");
        Answer given;
        if (page == null || page.download().transactionId() != transactionId) {
            given = status == DONE ? Answer.SILENCE : refusal(codec, request, UNKNOWN_TRANSACTION);
        } else {
            given = switch (status) {
                case START, GO_ON -> block(codec, request, page);
                case DONE -> {
                    complete(page, transactionId, from);
                    // real terminals do not expect an answer
                    yield Answer.SILENCE;
                }
                case GIVEN_UP -> {
                    fail(page, transactionId, "given up by the terminal", from);
                    yield refusal(codec, request, codec.dialect().successCode(Command.FILE_REQ_ACK));
                }
                default -> Answer.failure(codec, request);
            };
        }
        // who has given up is told so when that will not be forgotten
        return status == GIVEN_UP ? book.flush().thenApply(done -> given) : CompletableFuture.completedStage(given);
    }

    private Answer block(WmmpCodec codec, WmmpMessage request, DownloadBook.Page page) {
        Download download = page.download();
        long offset = request.unsigned(OFFSET);
        int size = (int) request.unsigned("block_size");
        if (offset >= download.size()) {
            return refusal(codec, request, WRONG_OFFSET);
        }
        if (size == 0) {
            return refusal(codec, request, WRONG_SIZE);
        }
        byte[] data = store() == null ? null
                : store().read(download.name(), download.sha256(), offset, Math.min(size, options.blockSize()));
        if (data == null) {
            return refusal(codec, request, UNKNOWN_TRANSACTION);
        }
        page.serving(offset + data.length == download.size());
        page.change(download.transactionId(), current -> current.runningAt(offset));
        return Answer.of(codec, request, codec.dialect().successCode(Command.FILE_REQ_ACK), Map.of("data", data));
    }

    private static Answer refusal(WmmpCodec codec, WmmpMessage request, int result) {
        return Answer.of(codec, request, result, Map.of());
    }

    /**
     * A terminal has logged out in order to install what it has fetched. Its last word before, which nobody answers and it does
     * not repeat, may have been lost.
     *
     * @param terminalId the terminal
     * @param from       where its LOGOUT came from
     */
    public void leftToUpdate(TerminalId terminalId, Peer from) {
        DownloadBook.Page page = book.held(terminalId);
        if (page == null || page.download().status() != Download.Status.RUNNING) {
            return;
        }
        // after a restart nobody knows what was given, but where it was asked for
        Download download = page.download();
        if (page.isServedToTheEnd() || download.offset() + options.blockSize() >= download.size()) {
            complete(page, page.download().transactionId(), from);
        }
    }

    private void complete(DownloadBook.Page page, long transactionId, Peer from) {
        end(page, page.change(transactionId, Download::completed), Type.DOWNLOADED, from);
    }

    private void fail(DownloadBook.Page page, long transactionId, String reason, Peer from) {
        end(page, page.change(transactionId, download -> download.failed(reason)), Type.DOWNLOAD_FAILED, from);
    }

    private void end(DownloadBook.Page page, Download before, Type type, Peer from) {
        Download after = page.download();
        if (before == null || before.status() == after.status()) {
            return;
        }
        book.flush();
        fleet.publish(PlatformEvent.of(type, after, from));
        watchers.forEach(watcher -> watcher.accept(after));
    }

    /** Tells of every download that ends; on whatever thread has seen it, so not for long. */
    void watch(Consumer<Download> watcher) {
        watchers.add(watcher);
    }

    /** What is known of the download of a terminal without asking the store; null for nothing. */
    Download held(TerminalId terminalId) {
        DownloadBook.Page page = book.held(terminalId);
        return page == null ? null : page.download();
    }

    /** Writes what is not written yet; completes when that has been tried. */
    public CompletionStage<Void> close() {
        return book.close();
    }
}
