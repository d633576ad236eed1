package io.wmmp.link;

import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/** The thread of a channel. */
final class EventLoops {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);

    private EventLoops() {
    }

    /** Runs a task on the event loop of a channel; at once when this is its thread. */
    static void execute(Channel channel, Runnable task) {
        EventLoop loop = channel.eventLoop();
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /**
     * Runs a task on the event loop of a channel, after what others have asked for before. Where the loop has ended the channel has
     * too, and the task is dropped like a frame that the network loses.
     */
    static void inTurn(Channel channel, Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} has ended: {}", channel, e.toString());
        }
    }
}
