package io.wmmp.platform;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

import io.wmmp.link.Peer;
import io.wmmp.session.Answer;
import io.wmmp.session.DropReason;
import io.wmmp.session.Drops;
import io.wmmp.session.ReceivedRequest;

/**
 * Hands requests of terminals to their handlers: on the executor or on the event loop, as the handler wishes, and never more
 * at one time than allowed.
 */
final class Deliveries {

    private final Executor executor;
    private final Semaphore exchanges;
    private final Drops drops;

    Deliveries(Executor executor, int maxExchanges, Drops drops) {
        this.executor = executor;
        this.exchanges = new Semaphore(maxExchanges);
        this.drops = drops;
    }

    CompletionStage<Answer> deliver(Consumption consumption, ReceivedRequest request, Peer peer) {
        if (consumption.isSuspended()) {
            drops.drop(DropReason.SUSPENDED, peer, request.message());
            return CompletableFuture.completedStage(Answer.SILENCE);
        }
        if (!exchanges.tryAcquire()) {
            drops.drop(DropReason.OVERLOAD, peer, request.message());
            return CompletableFuture.completedStage(Answer.SILENCE);
        }
        Executor where = consumption.handler().runsOnEventLoop() ? peer::execute : executor;
        consumption.waitingCounter().incrementAndGet();
        consumption.entered();
        try {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            CompletableFuture.supplyAsync(() -> {
                consumption.waitingCounter().decrementAndGet();
                return consumption.handler().handle(request);
            }, where).thenCompose(stage -> stage).whenComplete((given, failure) -> {
                exchanges.release();
                // whoever waits for the answer sends it now, on this thread; not before that the socket may close
                if (failure == null) {
                    answer.complete(given);
                } else {
                    answer.completeExceptionally(failure);
                }
                consumption.left();
            });
            return answer;
        } catch (RejectedExecutionException e) {
            consumption.waitingCounter().decrementAndGet();
            consumption.left();
            exchanges.release();
            drops.drop(DropReason.OVERLOAD, peer, request.message());
            return CompletableFuture.completedStage(Answer.SILENCE);
        }
    }
}
