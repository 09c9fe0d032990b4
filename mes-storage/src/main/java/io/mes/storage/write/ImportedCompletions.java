package io.mes.storage.write;

import io.mes.storage.catalogue.Completion;
import io.mes.storage.catalogue.CompletionRow;
import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.KeyCondition;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notes by what the completions are found whose rows are imported, as the writer does it for what passes by. Use within the
 * transaction that stores the rows.
 *
 * <p>A part may end between the replies of an exchange, or behind the one that holds its metadata. What comes later is counted
 * to what was noted with the first reply, and what came earlier is read.
 */
final class ImportedCompletions {

    private final Connection connection;
    private final Dialect dialect;
    private final KeyCondition ofConversation;
    private final ConversationKey conversation;
    private final Collection<Partition> partitions;
    private final Map<String, String> heldMetadata = new HashMap<>();
    private final Map<String, First> firsts = new LinkedHashMap<>();
    private final Map<String, Integer> furtherReplies = new HashMap<>();

    /** A first reply, which holds what concerns the whole exchange. */
    private record First(MessageRow row, StoredMessage message, Partition partition) {}

    /**
     * Begins with nothing noted.
     *
     * @param partitions where the conversation has messages
     */
    ImportedCompletions(
            Connection connection, Dialect dialect, ConversationKey conversation, Collection<Partition> partitions) {
        this.connection = connection;
        this.dialect = dialect;
        this.ofConversation = new KeyCondition(dialect);
        this.conversation = conversation;
        this.partitions = partitions;
    }

    /** Takes in a row that was not there before. */
    void add(MessageRow row, Partition partition) {
        StoredMessage message = new StoredMessage(row.messageId(), row.role(), null, row.other());
        if (message.holdsRequest()) {
            firsts.put(row.messageId(), new First(row, message, partition));
        } else if (!message.firstReply().equals(row.messageId())) {
            furtherReplies.merge(message.firstReply(), 1, Integer::sum);
        }
    }

    /** Writes what was taken in. */
    void store() throws SQLException {
        List<CompletionRow> rows = new ArrayList<>();
        for (First first : firsts.values()) {
            rows.addAll(completion(first).rows());
        }
        // What is left of a completion that was deleted may be there.
        CompletionTable.replace(connection, dialect, rows);
        Map<String, Integer> ofEarlier = new HashMap<>(furtherReplies);
        ofEarlier.keySet().removeAll(firsts.keySet());
        CompletionTable.addChoices(connection, conversation, ofEarlier);
    }

    private Completion completion(First first) throws SQLException {
        StoredMessage message = first.message();
        return new Completion(
                conversation,
                message.messageId(),
                first.partition(),
                1 + furtherReplies.getOrDefault(message.messageId(), 0),
                first.row().createdAt(),
                first.row().modelName(),
                message.responseModel(),
                message.responseId(),
                metadata(message));
    }

    private @Nullable String metadata(StoredMessage message) throws SQLException {
        String holder = message.metadataHolder();
        if (holder == null) {
            return message.metadata();
        }
        String held = heldMetadata.get(holder);
        if (held == null) {
            held = heldBy(holder);
            if (held != null) {
                heldMetadata.put(holder, held);
            }
        }
        return held;
    }

    private @Nullable String heldBy(String holder) throws SQLException {
        First first = firsts.get(holder);
        return first != null
                ? first.message().requestMetadata()
                : new StoredMessage(holder, "", null, storedOther(holder)).requestMetadata();
    }

    private @Nullable String storedOther(String messageId) throws SQLException {
        for (Partition partition : partitions) {
            String sql = "SELECT other FROM " + partition.table(Tables.MESSAGES) + " WHERE " + ofConversation.sql()
                    + " AND message_id = ?";
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setString(ofConversation.bind(query, conversation), messageId);
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        return row.getString(1);
                    }
                }
            }
        }
        return null;
    }
}
