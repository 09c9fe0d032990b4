package io.mes.storage.upkeep;

import io.mes.storage.catalogue.CompletionTable;
import io.mes.storage.catalogue.CompletionTag;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.ConversationTable;
import io.mes.storage.database.Database;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for listed completions whose rows are gone, because somebody deleted them or dropped their table by hand; and takes them
 * off the list. Everything goes on meanwhile.
 */
final class CompletionPruner {

    private static final int KEYS_A_PAGE = 1000;

    private static final String SELECT = "SELECT " + CompletionKey.COLUMNS + ", partition_key FROM "
            + Tables.COMPLETIONS + " WHERE tag = " + CompletionTag.ALL;
    private static final String ORDER = " ORDER BY user_id, tag, message_id LIMIT ?";

    private final Database database;
    private final PartitionCatalog partitions;
    private final ConversationTable conversations;
    private final CompletionRowReader rows;

    /** A completion, and where it should be. */
    private record Listed(CompletionKey key, Partition partition) {}

    CompletionPruner(Database database, PartitionCatalog partitions) {
        this.database = database;
        this.partitions = partitions;
        this.conversations = new ConversationTable(database.dialect());
        this.rows = new CompletionRowReader(database);
    }

    /**
     * Looks through the list.
     *
     * @return how many are gone
     */
    long run(boolean repair) throws SQLException {
        long gone = 0;
        @Nullable CompletionKey last = null;
        List<Listed> page;
        do {
            CompletionKey behind = last;
            List<Listed> some = database.read(connection -> page(connection, behind));
            gone += prune(some, repair);
            page = some;
            last = page.isEmpty() ? null : page.get(page.size() - 1).key();
        } while (page.size() == KEYS_A_PAGE);
        return gone;
    }

    /** First the rest of a user's, then those of others: by the order of the key, which leads there at once. */
    private static List<Listed> page(Connection connection, @Nullable CompletionKey behind) throws SQLException {
        if (behind == null) {
            return list(connection, SELECT + ORDER, KEYS_A_PAGE);
        }
        long user = behind.conversation().userId();
        List<Listed> page = list(
                connection,
                SELECT + " AND user_id = ? AND message_id > ?" + ORDER,
                user,
                behind.messageId(),
                KEYS_A_PAGE);
        page.addAll(list(connection, SELECT + " AND user_id > ?" + ORDER, user, KEYS_A_PAGE - page.size()));
        return page;
    }

    private static List<Listed> list(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            List<Listed> listed = new ArrayList<>();
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    Partition partition = Partition.ofKey(found.getString(4)).orElse(Partition.BASE);
                    listed.add(new Listed(CompletionKey.of(found), partition));
                }
            }
            return listed;
        }
    }

    private long prune(List<Listed> page, boolean repair) throws SQLException {
        try {
            Set<Listed> gone = database.read(connection -> gone(connection, page));
            return repair && !gone.isEmpty() ? database.write(connection -> remove(connection, gone)) : gone.size();
        } catch (SQLException e) {
            if (database.isMissingTable(e)) {
                // Dropped meanwhile, and not by hand: what was listed of it goes with it.
                return 0;
            }
            throw e;
        }
    }

    private Set<Listed> gone(Connection connection, Collection<Listed> listed) throws SQLException {
        Map<Partition, List<CompletionKey>> keys = new TreeMap<>();
        for (Listed one : listed) {
            keys.computeIfAbsent(one.partition(), partition -> new ArrayList<>())
                    .add(one.key());
        }
        keys.keySet().retainAll(partitions.list(connection));
        Set<Listed> gone = new LinkedHashSet<>(listed);
        for (Map.Entry<Partition, List<CompletionKey>> group : keys.entrySet()) {
            for (CompletionKey present : rows.present(connection, group.getKey(), group.getValue())) {
                gone.remove(new Listed(present, group.getKey()));
            }
        }
        return gone;
    }

    /** Whoever deletes one of the conversations, or goes on with it, comes before or behind. */
    private long remove(Connection connection, Set<Listed> listed) throws SQLException {
        conversations.lock(
                connection, listed.stream().map(one -> one.key().conversation()).toList());
        Set<Listed> gone = gone(connection, listed);
        Map<ConversationKey, List<String>> ids = new TreeMap<>();
        for (Listed one : gone) {
            ids.computeIfAbsent(one.key().conversation(), conversation -> new ArrayList<>())
                    .add(one.key().messageId());
        }
        for (Map.Entry<ConversationKey, List<String>> conversation : ids.entrySet()) {
            CompletionTable.remove(connection, conversation.getKey(), conversation.getValue());
        }
        return gone.size();
    }
}
