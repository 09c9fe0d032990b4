package io.mes.storage.write;

import io.mes.storage.catalogue.CompletionPlace;
import io.mes.storage.catalogue.CompletionRow;
import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.CompletionTag;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.catalogue.KeyCondition;
import io.mes.storage.database.Database;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets the metadata of completions: in the row of the first reply, where it goes wherever the row goes, and by what the
 * completion is found. The request as it was sent stays as it was. Thread-safe.
 */
public final class CompletionEditor {

    private final Database database;
    private final ConversationTable conversations;
    private final KeyCondition ofConversation;

    private record Reply(StoredMessage message, long createdAt, String model) {}

    /** An editor for one database. */
    public CompletionEditor(Database database) {
        this.database = database;
        this.conversations = new ConversationTable(database.dialect());
        this.ofConversation = new KeyCondition(database.dialect());
    }

    /**
     * Sets metadata in one transaction.
     *
     * @param metadata a JSON object
     * @return whether the completion is still there
     */
    public boolean setMetadata(CompletionPlace place, String metadata, Instant now) throws SQLException {
        return database.write(connection -> {
            // Whoever deletes the conversation locks it first, too.
            conversations.lock(connection, List.of(place.conversation()));
            Reply reply = find(connection, place);
            if (reply == null || !reply.message().holdsRequest()) {
                return false;
            }
            update(connection, place, reply.message().otherWithMetadata(metadata), now);
            retag(connection, place, reply, CompletionTag.ofMetadata(metadata));
            return true;
        });
    }

    private @Nullable Reply find(Connection connection, CompletionPlace place) throws SQLException {
        String sql =
                "SELECT message_id, role, content, other, created_at, model_name FROM " + table(place) + condition();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(ofConversation.bind(query, place.conversation()), place.messageId());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? reply(row) : null;
            }
        }
    }

    private static Reply reply(ResultSet row) throws SQLException {
        return new Reply(
                new StoredMessage(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                row.getLong(5),
                row.getString(6));
    }

    private static String table(CompletionPlace place) {
        return place.partition().table(Tables.MESSAGES);
    }

    private String condition() {
        return " WHERE " + ofConversation.sql() + " AND message_id = ?";
    }

    private void update(Connection connection, CompletionPlace place, String other, Instant now) throws SQLException {
        String sql = "UPDATE " + table(place) + " SET other = ?, updated_at = ?" + condition();
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            int next = 1;
            update.setString(next++, other);
            update.setLong(next++, now.getEpochSecond());
            for (Object value : ofConversation.parameters(place.conversation())) {
                update.setObject(next++, value);
            }
            update.setString(next, place.messageId());
            update.executeUpdate();
        }
    }

    /** What it was found by stays, but for metadata. */
    private static void retag(Connection connection, CompletionPlace place, Reply reply, Set<Long> wanted)
            throws SQLException {
        String answered = reply.message().responseModel();
        long responseTag = CompletionTag.ofResponseId(reply.message().responseId());
        Set<Long> before = CompletionTable.tags(connection, place.conversation(), place.messageId());
        Set<Long> removed = new LinkedHashSet<>(before);
        removed.removeAll(Set.of(CompletionTag.ALL, CompletionTag.ofModel(reply.model())));
        removed.remove(responseTag);
        removed.remove(answered == null ? CompletionTag.ALL : CompletionTag.ofModel(answered));
        removed.removeAll(wanted);
        CompletionTable.removeTags(connection, place.conversation().userId(), place.messageId(), removed);
        Set<Long> added = new LinkedHashSet<>(wanted);
        added.removeAll(before);
        CompletionTable.add(
                connection,
                added.stream()
                        .map(tag -> new CompletionRow(
                                place.conversation(),
                                tag,
                                place.messageId(),
                                place.partition(),
                                place.choices(),
                                reply.createdAt(),
                                responseTag))
                        .toList());
    }
}
