package io.mes.storage.read;

import io.mes.storage.catalogue.CompletionPlace;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.database.Database;
import io.mes.storage.dialect.SqlText;
import io.mes.storage.json.JsonReader;
import io.mes.storage.query.StoredCompletion.Spent;
import io.mes.storage.read.Query.Part;
import io.mes.storage.row.Partition;
import io.mes.storage.row.StoredMessage;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the replies of completions, those of several that lie in one table by one query. */
public final class CompletionRows {

    /** Characters after which a page ends, however few completions it has, lest a few large ones fill the heap. */
    public static final long PAGE_CHARACTERS = RowWalk.PAGE_CHARACTERS;

    private static final int IDS_A_QUERY = 512;

    private final Database database;
    private final Tolerant tolerant;
    private final String columns;

    /**
     * A reply, with what its row says of it.
     *
     * @param finishReason null where there was none
     */
    public record Reply(
            StoredMessage message,
            String model,
            long createdAt,
            @Nullable String finishReason,
            Spent usage) {}

    /** A reader of one database. */
    public CompletionRows(Database database) {
        this.database = database;
        this.tolerant = new Tolerant(database.dialect());
        this.columns = "SELECT message_id, role, content, other, model_name, created_at, finish_reason, prompt_tokens,"
                + " completion_tokens, total_tokens, " + database.dialect().column("usage") + " FROM ";
    }

    /**
     * The replies of completions, as many as fit a page, the first of them in any case. One that is not there any more has
     * none.
     *
     * @param newestFirst how the places are ordered
     * @return the replies of each by its first one's id, in order; those missing that did not fit
     */
    public Map<String, List<Reply>> read(long userId, List<CompletionPlace> places, boolean newestFirst)
            throws SQLException {
        return database.read(connection -> {
            Map<String, List<Reply>> found = new LinkedHashMap<>();
            long budget = PAGE_CHARACTERS;
            for (int start = 0; start < places.size() && budget > 0; ) {
                List<CompletionPlace> group = places.subList(start, endOfGroup(places, start));
                Part<Reply> part = read(connection, userId, group, newestFirst, budget);
                put(found, group, part);
                budget = part.cut()
                        ? 0
                        : budget
                                - part.rows().stream()
                                        .mapToLong(CompletionRows::size)
                                        .sum();
                start += group.size();
            }
            if (found.isEmpty() && !places.isEmpty()) {
                List<CompletionPlace> first = places.subList(0, 1);
                put(found, first, read(connection, userId, first, newestFirst, budget));
            }
            return found;
        });
    }

    /** Those that follow each other in one table, as many as one query may ask for. */
    private static int endOfGroup(List<CompletionPlace> places, int start) {
        Partition partition = places.get(start).partition();
        int ids = places.get(start).choices();
        int end = start + 1;
        while (end < places.size()
                && places.get(end).partition().equals(partition)
                && ids + places.get(end).choices() <= IDS_A_QUERY) {
            ids += places.get(end++).choices();
        }
        return end;
    }

    private static long size(Reply reply) {
        return reply.message().characters();
    }

    private Part<Reply> read(
            Connection connection, long userId, List<CompletionPlace> group, boolean newestFirst, long budget)
            throws SQLException {
        // The only one is read whole, for who asks for it has nothing of a part of it.
        long patience = group.size() == 1 ? Long.MAX_VALUE : budget;
        List<String> ids = ids(group);
        Partition partition = group.get(0).partition();
        Query query = ids.size() > IDS_A_QUERY
                ? withIds(columns, partition, userId, ids.get(0), ids.get(ids.size() - 1))
                : withIds(columns, partition, userId, SqlText.parts(ids).get(0));
        query.and(" ORDER BY message_id" + (newestFirst ? " DESC" : ""));
        return tolerant.part(query, connection, CompletionRows::reply, CompletionRows::size, patience);
    }

    /** Systems limit the parameters of a statement, and find few ids only fast. */
    private static Query withIds(String select, Partition partition, long userId, String first, String last) {
        return new Query(select + partition.table(Tables.MESSAGES))
                .and(" WHERE message_id >= ? AND message_id <= ? AND user_id = ?", first, last, userId);
    }

    private static Query withIds(String select, Partition partition, long userId, List<String> ids) {
        return new Query(select + partition.table(Tables.MESSAGES))
                .and(" WHERE message_id IN (" + SqlText.placeholders(ids.size()) + ")", ids.toArray())
                .and(" AND user_id = ?", userId);
    }

    private static List<String> ids(List<CompletionPlace> group) {
        return group.stream().flatMap(place -> replies(place).stream()).toList();
    }

    /** How many completions of a list, from its beginning on, have lost their first replies. */
    public int countGone(long userId, List<CompletionPlace> places) throws SQLException {
        return database.read(connection -> {
            int start = 0;
            while (start < places.size()) {
                List<CompletionPlace> group = places.subList(start, endOfGroup(places, start));
                List<String> firsts =
                        group.stream().map(CompletionPlace::messageId).toList();
                Set<String> there = new HashSet<>();
                for (List<String> ids : SqlText.parts(firsts)) {
                    Query query =
                            withIds("SELECT message_id FROM ", group.get(0).partition(), userId, ids);
                    there.addAll(tolerant.list(query, connection, row -> row.getString(1)));
                }
                int gone = (int) firsts.stream()
                        .takeWhile(first -> !there.contains(first))
                        .count();
                start += gone;
                if (gone < group.size()) {
                    break;
                }
            }
            return start;
        });
    }

    private static List<String> replies(CompletionPlace place) {
        String exchange = MessageIds.exchangeOf(place.messageId());
        int first = MessageIds.positionOf(place.messageId());
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < place.choices(); i++) {
            ids.add(MessageIds.of(exchange, first + i));
        }
        return ids;
    }

    /** Puts replies where they belong; where reading was cut, what may be only a part of its completion is left out. */
    private static void put(Map<String, List<Reply>> found, List<CompletionPlace> group, Part<Reply> part) {
        Map<String, Reply> byId = new HashMap<>();
        String last = "";
        for (Reply reply : part.rows()) {
            last = reply.message().messageId();
            byId.put(last, reply);
        }
        for (CompletionPlace place : group) {
            List<String> ids = replies(place);
            if (part.cut() && ids.contains(last)) {
                return;
            }
            found.put(
                    place.messageId(),
                    ids.stream().filter(byId::containsKey).map(byId::get).toList());
        }
    }

    private static Reply reply(ResultSet row) throws SQLException {
        return new Reply(
                new StoredMessage(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                row.getString(5),
                row.getLong(6),
                row.getString(7),
                new Spent(row.getLong(8), row.getLong(9), row.getLong(10), object(row.getString(11))));
    }

    /** A column that holds an object; null if it holds something else, for a row may come from anywhere. */
    private static @Nullable String object(@Nullable String json) {
        return json != null && json.startsWith("{") && JsonReader.isJson(json) ? json : null;
    }
}
