package io.mes.storage.read;

import io.mes.storage.dialect.Dialect;
import io.mes.storage.dialect.Failure;
import io.mes.storage.read.Query.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Runs queries on tables that somebody may just have dropped: those hold nothing. Nor do tables of another program hold an
 * id in characters that they do not know.
 */
final class Tolerant {

    private final Dialect dialect;

    private interface Reading<T> {
        Part<T> run() throws SQLException;
    }

    Tolerant(Dialect dialect) {
        this.dialect = dialect;
    }

    <T> List<T> list(Query query, Connection connection, Query.RowMapper<T> mapper) throws SQLException {
        return unlessMissing(() -> new Part<>(query.list(connection, mapper), false))
                .rows();
    }

    /** See {@link Query#part}. */
    <T> Part<T> part(Query query, Connection connection, Query.RowMapper<T> mapper, ToLongFunction<T> size, long budget)
            throws SQLException {
        return unlessMissing(() -> {
            if (!dialect.fetchesInTransaction()) {
                return query.part(connection, dialect.fetchSize(), mapper, size, budget);
            }
            connection.setAutoCommit(false);
            try {
                return query.part(connection, dialect.fetchSize(), mapper, size, budget);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    private <T> Part<T> unlessMissing(Reading<T> reading) throws SQLException {
        try {
            return reading.run();
        } catch (SQLException e) {
            Failure failure = dialect.classify(e);
            if (failure == Failure.MISSING_TABLE || failure == Failure.INCOMPARABLE) {
                return new Part<>(List.of(), false);
            }
            throw e;
        }
    }
}
