package io.wmmp.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What is logged while it is open, from INFO on; kept off the console. */
public final class LogCapture extends AbstractAppender implements AutoCloseable {

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final String logger;
    /** What the configuration says of this logger; null for nothing. */
    private final LoggerConfig before;

    private LogCapture(String logger) {
        super("capture", null, null, true, Property.EMPTY_ARRAY);
        this.logger = logger;
        before = context.getConfiguration().getLoggers().get(logger);
    }

    public static LogCapture of(String logger) {
        LogCapture capture = new LogCapture(logger);
        capture.start();
        LoggerConfig config = new LoggerConfig(logger, Level.INFO, false);
        config.addAppender(capture, Level.INFO, null);
        Appender all = capture.context.getConfiguration().getAppender("all");
        if (all != null) {
            config.addAppender(all, Level.INFO, null);
        }
        capture.context.getConfiguration().removeLogger(logger);
        capture.context.getConfiguration().addLogger(logger, config);
        capture.context.updateLoggers();
        return capture;
    }

    @Override
    public void append(LogEvent event) {
        events.add(event.toImmutable());
    }

    public List<String> messages() {
        return events.stream().map(event -> event.getMessage().getFormattedMessage()).toList();
    }

    /** What was logged together with a stack trace. */
    public List<Throwable> stackTraces() {
        return events.stream().map(LogEvent::getThrown).filter(thrown -> thrown != null).toList();
    }

    @Override
    public void close() {
        context.getConfiguration().removeLogger(logger);
        if (before != null) {
            context.getConfiguration().addLogger(logger, before);
        }
        context.updateLoggers();
        stop();
    }
}
