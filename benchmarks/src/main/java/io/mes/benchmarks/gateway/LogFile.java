package io.mes.benchmarks.gateway;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * Where a recording that only logs leaves what it has seen: a file, written by a thread of its own, as one would set it up so
 * that requests do not wait for the disk. Nothing is dropped: who logs waits when the queue is full.
 */
final class LogFile implements AutoCloseable {

    /** How the threads are called that write. */
    static final String THREADS = "AsyncAppender-Worker";

    /** How long who waits for what is written looks away. */
    static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger logger = context.getLogger("traffic");
    private final FileAppender<ILoggingEvent> file = new FileAppender<>();
    private final AsyncAppender queue = new AsyncAppender();
    private final AtomicLong written = new AtomicLong();

    LogFile(Path path) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d %msg%n");
        encoder.start();
        file.setContext(context);
        file.setFile(path.toString());
        file.setEncoder(encoder);
        file.setImmediateFlush(false);
        file.start();
        queue.setContext(context);
        queue.setQueueSize(8192);
        queue.setDiscardingThreshold(0);
        queue.addAppender(file);
        queue.start();
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        logger.addAppender(queue);
    }

    void write(String entry) {
        logger.info(entry);
        written.incrementAndGet();
    }

    /** How many entries there were, as soon as the queue is empty. */
    long written() {
        while (queue.getNumberOfElementsInQueue() > 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return written.get();
    }

    @Override
    public void close() {
        queue.stop();
        file.stop();
    }
}
