package io.wmmp.examples.platform;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/** Writes bodies as lines, each whole and flushed before the route goes on; a line that cannot be written fails the route. */
final class JsonLines implements Processor {

    private final OutputStream out;
    private final Lock lock = new ReentrantLock();

    JsonLines(OutputStream out) {
        this.out = out;
    }

    @Override
    public void process(Exchange exchange) throws IOException, InvalidPayloadException {
        byte[] line = (exchange.getMessage().getMandatoryBody(String.class) + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            out.write(line);
            out.flush();
        } finally {
            lock.unlock();
        }
    }
}
