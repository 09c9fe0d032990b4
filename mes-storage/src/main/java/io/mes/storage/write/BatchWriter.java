package io.mes.storage.write;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ReplyTable;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores batches of chats, each in one transaction.
 *
 * <p>Called by one thread at a time, which it keeps until the batch is stored or patience ends. An exchange that can never be
 * stored is singled out, and stored sanitised if that helps. A batch whose commit broke off is looked up before it is tried
 * again, so nothing is stored twice.
 */
public final class BatchWriter {

    /** The request header with which a client asks that nothing but usage be kept. */
    public static final String CONSENT_HEADER = Consent.HEADER;

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);
    private static final int MAX_IMMEDIATE_RETRIES = 3;

    private final Database database;
    private final PartitionCatalog partitions;
    private final WriterConfig config;
    private final BatchTables tables;
    private final StoredExchanges storedExchanges;
    private final StoreCounters counters;

    /** Exchanges of which only usage was kept, lately: they leave no row that tells that they are stored. */
    private final RecentIds rowless = new RecentIds(10_000);

    private final FailureLog failures = new FailureLog(log);

    /** A writer to one database. */
    public BatchWriter(Database database, PartitionCatalog partitions, WriterConfig config, StoreCounters counters) {
        this.database = database;
        this.partitions = partitions;
        this.config = config;
        this.tables = new BatchTables(database.dialect());
        this.storedExchanges = new StoredExchanges(config.calendar());
        this.counters = counters;
    }

    /** What of a chat may be kept elsewhere until it is written: all of it, or nothing but usage. On any thread. */
    public Chat keepable(Chat chat) {
        return Consent.isRefused(chat, config.honorStore()) ? Consent.withoutContent(chat) : chat;
    }

    /**
     * Stores the chats in their order. Does not throw.
     *
     * @param again whether an earlier attempt may have stored some of them
     * @param patience how long to go on while the database fails
     */
    public Written write(List<Chat> chats, boolean again, Patience patience) {
        Written written = new Written();
        write(chats, again, patience, written);
        return written;
    }

    private void write(List<Chat> chats, boolean again, Patience patience, Written written) {
        boolean mayBeStored = again;
        for (int attempt = 0; !chats.isEmpty(); attempt++) {
            if (written.isCutShort()) {
                written.leave(chats);
                return;
            }
            try {
                tryToWrite(chats, mayBeStored, written);
                return;
            } catch (SQLException e) {
                Failure failure = database.dialect().classify(e);
                if (isOfOneRow(failure, attempt)) {
                    writeApart(chats, e, patience, written);
                    return;
                }
                if (!prepareRetry(failure, attempt, e, patience)) {
                    written.leave(chats);
                    return;
                }
                mayBeStored = true;
            } catch (RuntimeException bug) {
                writeApart(chats, bug, patience, written);
                return;
            }
        }
    }

    /** Whether it may be one chat that the database does not take, rather than that it takes none. */
    private static boolean isOfOneRow(Failure failure, int attempt) {
        boolean unknown = failure == Failure.FATAL || !failure.passes();
        return failure == Failure.DATA || (unknown && attempt >= MAX_IMMEDIATE_RETRIES);
    }

    /** Whether there is to be another attempt. */
    private boolean prepareRetry(Failure failure, int attempt, SQLException e, Patience patience) {
        counters.recordRetry();
        if (failure == Failure.MISSING_TABLE) {
            partitions.forget();
            return true;
        }
        boolean atOnce = failure == Failure.DUPLICATE || failure == Failure.TRANSIENT || failure == Failure.FATAL;
        if (atOnce && attempt < MAX_IMMEDIATE_RETRIES) {
            // Mostly gateways that write the same conversation at once; nothing to trouble anybody with.
            return true;
        }
        failures.warn("A batch could not be stored (" + failure + ") and is tried again", e);
        return patience.await(attempt);
    }

    private void tryToWrite(List<Chat> chats, boolean mayBeStored, Written written) throws SQLException {
        for (Chat chat : chats) {
            partitions.ensure(config.calendar().partitionOf(chat.exchange().completedAt()));
        }
        long begin = System.nanoTime();
        PlacedBatch placed = database.write(connection -> write(connection, chats, mayBeStored));
        counters.recordBatch(chats.size(), System.nanoTime() - begin);
        placed.rowless().forEach(rowless::add);
        written.stored(
                chats.size() - placed.discarded(),
                placed.discarded(),
                placed.rows().size());
    }

    private PlacedBatch write(Connection connection, List<Chat> chats, boolean mayBeStored) throws SQLException {
        Set<String> stored = mayBeStored ? storedExchanges.find(connection, chats) : Set.of();
        List<AddressedChat> addressed = chats.stream()
                .filter(chat -> !stored.contains(chat.exchange().id()))
                .filter(chat ->
                        !mayBeStored || !rowless.contains(chat.exchange().id()))
                .map(chat -> AddressedChat.of(chat, config.conversationHeaders()))
                .toList();
        List<ReplyTable.Key> wanted = addressed.stream()
                .flatMap(chat -> chat.wanted().stream().map(chat::keyOf))
                .toList();
        KnownReplies known = new KnownReplies(tables.replies().find(connection, wanted));
        List<ReplyTable.Key> ofDeleted = addressed.stream()
                .filter(known::lacksLast)
                .flatMap(chat ->
                        chat.wanted().stream().map(reply -> chat.keyOf(reply).ofDeleted()))
                .toList();
        known.note(tables.replies().find(connection, ofDeleted));
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
        counters.recordWritten(0, 0, written.rows().size());
    }

    /** Reads what is stored of conversations, and begins with nothing changed. */
    private PlacedBatch lock(Connection connection, Collection<ConversationKey> keys, KnownReplies known)
            throws SQLException {
        return new PlacedBatch(config, tables.lock(connection, keys), known);
    }

    private PlacedBatch apply(Connection connection, PlacedBatch placed) throws SQLException {
        tables.apply(connection, placed);
        return placed;
    }

    /** Stores what can be stored of a batch with something in it that cannot. */
    private void writeApart(List<Chat> chats, Exception cause, Patience patience, Written written) {
        if (chats.size() == 1) {
            writeSanitised(chats.get(0), cause, written);
            return;
        }
        int middle = chats.size() / 2;
        write(chats.subList(0, middle), true, patience, written);
        write(chats.subList(middle, chats.size()), true, patience, written);
    }

    /**
     * Stores as much of a chat as the database takes. If it takes nothing at all of it, for a reason that may be its own, the
     * chat is left.
     */
    private void writeSanitised(Chat chat, Exception cause, Written written) {
        // What was in the way may have passed by now.
        Exception last = isOfData(cause) ? cause : failureOf(chat, written);
        for (int longest : SanitisedChat.LENGTHS) {
            // Of a chat for which there is no room more would be cut off than it takes.
            if (last != null && !isOfDatabase(last)) {
                last = failureOf(SanitisedChat.of(chat, longest), written);
                if (last == null) {
                    failures.warn("An exchange could not be stored as it was, and is stored sanitised", cause);
                }
            }
        }
        if (last != null) {
            leaveOrRefuse(chat, last, written);
        }
    }

    /** What keeps a chat from being stored; null if it is stored. */
    private @Nullable Exception failureOf(Chat chat, Written written) {
        try {
            tryToWrite(List.of(chat), true, written);
            return null;
        } catch (SQLException | RuntimeException e) {
            return e;
        }
    }

    private void leaveOrRefuse(Chat chat, Exception last, Written written) {
        boolean passes =
                last instanceof SQLException e && database.dialect().classify(e).passes();
        if (passes) {
            failures.warn("An exchange could not be stored, and is tried again", last);
            written.leave(List.of(chat));
        } else {
            failures.warn("An exchange could not be stored, not even sanitised", last);
            written.refused(chat);
        }
    }

    private boolean isOfData(Exception cause) {
        return cause instanceof SQLException e && database.dialect().classify(e) == Failure.DATA;
    }

    /** Whether it says that the database takes nothing now, whatever it is. */
    private boolean isOfDatabase(Exception cause) {
        if (!(cause instanceof SQLException e)) {
            return false;
        }
        Failure failure = database.dialect().classify(e);
        return failure.passes() && failure != Failure.FATAL;
    }
}
