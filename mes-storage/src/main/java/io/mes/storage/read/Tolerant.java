package io.mes.storage.read;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Runs queries on tables that somebody may just have dropped: those hold nothing. */
final class Tolerant {

    private final Dialect dialect;

    Tolerant(Dialect dialect) {
        this.dialect = dialect;
    }

    <T> List<T> list(Query query, Connection connection, Query.RowMapper<T> mapper) throws SQLException {
        try {
            return query.list(connection, mapper);
        } catch (SQLException e) {
            if (dialect.classify(e) == Failure.MISSING_TABLE) {
                return List.of();
            }
            throw e;
        }
    }
}
