package io.mes.storage.upkeep;

import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.catalogue.EntryContent;
import io.mes.storage.catalogue.KeyCondition;
import io.mes.storage.catalogue.TokenSum;
import io.mes.storage.chat.Tokens;
import io.mes.storage.dialect.Dialect;
import io.mes.storage.partition.Calendar;
import io.mes.storage.partition.Coverage;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Works out from a conversation's rows what its entry must say. Stateless; the caller has locked the entry. */
final class ContentReader {

    private static final long ANY_TIME = -1;

    private final KeyCondition ofConversation;
    private final EarliestTitle titles;
    private final Calendar calendar;

    ContentReader(Dialect dialect, Calendar calendar) {
        this.ofConversation = new KeyCondition(dialect);
        this.titles = new EarliestTitle(dialect);
        this.calendar = calendar;
    }

    /** What one partition holds of a conversation. */
    private record Share(Partition partition, long messages, long tokens, long firstAt, long lastAt) {}

    /**
     * The content of an entry. Rows that wait to be catalogued are left to whoever does that.
     *
     * @param partitions where messages may be; their tables exist
     * @param errorPartitions where errors may be
     * @param uncatalogued which rows of partitions wait
     */
    EntryContent read(
            Connection connection,
            ConversationKey key,
            Collection<Partition> partitions,
            Collection<Partition> errorPartitions,
            Map<Partition, Coverage> uncatalogued)
            throws SQLException {
        List<Partition> withErrors = new ArrayList<>();
        for (Partition partition : errorPartitions) {
            if (share(connection, key, partition, Tables.ERRORS, uncatalogued).messages() > 0) {
                withErrors.add(partition);
            }
        }
        List<Share> shares = new ArrayList<>();
        for (Partition partition : partitions) {
            Share share = share(connection, key, partition, Tables.MESSAGES, uncatalogued);
            if (share.messages() > 0) {
                shares.add(share);
            }
        }
        return content(connection, key, shares, withErrors, uncatalogued);
    }

    private EntryContent content(
            Connection connection,
            ConversationKey key,
            List<Share> shares,
            List<Partition> withErrors,
            Map<Partition, Coverage> uncatalogued)
            throws SQLException {
        if (shares.isEmpty()) {
            return EntryContent.NONE.withoutMessages(withErrors);
        }
        Share first =
                shares.stream().min(Comparator.comparingLong(Share::firstAt)).orElseThrow();
        Share last =
                shares.stream().max(Comparator.comparingLong(Share::lastAt)).orElseThrow();
        List<Partition> partitions =
                shares.stream().map(Share::partition).sorted().toList();
        return new EntryContent(
                first.firstAt(),
                last.lastAt(),
                shares.stream()
                        .map(share -> day(share, share.firstAt()))
                        .min(Comparator.naturalOrder())
                        .orElseThrow()
                        .toString(),
                shares.stream()
                        .map(share -> day(share, share.lastAt()))
                        .max(Comparator.naturalOrder())
                        .orElseThrow()
                        .toString(),
                shares.stream().mapToLong(Share::messages).sum(),
                shares.stream().mapToLong(Share::tokens).reduce(0, Tokens::plus),
                model(connection, key, last.partition(), uncatalogued),
                titles.find(connection, key, partitions, ANY_TIME),
                partitions,
                withErrors);
    }

    private LocalDate day(Share share, long at) {
        return calendar.dayOf(share.partition(), at);
    }

    private static String covered(Partition partition, String base, Map<Partition, Coverage> uncatalogued) {
        Coverage coverage = uncatalogued.get(partition);
        return coverage == null ? "" : coverage.covered(base);
    }

    private Share share(
            Connection connection,
            ConversationKey key,
            Partition partition,
            String base,
            Map<Partition, Coverage> uncatalogued)
            throws SQLException {
        String sql = "SELECT COUNT(*), " + TokenSum.SQL + ", MIN(created_at), MAX(created_at) FROM "
                + partition.table(base) + " WHERE " + ofConversation.sql() + covered(partition, base, uncatalogued);
        try (PreparedStatement query = query(connection, sql, key);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Share(partition, row.getLong(1), TokenSum.of(row, 2), row.getLong(3), row.getLong(4));
        }
    }

    private String model(
            Connection connection, ConversationKey key, Partition partition, Map<Partition, Coverage> uncatalogued)
            throws SQLException {
        String sql = "SELECT model_name FROM " + partition.table(Tables.MESSAGES) + " WHERE " + ofConversation.sql()
                + covered(partition, Tables.MESSAGES, uncatalogued) + " AND model_name <> '' ORDER BY id DESC LIMIT 1";
        try (PreparedStatement query = query(connection, sql, key);
                ResultSet row = query.executeQuery()) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private PreparedStatement query(Connection connection, String sql, ConversationKey key) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql);
        ofConversation.bind(query, key);
        return query;
    }
}
