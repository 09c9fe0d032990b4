package io.mes.storage;

import io.mes.storage.chat.Chat;
import io.mes.storage.config.DurabilityConfig;
import io.mes.storage.delivery.Delivery;
import io.mes.storage.delivery.DirectDelivery;
import io.mes.storage.delivery.SpooledDelivery;
import io.mes.storage.exchange.CaptureBudget;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.parse.ExchangeParser;
import io.mes.storage.redact.Redaction;
import io.mes.storage.ring.CommitGate;
import io.mes.storage.ring.CommitGate.Passage;
import io.mes.storage.ring.ExchangeRing;
import io.mes.storage.ring.RingConfig;
import io.mes.storage.ring.Task;
import io.mes.storage.service.WriterQueue;
import io.mes.storage.spool.Spool;
import io.mes.storage.stats.LossReason;
import io.mes.storage.stats.StoreCounters;
import io.mes.storage.write.BatchWriter;
import io.mes.storage.write.RetryPause;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of exchanges into the database: ring, parser, writer, and the spool if there is one. Thread-safe. */
final class Pipeline implements WriterQueue {

    private static final Logger log = LoggerFactory.getLogger(ConversationStore.class);
    private static final int BATCH_EXCHANGES = 1000;
    private static final long BATCH_CHARACTERS = 8 << 20;

    /** A request that waits must not wait for a database that may hang, nor make each batch of its own go to disk. */
    private static final Duration COMMIT_PATIENCE = Duration.ofMillis(500);

    /** A write that takes so long is as good as none; its time-out ends it, if it has one. */
    private static final Duration ASYNC_PATIENCE = Duration.ofSeconds(30);

    /** The writer ends a batch that nothing takes at once, when there is no more patience. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    private final DurabilityConfig durability;
    private final StoreCounters counters;
    private final CaptureBudget budget;
    private final RetryPause retryPause = new RetryPause();
    private final CommitGate gate = new CommitGate();
    private final Delivery delivery;
    private final ExchangeRing ring;
    private final int maxBacklog;

    /**
     * Starts its threads.
     *
     * @param spool closed with this; null to wait for the database in memory
     */
    Pipeline(
            StorageConfig config,
            BatchWriter writer,
            StoreCounters counters,
            Redaction redaction,
            CaptureBudget budget,
            @Nullable Spool spool) {
        this.durability = config.durability();
        this.counters = counters;
        this.budget = budget;
        this.maxBacklog = config.maxBacklog();
        this.delivery = spool == null
                ? new DirectDelivery(writer, counters, retryPause)
                : new SpooledDelivery(
                        writer,
                        spool,
                        counters,
                        retryPause,
                        this::isPressed,
                        durability.commit() ? COMMIT_PATIENCE : ASYNC_PATIENCE);
        ExchangeParser parser = new ExchangeParser(config.maxDecodedBytes());
        RingConfig ringConfig = new RingConfig(
                maxBacklog,
                BATCH_EXCHANGES,
                BATCH_CHARACTERS,
                Math.max(BATCH_CHARACTERS, config.maxBufferBytes() / 4),
                durability.commit());
        this.ring = new ExchangeRing(
                ringConfig,
                exchange -> redaction.of(counted(parser.parse(exchange))),
                delivery,
                this::release,
                counters);
    }

    private Chat counted(Chat chat) {
        if (chat.isUnparsed()) {
            counters.recordUnparsed();
        }
        return chat;
    }

    private void release(Exchange exchange) {
        exchange.release();
        gate.settled(exchange.id());
    }

    /** Half of what may wait, waits. Asked by request threads and the writer, which have nothing to do before there is a ring. */
    private boolean isPressed() {
        return ring.backlog() > maxBacklog / 2 || budget.reserved() > budget.limit() / 2;
    }

    boolean offer(Exchange exchange) {
        if (!durability.commit()) {
            boolean taken = ring.offer(exchange);
            if (ring.isNapping() && isPressed()) {
                ring.hurry();
            }
            return taken;
        }
        Duration longest = durability.commitTimeout();
        Passage passage = gate.pass(exchange.id(), () -> ring.offer(exchange, longest), longest);
        if (passage == Passage.LATE) {
            counters.recordUncommitted();
        }
        return passage != Passage.REFUSED;
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> task) {
        return ring.submit(Task.of(task));
    }

    @Override
    public <T> CompletableFuture<T> submitBehindSpool(Callable<T> task) {
        return ring.submit(Task.behindSpool(task));
    }

    long backlog() {
        return ring.backlog();
    }

    Delivery delivery() {
        return delivery;
    }

    /** Takes nothing more, writes or spools what waits, and ends the threads. */
    void close(Duration patience) {
        long start = System.nanoTime();
        delivery.hurry();
        boolean written = ring.close(patience);
        retryPause.end();
        long lostBefore = counters.lost(LossReason.NOT_WRITTEN);
        boolean ended = ring.abandon(LAST_PATIENCE);
        if (!written) {
            long lost = counters.lost(LossReason.NOT_WRITTEN) - lostBefore;
            long uncertain = ended ? 0 : ring.backlog();
            log.error(
                    "Not everything could be written within {}: {} exchanges are lost, {} more may be",
                    patience,
                    lost,
                    uncertain);
        }
        delivery.close(patience.minusNanos(System.nanoTime() - start));
    }
}
