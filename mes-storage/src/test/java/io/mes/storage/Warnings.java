package io.mes.storage;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is complained about, or told, from construction until it is closed. */
final class Warnings implements AutoCloseable {

    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    /** What MES complains about. */
    Warnings() {
        this("io.mes", Level.WARN);
    }

    /** What everything below this package says at this level, or a more severe one. */
    Warnings(String packageName, Level level) {
        logger = (Logger) LoggerFactory.getLogger(packageName);
        appender.start();
        logger.setLevel(level);
        logger.addAppender(appender);
    }

    /** Each with its cause. */
    List<String> all() {
        return List.copyOf(appender.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage() + "\n"
                        + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }
}
