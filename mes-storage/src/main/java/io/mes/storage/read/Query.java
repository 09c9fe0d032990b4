package io.mes.storage.read;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

    <T> List<T> list(Connection connection, RowMapper<T> mapper) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                query.setObject(i + 1, parameters.get(i));
            }
            List<T> items = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    items.add(mapper.map(rows));
                }
            }
            return items;
        }
    }
}
