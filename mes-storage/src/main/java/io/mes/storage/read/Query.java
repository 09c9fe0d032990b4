package io.mes.storage.read;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Puts a SELECT together, text and parameters side by side. Not thread-safe. */
final class Query {

    interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private final StringBuilder sql;
    private final List<Object> parameters = new ArrayList<>();

    Query(String sql, Object... parameters) {
        this.sql = new StringBuilder(sql);
        this.parameters.addAll(List.of(parameters));
    }

    /** Appends text with its parameters. */
    Query and(String text, Object... more) {
        sql.append(text);
        parameters.addAll(List.of(more));
        return this;
    }

    /** Appends text with its one parameter, or nothing if that is null. */
    Query andIf(@Nullable Object parameter, String text) {
        return parameter == null ? this : and(text, parameter);
    }

    /**
     * The first rows of a result.
     *
     * @param cut whether there are more, left out because the rows are large
     */
    record Part<T>(List<T> rows, boolean cut) {}

    /** All rows. */
    <T> List<T> list(Connection connection, RowMapper<T> mapper) throws SQLException {
        return part(connection, 0, mapper, row -> 0, 1).rows();
    }

    /**
     * Rows until their sizes together reach a budget; at least one, if there is any.
     *
     * @param fetchSize what the driver needs so as not to read more of them
     */
    <T> Part<T> part(Connection connection, int fetchSize, RowMapper<T> mapper, ToLongFunction<T> size, long budget)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql.toString())) {
            query.setFetchSize(fetchSize);
            for (int i = 0; i < parameters.size(); i++) {
                query.setObject(i + 1, parameters.get(i));
            }
            List<T> items = new ArrayList<>();
            long left = budget;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (left <= 0 && !items.isEmpty()) {
                        return new Part<>(items, true);
                    }
                    T item = mapper.map(rows);
                    left -= size.applyAsLong(item);
                    items.add(item);
                }
            }
            return new Part<>(items, false);
        }
    }
}
