package io.mes.storage.upkeep;

import io.mes.storage.catalogue.Completion;
import io.mes.storage.catalogue.CompletionRow;
import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.CompletionTag;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.database.Database;
import io.mes.storage.row.Facts;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for completions that are not found by what the table of completions says, because they were stored before that was
 * noted, or by something else than the writer; and has them found. Everything goes on meanwhile.
 */
final class CompletionRecounter {

    private static final int KEYS_A_PAGE = 100;

    private final Database database;
    private final ConversationTable conversations;

    /** A first reply that is missing there. */
    private record Missing(ConversationKey conversation, String messageId) {}

    /**
     * What is read of it.
     *
     * @param choices replies of the exchange
     */
    private record Reply(StoredMessage message, String model, long createdAt, int choices) {}

    CompletionRecounter(Database database) {
        this.database = database;
        this.conversations = new ConversationTable(database.dialect());
    }

    /**
     * Looks through the tables of messages.
     *
     * @return how many are missing, or were
     */
    long run(List<Partition> existing, boolean repair) throws SQLException {
        long missing = 0;
        for (Partition partition : existing) {
            try {
                missing += run(partition, repair);
            } catch (SQLException e) {
                if (!database.isMissingTable(e)) {
                    throw e;
                }
                // Dropped meanwhile.
            }
        }
        return missing;
    }

    private long run(Partition partition, boolean repair) throws SQLException {
        long missing = 0;
        String behind = "";
        List<Missing> page;
        do {
            String last = behind;
            List<Missing> some = database.read(connection -> missing(connection, partition, last));
            if (!some.isEmpty()) {
                missing += repair
                        ? database.write(connection -> add(connection, partition, some))
                        : database.read(connection ->
                                (long) holders(connection, partition, some).size());
            }
            behind = some.isEmpty() ? last : some.get(some.size() - 1).messageId();
            page = some;
        } while (page.size() == KEYS_A_PAGE);
        return missing;
    }

    /** By the index of message ids; rows that concern a whole exchange say so at their beginning. */
    private List<Missing> missing(Connection connection, Partition partition, String behind) throws SQLException {
        String sql = "SELECT user_id, conversation_id, message_id FROM " + partition.table(Tables.MESSAGES)
                + " reply WHERE message_id > ? AND " + database.dialect().asText("other") + " LIKE ?"
                + " AND NOT EXISTS (SELECT 1 FROM " + Tables.COMPLETIONS + " known WHERE known.user_id = reply.user_id"
                + " AND known.tag = " + CompletionTag.ALL + " AND known.message_id = "
                + database.dialect().byBytes("reply.message_id") + ") ORDER BY message_id LIMIT " + KEYS_A_PAGE;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, behind);
            query.setString(2, Facts.REQUEST_PATTERN);
            List<Missing> missing = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    missing.add(
                            new Missing(new ConversationKey(rows.getLong(1), rows.getString(2)), rows.getString(3)));
                }
            }
            return missing;
        }
    }

    /** Whoever deletes one of the conversations comes before or behind. */
    private long add(Connection connection, Partition partition, List<Missing> missing) throws SQLException {
        conversations.lock(
                connection, missing.stream().map(Missing::conversation).toList());
        Map<Missing, Reply> holders = holders(connection, partition, missing);
        List<CompletionRow> rows = new ArrayList<>();
        for (Map.Entry<Missing, Reply> holder : holders.entrySet()) {
            rows.addAll(rows(connection, partition, holder.getKey(), holder.getValue()));
        }
        CompletionTable.addIfAbsent(connection, database.dialect(), rows);
        return holders.size();
    }

    /** Those that really hold a request: a message that was sent may have a field of that name. */
    private Map<Missing, Reply> holders(Connection connection, Partition partition, List<Missing> missing)
            throws SQLException {
        Map<Missing, Reply> holders = new LinkedHashMap<>();
        for (Missing one : missing) {
            Reply reply = reply(connection, partition, one);
            if (reply != null && reply.message().holdsRequest()) {
                holders.put(one, reply);
            }
        }
        return holders;
    }

    private static List<CompletionRow> rows(Connection connection, Partition partition, Missing one, Reply reply)
            throws SQLException {
        StoredMessage message = reply.message();
        Completion completion = new Completion(
                one.conversation(),
                one.messageId(),
                partition,
                reply.choices(),
                reply.createdAt(),
                reply.model(),
                message.responseModel(),
                message.responseId(),
                metadata(connection, partition, one, message));
        return completion.rows();
    }

    /** Large metadata stand in an earlier reply. */
    private static @Nullable String metadata(
            Connection connection, Partition partition, Missing one, StoredMessage message) throws SQLException {
        String holder = message.metadataHolder();
        if (holder == null) {
            return message.metadata();
        }
        Reply held = reply(connection, partition, new Missing(one.conversation(), holder));
        return held == null ? null : held.message().requestMetadata();
    }

    /** One by one, for they may be large. Replies are the last messages of their exchange. */
    private static @Nullable Reply reply(Connection connection, Partition partition, Missing one) throws SQLException {
        String table = partition.table(Tables.MESSAGES);
        String sql = "SELECT message_id, role, other, model_name, created_at, (SELECT COUNT(*) FROM " + table
                + " WHERE user_id = ? AND message_id >= ? AND message_id < ?) FROM " + table
                + " WHERE user_id = ? AND message_id = ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            long user = one.conversation().userId();
            query.setLong(1, user);
            query.setString(2, one.messageId());
            query.setString(3, MessageIds.exchangeOf(one.messageId()) + ".");
            query.setLong(4, user);
            query.setString(5, one.messageId());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Reply(
                                new StoredMessage(row.getString(1), row.getString(2), null, row.getString(3)),
                                row.getString(4),
                                row.getLong(5),
                                row.getInt(6))
                        : null;
            }
        }
    }
}
