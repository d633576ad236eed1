package io.wmmp.link;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/** The thread of a channel. */
final class EventLoops {

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
}
