package io.mes.storage.dialect;

import io.mes.storage.config.Engine;
import io.mes.storage.row.Partition;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The differences of one database system. Implementations are stateless and safe on any thread; none touches a database.
 */
public interface Dialect {

    /** The system. */
    Engine engine();

    /** Driver properties that MES needs beyond those of the data source name. */
    Map<String, String> connectionProperties();

    /** Statements that make the tables of a partition with their indexes, each harmless if that is done already. */
    List<String> createPartition(Partition partition);

    /** Statements that make catalogue and usage with their indexes, each harmless if that is done already. */
    List<String> createCatalogue();

    /** A query for the names, in one column, of all tables in the connection's own schema that begin like a parameter. */
    String listTables();

    /** What to append to a SELECT whose rows the transaction is going to change. */
    String forUpdate();

    /**
     * A statement that adds to a row of the usage table, or makes it. Parameters: user, day, model, messages, tokens,
     * errors.
     */
    String addUsage();

    /** A condition that a column holds a text, in upper or lower case. Its parameter is {@link #textPattern}. */
    default String holdsText(String column) {
        return "LOWER(" + column + ") LIKE ? ESCAPE '!'";
    }

    /** The parameter of {@link #holdsText}, in which every character of the text means itself. */
    default String textPattern(String text) {
        return "%" + text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%";
    }

    /** What the codes of one exception mean; {@link Failure#FATAL} if they say nothing. */
    Failure failureOf(SQLException e);

    /** What a failure means, by the first exception that says something among it, its causes and its successors. */
    default Failure classify(SQLException e) {
        for (Throwable part : e) {
            Failure failure = part instanceof SQLException sql ? failureOf(sql) : Failure.FATAL;
            if (failure != Failure.FATAL) {
                return failure;
            }
        }
        return Failure.FATAL;
    }
}
