package io.mes.storage.catalogue;

import io.mes.storage.chat.Tokens;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The tokens of rows, added up by the database as {@link Tokens} does it. Stateless; safe on any thread.
 *
 * <p>Integers would overflow, which ends the statement, and by one absurd row everything that counts. Multiplied, they are exact
 * decimals, or on SQLite floating point, which is exact up to {@link Tokens#MOST}.
 */
public final class TokenSum {

    /** The sum in a SELECT. */
    public static final String SQL = "SUM(1.0 * CASE WHEN total_tokens > " + Tokens.MOST + " THEN " + Tokens.MOST
            + " WHEN total_tokens > 0 THEN total_tokens ELSE 0 END)";

    private TokenSum() {}

    /** The sum in a row; 0 where there was nothing to add up. */
    public static long of(ResultSet row, int column) throws SQLException {
        return Tokens.bounded((long) row.getDouble(column));
    }
}
