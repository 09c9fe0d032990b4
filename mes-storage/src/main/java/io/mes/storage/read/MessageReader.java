package io.mes.storage.read;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.KeyCondition;
import io.mes.storage.database.Database;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.read.Query.Part;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads rows of messages. */
public final class MessageReader {

    private static final String COLUMNS =
            "SELECT message_id, role, content, other, id, created_at, finish_reason FROM ";

    private final Database database;
    private final Tolerant tolerant;
    private final KeyCondition condition;

    record Row(StoredMessage message, RowWalk.Place place) {}

    /** A reader of one database. */
    public MessageReader(Database database) {
        this.database = database;
        this.tolerant = new Tolerant(database.dialect());
        this.condition = new KeyCondition(database.dialect());
    }

    /** A page of a conversation. The system prompts before the line count as its first messages. */
    public Page<StoredMessage> page(ConversationEntry entry, MessageQuery asked) throws SQLException {
        return database.read(
                connection -> new MessagePage(this, connection, entry, entry.partitions(), Map.of(), asked).read());
    }

    /** The same of a conversation as it was at one moment. */
    public Page<StoredMessage> page(ConversationSnapshot snapshot, MessageQuery asked) throws SQLException {
        return database.read(connection -> new MessagePage(
                        this, connection, snapshot.entry(), snapshot.partitions(), snapshot.lastIds(), asked)
                .read());
    }

    List<Row> list(Connection connection, Partition partition, Query query) throws SQLException {
        return tolerant.list(query, connection, row -> row(partition, row));
    }

    /** Rows until they fill the budget of a page. */
    Part<Row> part(Connection connection, Partition partition, Query query, long budget) throws SQLException {
        return tolerant.part(
                query,
                connection,
                row -> row(partition, row),
                row -> row.message().characters(),
                budget);
    }

    String otherAsText() {
        return database.dialect().asText("other");
    }

    Query ofConversation(ConversationKey key, Partition partition) {
        return new Query(
                COLUMNS + partition.table(Tables.MESSAGES) + " WHERE " + condition.sql(), condition.parameters(key));
    }

    /**
     * Messages of a conversation by their ids.
     *
     * @param partitions where to look, the likeliest first; looking ends when all are found
     * @return those that were found, each once, in the order asked for
     */
    public Map<String, StoredMessage> find(ConversationKey key, List<Partition> partitions, List<String> ids)
            throws SQLException {
        return database.read(connection -> find(connection, key, partitions, ids));
    }

    Map<String, StoredMessage> find(
            Connection connection, ConversationKey key, List<Partition> partitions, List<String> ids)
            throws SQLException {
        Set<String> missing = new LinkedHashSet<>(ids);
        Map<String, StoredMessage> found = new HashMap<>();
        for (Partition partition : partitions) {
            for (List<String> some : SqlText.parts(List.copyOf(missing))) {
                Query query = ofConversation(key, partition)
                        .and(" AND message_id IN (" + SqlText.placeholders(some.size()) + ")", some.toArray());
                list(connection, partition, query)
                        .forEach(row -> found.put(row.message().messageId(), row.message()));
            }
            missing.removeAll(found.keySet());
        }
        Map<String, StoredMessage> ordered = new LinkedHashMap<>();
        ids.stream().filter(found::containsKey).forEach(id -> ordered.put(id, found.get(id)));
        return ordered;
    }

    /** All messages of a conversation whose ids lie between two, both included, wherever they are; by id. */
    public Map<String, StoredMessage> between(
            ConversationKey key, List<Partition> partitions, @Nullable String first, String last) throws SQLException {
        Map<String, StoredMessage> found = new TreeMap<>();
        return database.read(connection -> {
            for (Partition partition : partitions) {
                Query query = ofConversation(key, partition)
                        .andIf(first, " AND message_id >= ?")
                        .and(" AND message_id <= ?", last);
                list(connection, partition, query)
                        .forEach(row -> found.put(row.message().messageId(), row.message()));
            }
            return found;
        });
    }

    private static Row row(Partition partition, ResultSet row) throws SQLException {
        StoredMessage message = new StoredMessage(
                row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(7));
        return new Row(message, new RowWalk.Place(partition, row.getLong(5), row.getLong(6), message.messageId()));
    }
}
