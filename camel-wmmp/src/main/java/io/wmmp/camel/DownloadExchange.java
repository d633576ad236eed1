package io.wmmp.camel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultConsumer;

import io.wmmp.protocol.Command;
import io.wmmp.protocol.TerminalId;
import io.wmmp.terminal.DownloadedFile;

/** How a file that a terminal has fetched goes to its route. */
final class DownloadExchange {

    /** As the event of a platform. */
    static final String DOWNLOADED = "DOWNLOADED";

    private DownloadExchange() {
    }

    /** Runs a route with a file; it has been taken when the route has completed. */
    static CompletionStage<Void> process(DefaultConsumer consumer, TerminalId terminalId, DownloadedFile file) {
        Exchange exchange = consumer.createExchange(false);
        Message in = exchange.getIn();
        in.setHeader(WmmpConstants.COMMAND, Command.DOWNLOAD_INFO.name());
        in.setHeader(WmmpConstants.EVENT, DOWNLOADED);
        in.setHeader(WmmpConstants.TERMINAL_ID, terminalId.toString());
        in.setHeader(WmmpConstants.FIRMWARE, file.name());
        in.setHeader(WmmpConstants.FIRMWARE_VERSION, file.version());
        in.setHeader(Exchange.MESSAGE_TIMESTAMP, System.currentTimeMillis());
        in.setBody(file.path().toFile());
        CompletableFuture<Void> taken = new CompletableFuture<>();
        ((WmmpEndpoint) consumer.getEndpoint()).filterHeaders(exchange);
        consumer.getAsyncProcessor().process(exchange, doneSync -> {
            Exception failure = exchange.getException();
            if (failure != null) {
                WmmpEndpoint.routeFailed(consumer, exchange, file);
                taken.completeExceptionally(failure);
            } else if (exchange.isRollbackOnly()) {
                taken.completeExceptionally(new IllegalStateException("the route has been rolled back"));
            } else {
                taken.complete(null);
            }
            consumer.releaseExchange(exchange, false);
        });
        return taken;
    }
}
