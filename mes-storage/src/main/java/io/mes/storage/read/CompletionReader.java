package io.mes.storage.read;

import io.mes.storage.catalogue.CompletionPlace;
import io.mes.storage.catalogue.CompletionTag;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.database.Database;
import io.mes.storage.exchange.ExchangeIds;
import io.mes.storage.json.JsonText;
import io.mes.storage.partition.PartitionCatalog;
import io.mes.storage.query.CompletionQuery;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds completions: by what the table of completions says of them, so without looking into any day.
 *
 * <p>A completion is called by the id that its upstream gave it, or by one of MES's own, {@code chatcmpl-} and the id of its
 * exchange, which always names it. Of several with the same id of an upstream that id names the newest, even if that one was
 * deleted.
 */
public final class CompletionReader {

    private static final String OWN = "chatcmpl-";
    private static final int MAX_ID = 255;

    private static final String SELECT = "SELECT conversation_id, message_id, partition_key, choices,"
            + " CASE WHEN response_tag < 0 AND NOT EXISTS (SELECT 1 FROM " + Tables.COMPLETIONS + " newer WHERE"
            + " newer.user_id = found.user_id AND newer.tag = found.response_tag"
            + " AND newer.message_id > found.message_id) THEN 1 ELSE 0 END FROM " + Tables.COMPLETIONS
            + " found WHERE user_id = ? AND tag = ?";

    private final Database database;
    private final PartitionCatalog partitions;

    /** A reader of one database. */
    public CompletionReader(Database database, PartitionCatalog partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    /** The id that MES itself gives a completion. */
    public static String ownId(String messageId) {
        return OWN + MessageIds.exchangeOf(messageId);
    }

    /** The completion that is called by an id, or was before it was deleted; empty if there is none. */
    public Optional<CompletionPlace> find(long userId, String id) throws SQLException {
        return database.read(connection -> find(connection, userId, id));
    }

    private static Optional<CompletionPlace> find(Connection connection, long userId, String id) throws SQLException {
        long tag = CompletionTag.ofResponseId(id);
        Optional<CompletionPlace> called = tag == CompletionTag.NONE
                ? Optional.empty()
                : first(connection, userId, new Query(SELECT, userId, tag).and(" ORDER BY message_id DESC LIMIT 1"));
        if (called.isPresent() || !isStorable(id)) {
            return called;
        }
        String exchange = exchangeOf(id);
        Query own = new Query(SELECT, userId, CompletionTag.ALL)
                .and(" AND message_id > ? AND message_id < ? LIMIT 1", exchange + "-", exchange + ".");
        return first(connection, userId, own)
                .filter(place -> MessageIds.exchangeOf(place.messageId()).equals(exchange));
    }

    private static Optional<CompletionPlace> first(Connection connection, long userId, Query query)
            throws SQLException {
        return query.list(connection, row -> place(userId, row)).stream().findFirst();
    }

    private static CompletionPlace place(long userId, ResultSet row) throws SQLException {
        return new CompletionPlace(
                new ConversationKey(userId, row.getString(1)),
                row.getString(2),
                Partition.ofKey(row.getString(3)).orElse(Partition.BASE),
                row.getInt(4),
                row.getInt(5) == 1);
    }

    private static boolean isStorable(String id) {
        return id.length() <= MAX_ID && JsonText.isStorable(id);
    }

    /** The exchange that an id names if it is one of MES's own. */
    private static String exchangeOf(String id) {
        return id.startsWith(OWN) ? id.substring(OWN.length()) : id;
    }

    /**
     * Where some of a user's completions stand, in the order asked for.
     *
     * @param behind the first reply of the completion to begin behind; null for the first ones
     * @param limit how many at most, whatever limit is asked for
     */
    public List<CompletionPlace> list(long userId, CompletionQuery asked, @Nullable String behind, int limit)
            throws SQLException {
        return list(userId, asked, behind, "", limit);
    }

    /** Likewise, but for those whose tables were dropped by hand. */
    public List<CompletionPlace> listExisting(long userId, CompletionQuery asked, @Nullable String behind, int limit)
            throws SQLException {
        String keys = partitions.list().stream()
                .map(partition -> ", '" + partition.key() + "'")
                .collect(Collectors.joining());
        return list(userId, asked, behind, " AND partition_key IN (''" + keys + ")", limit);
    }

    private List<CompletionPlace> list(
            long userId, CompletionQuery asked, @Nullable String behind, String condition, int limit)
            throws SQLException {
        List<Long> tags = tags(asked);
        Query query = new Query(SELECT, userId, tags.get(0)).and(condition);
        for (long tag : tags.subList(1, tags.size())) {
            query.and(
                    " AND EXISTS (SELECT 1 FROM " + Tables.COMPLETIONS + " too WHERE too.user_id = found.user_id"
                            + " AND too.tag = ? AND too.message_id = found.message_id)",
                    tag);
        }
        query.andIf(behind, asked.newestFirst() ? " AND message_id < ?" : " AND message_id > ?");
        query.and(" ORDER BY message_id" + (asked.newestFirst() ? " DESC" : "") + " LIMIT ?", limit);
        return database.read(connection -> query.list(connection, row -> place(userId, row)));
    }

    /** What all of them have, that of which there are likely the fewest first. */
    private static List<Long> tags(CompletionQuery asked) {
        List<Long> tags = new ArrayList<>();
        for (Map.Entry<String, String> pair : asked.metadata()) {
            tags.add(CompletionTag.ofMetadata(pair.getKey(), pair.getValue()));
        }
        String model = asked.model();
        if (model != null) {
            tags.add(CompletionTag.ofModel(model));
        }
        if (tags.isEmpty()) {
            tags.add(CompletionTag.ALL);
        }
        return tags;
    }

    /**
     * The first reply of a completion that a list is to begin behind.
     *
     * @param id the completion; null for none
     * @throws InvalidQueryException if it names none
     */
    public @Nullable String placeOf(long userId, @Nullable String id) throws SQLException {
        if (id == null) {
            return null;
        }
        Optional<CompletionPlace> place = find(userId, id);
        if (place.isPresent()) {
            return place.get().messageId();
        }
        String exchange = exchangeOf(id);
        if (ExchangeIds.epochMillisOf(exchange).isEmpty()) {
            throw new InvalidQueryException("after", "after must be the id of a stored completion");
        }
        // It may have been deleted since, but says itself where it was.
        return exchange + "-";
    }
}
