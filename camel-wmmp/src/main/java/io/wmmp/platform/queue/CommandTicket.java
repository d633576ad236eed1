package io.wmmp.platform.queue;

import java.util.concurrent.CompletionStage;

import io.wmmp.protocol.WmmpMessage;

/**
 * What the sender of a command gets once it is queued.
 *
 * @param id       names the command, in events too
 * @param position its place in the queue of its terminal when it was taken: 1 is next, or under way
 * @param answer   the answer, whatever its result. Fails with {@link CommandExpiredException},
 *                 {@link CommandWaitsException} where the time of somebody who waits is over, or
 *                 {@link io.wmmp.session.SessionClosedException} when the platform stops. Completes on the executor.
 */
public record CommandTicket(long id, int position, CompletionStage<WmmpMessage> answer) {
}
