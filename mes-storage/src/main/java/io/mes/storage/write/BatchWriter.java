package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.ReplyTable;
import io.mes.storage.catalogue.UsageTable;
import io.mes.storage.chat.Chat;
import io.mes.storage.database.Database;
import io.mes.storage.dialect.Failure;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import io.mes.storage.stats.FailureLog;
import io.mes.storage.stats.StoreCounters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores batches of chats, each in one transaction.
 *
 * <p>Called by the one writer thread, which it keeps until the batch is stored: what may pass is tried again with growing
 * pauses, as long as it takes; an exchange that can never be stored is singled out, counted as failed, and left. A batch
 * whose commit broke off is looked up before it is tried again, so nothing is stored twice.
 */
public final class BatchWriter {

    /** The request header with which a client asks that nothing but usage be kept. */
    public static final String CONSENT_HEADER = Consent.HEADER;

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);
    private static final int MAX_IMMEDIATE_RETRIES = 3;

    private final Database database;
    private final PartitionCatalog partitions;
    private final WriterConfig config;
    private final ConversationTable conversations;
    private final UsageTable usage;
    private final ReplyTable replies;
    private final RowWriter rows;
    private final StoredExchanges storedExchanges;
    private final StoreCounters counters;
    private final RetryPause pause;
    private final FailureLog failures = new FailureLog(log);

    /** A writer to one database. */
    public BatchWriter(
            Database database,
            PartitionCatalog partitions,
            WriterConfig config,
            StoreCounters counters,
            RetryPause pause) {
        this.database = database;
        this.partitions = partitions;
        this.config = config;
        this.conversations = new ConversationTable(database.dialect());
        this.rows = new RowWriter(database.dialect());
        this.usage = new UsageTable(database.dialect());
        this.replies = new ReplyTable(database.dialect());
        this.storedExchanges = new StoredExchanges(config.calendar());
        this.counters = counters;
        this.pause = pause;
    }

    /** Stores the chats in their order. Returns when each is stored or given up; does not throw. */
    public void write(List<Chat> chats) {
        boolean mayBeStored = false;
        for (int attempt = 0; !chats.isEmpty(); attempt++) {
            try {
                tryToWrite(chats, mayBeStored);
                return;
            } catch (SQLException e) {
                Failure failure = database.dialect().classify(e);
                boolean hopeless = failure == Failure.DATA || (!failure.passes() && attempt >= MAX_IMMEDIATE_RETRIES);
                if (hopeless) {
                    writeApart(chats, e);
                    return;
                }
                if (!prepareRetry(failure, attempt, e)) {
                    giveUp(chats, e);
                    return;
                }
                mayBeStored = true;
            } catch (RuntimeException bug) {
                writeApart(chats, bug);
                return;
            }
        }
    }

    /** Whether there is to be another attempt, which is so until the store closes. */
    private boolean prepareRetry(Failure failure, int attempt, SQLException e) {
        counters.recordRetry();
        if (failure == Failure.MISSING_TABLE) {
            partitions.forget();
            return true;
        }
        if (isLostRace(failure) && attempt < MAX_IMMEDIATE_RETRIES) {
            // Gateways that write the same conversation at once; nothing to trouble anybody with.
            return true;
        }
        failures.warn("A batch could not be stored (" + failure + ") and is tried again", e);
        return pause.await(attempt);
    }

    private static boolean isLostRace(Failure failure) {
        return failure == Failure.DUPLICATE || failure == Failure.TRANSIENT;
    }

    private void tryToWrite(List<Chat> chats, boolean mayBeStored) throws SQLException {
        for (Chat chat : chats) {
            partitions.ensure(config.calendar().partitionOf(chat.exchange().completedAt()));
        }
        PlacedBatch placed = database.write(connection -> write(connection, chats, mayBeStored));
        counters.recordDiscarded(placed.discarded());
        counters.recordStored(chats.size() - placed.discarded(), placed.rows().size());
    }

    private PlacedBatch write(Connection connection, List<Chat> chats, boolean mayBeStored) throws SQLException {
        Set<String> stored = mayBeStored ? storedExchanges.find(connection, chats) : Set.of();
        List<AddressedChat> addressed = chats.stream()
                .filter(chat -> !stored.contains(chat.exchange().id()))
                .map(chat -> AddressedChat.of(chat, config.conversationHeaders()))
                .toList();
        List<ReplyTable.Key> wanted = addressed.stream()
                .flatMap(chat -> chat.wanted().stream().map(chat::keyOf))
                .toList();
        KnownReplies known = new KnownReplies(replies.find(connection, wanted));
        Set<ConversationKey> keys = known.conversations();
        addressed.forEach(chat -> keys.add(chat.key()));
        PlacedBatch placed = lock(connection, keys, known);
        addressed.forEach(placed::add);
        return apply(connection, placed);
    }

    /**
     * Stores rows of one conversation that somebody else put together. Called by the writer thread.
     *
     * @throws SQLException if they could not be stored; there is no second attempt
     */
    public void writeRows(ConversationKey key, long createdAt, List<MessageRow> messages, List<ErrorRow> errors)
            throws SQLException {
        partitions.ensure(config.calendar().partitionOf(Instant.ofEpochSecond(createdAt)));
        PlacedBatch written = database.write(connection -> {
            PlacedBatch placed = lock(connection, List.of(key), new KnownReplies(Map.of()));
            placed.add(key, createdAt, messages, errors);
            return apply(connection, placed);
        });
        counters.recordStored(0, written.rows().size());
    }

    /** Reads what is stored of conversations, and begins with nothing changed. */
    private PlacedBatch lock(Connection connection, Collection<ConversationKey> keys, KnownReplies known)
            throws SQLException {
        return new PlacedBatch(config, conversations.lock(connection, keys), known);
    }

    private PlacedBatch apply(Connection connection, PlacedBatch placed) throws SQLException {
        rows.write(connection, placed.rows());
        conversations.save(connection, placed.changedEntries(), placed.existing());
        usage.add(connection, placed.usage());
        replies.add(connection, placed.replies());
        return placed;
    }

    /** Stores what can be stored of a batch with something in it that cannot. */
    private void writeApart(List<Chat> chats, Exception cause) {
        if (chats.size() == 1) {
            giveUp(chats, cause);
            return;
        }
        int middle = chats.size() / 2;
        write(chats.subList(0, middle));
        write(chats.subList(middle, chats.size()));
    }

    private void giveUp(List<Chat> chats, Exception cause) {
        counters.recordFailed(chats.size());
        failures.warn(chats.size() + " exchanges could not be stored and are lost", cause);
    }
}
