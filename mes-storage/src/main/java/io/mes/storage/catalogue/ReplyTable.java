package io.mes.storage.catalogue;

import io.mes.storage.conversation.KnownReply;
import io.mes.storage.conversation.LineEnd;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and writes rows of {@link Tables#REPLIES}. Thread-safe; the caller owns connection and transaction. */
public final class ReplyTable {

    /** Conversations that begin with the same words may be many; so many of the newest are found. */
    public static final int MOST = 8;

    /** Of a conversation that says the same again and again the last time counts. */
    private static final List<String> KEY = List.of("user_id", "conversation_id", "fingerprint");

    private static final String OF_CONVERSATION = KeyedUpdate.OF_CONVERSATION;
    private static final String FIND =
            "SELECT * FROM (SELECT " + String.join(", ", Tables.REPLY_COLUMNS) + " FROM " + Tables.REPLIES
                    + " WHERE user_id = ? AND fingerprint = ? ORDER BY message_id DESC LIMIT " + MOST + ") found";
    private static final Comparator<Row> NEWEST_FIRST =
            Comparator.comparing((Row row) -> row.reply().end().messageId()).reversed();

    private final Dialect dialect;

    /** By what a reply is looked for. */
    public record Key(long userId, long fingerprint) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int order = Long.compare(userId, other.userId);
            return order != 0 ? order : Long.compare(fingerprint, other.fingerprint);
        }

        /** By what the same reply is looked for where it was deleted. */
        public Key ofDeleted() {
            return new Key(userId, KnownReply.fingerprintOfDeleted(fingerprint));
        }
    }

    /** A reply and the conversation that holds it. */
    public record Row(ConversationKey conversation, KnownReply reply) {

        /** By what it is looked for. */
        public Key key() {
            return new Key(conversation.userId(), reply.fingerprint());
        }
    }

    /** The table as one dialect sees it. */
    public ReplyTable(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The newest replies with these fingerprints, a few of each, the newest first. Locks nothing. */
    public Map<Key, List<Row>> find(Connection connection, Collection<Key> keys) throws SQLException {
        Map<Key, List<Row>> found = new TreeMap<>();
        List<Key> ordered = keys.stream().sorted().distinct().toList();
        int most = Math.min(dialect.pairsAtOnce(), 64);
        for (int start = 0; start < ordered.size(); start += most) {
            find(connection, ordered.subList(start, Math.min(ordered.size(), start + most)), found);
        }
        // A union has no order.
        found.values().forEach(rows -> rows.sort(NEWEST_FIRST));
        return found;
    }

    private static void find(Connection connection, List<Key> keys, Map<Key, List<Row>> found) throws SQLException {
        // The last key stands for those that are missing.
        int parts = SqlText.roundedUp(keys.size());
        String sql = String.join(" UNION ", Collections.nCopies(parts, FIND));
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parts; i++) {
                Key key = keys.get(Math.min(i, keys.size() - 1));
                query.setLong(2 * i + 1, key.userId());
                query.setLong(2 * i + 2, key.fingerprint());
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Row row = row(rows);
                    found.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(row);
                }
            }
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new ConversationKey(row.getLong(1), row.getString(3)),
                new KnownReply(row.getLong(2), new LineEnd(row.getString(4), row.getLong(5), row.getLong(6))));
    }

    /**
     * The replies by which a conversation is found, in the order of their fingerprints; deleted ones not among them.
     *
     * @param behind the reply to begin behind; null for the first ones
     */
    public List<KnownReply> of(
            Connection connection, ConversationKey conversation, @Nullable KnownReply behind, int limit)
            throws SQLException {
        String sql = "SELECT " + String.join(", ", Tables.REPLY_COLUMNS) + " FROM " + Tables.REPLIES + OF_CONVERSATION
                + " AND fingerprint >= ? AND line_length >= 0 ORDER BY fingerprint LIMIT " + limit;
        if (behind != null && behind.fingerprint() == Long.MAX_VALUE) {
            return List.of();
        }
        List<KnownReply> replies = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, conversation.userId());
            query.setString(2, conversation.conversationId());
            query.setLong(3, behind == null ? Long.MIN_VALUE : behind.fingerprint() + 1);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    replies.add(row(rows).reply());
                }
            }
        }
        return replies;
    }

    /** Adds replies where there is none yet that says the same. */
    public void addIfAbsent(Connection connection, Collection<Row> rows) throws SQLException {
        insert(connection, dialect.insertIfAbsent(Tables.REPLIES, Tables.REPLY_COLUMNS), rows);
    }

    /** Adds replies, in place of earlier ones of the same conversation that say the same; each only once. */
    public void add(Connection connection, Collection<Row> rows) throws SQLException {
        insert(connection, dialect.replace(Tables.REPLIES, Tables.REPLY_COLUMNS, KEY), rows);
    }

    private static void insert(Connection connection, String sql, Collection<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                insert.setLong(1, row.conversation().userId());
                insert.setLong(2, row.reply().fingerprint());
                insert.setString(3, row.conversation().conversationId());
                insert.setString(4, row.reply().end().messageId());
                insert.setLong(5, row.reply().end().length());
                insert.setLong(6, row.reply().end().hash());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /**
     * Has the replies of a conversation found as deleted ones only, by which an exchange is told that began before. What is
     * kept are fingerprints. See {@link KnownReply#deleted}.
     */
    public void markDeleted(Connection connection, ConversationKey conversation) throws SQLException {
        // Those of an earlier deletion make room.
        KeyedUpdate.run(
                connection, "DELETE FROM " + Tables.REPLIES + OF_CONVERSATION + " AND line_length < 0", conversation);
        KeyedUpdate.run(
                connection,
                "UPDATE " + Tables.REPLIES + " SET fingerprint = -1 - fingerprint, line_length = -1 - line_length"
                        + OF_CONVERSATION,
                conversation);
    }

    /** Takes away what stands for conversations. */
    public void remove(Connection connection, Collection<ConversationKey> conversations) throws SQLException {
        KeyedDelete.run(connection, Tables.REPLIES, conversations);
    }
}
