package io.mes.storage.dialect;

import io.mes.storage.config.Engine;
import io.mes.storage.row.Partition;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The differences of one database system. Implementations are stateless and safe on any thread; none touches a database.
 */
public interface Dialect {

    /** The system. */
    Engine engine();

    /** Driver properties that MES needs beyond those of the data source name. */
    Map<String, String> connectionProperties();

    /** Whether statements that define tables take part in transactions. */
    boolean hasTransactionalDefinitions();

    /** Statements that prepare each new connection. */
    default List<String> sessionSetup() {
        return List.of();
    }

    /** Whether the system lets only one connection write at a time, so that all others had better queue for it. */
    default boolean hasSingleWriter() {
        return false;
    }

    /** Statements that make the table of messages of a partition with its indexes, harmless if that is done already. */
    List<String> createMessages(Partition partition);

    /** Statements that make the table of errors of a partition. See {@link #createMessages}. */
    List<String> createErrors(Partition partition);

    /** What gives the tables of a partition that another program made the indexes that reading needs. */
    List<IndexBuild> indexPartition(Partition partition);

    /**
     * Statements that make the tables of a partition which another program made keep texts of any length, and just as they
     * are written. Each harmless if done already.
     */
    default List<String> widenPartition(Partition partition) {
        return List.of();
    }

    /**
     * A query for what an ALTER TABLE must say, one clause a row, so that numbers of a table which another program made have
     * room for any of ours; null if they have it everywhere. Its parameter is the table.
     */
    default @Nullable String widenNumbers() {
        return null;
    }

    /** Statements that make the tables of conversations, usage, replies, completions and partitions, each harmless if that is done already. */
    List<String> createCatalogue();

    /** A query for the names, in one column, of all tables in the connection's own schema that begin like a parameter. */
    String listTables();

    /** A query for the bytes that a table and its indexes take up, in one column. Its parameter is the table. */
    String tableBytes();

    /** How a column is written. */
    default String column(String name) {
        return name;
    }

    /**
     * A condition that two columns have one of so many pairs of values, by which the system finds rows in an index of
     * both. Parameters are the pairs.
     */
    String isOneOf(String first, String second, int pairs);

    /**
     * A condition that two columns lie behind a pair in the order of an index of both, which leads there. Its three parameters
     * are the first of the pair, that again, and the second.
     */
    String isBehind(String first, String second);

    /** So many pairs at most should stand in one such condition. */
    default int pairsAtOnce() {
        return 128;
    }

    /**
     * A condition that a column holds one text exactly, by which the system finds rows in an index of the column. Columns that
     * another program made may compare otherwise, by case or accents. Each of its parameters is that text.
     */
    default String isText(String column) {
        return column + " = ?";
    }

    /** The same text, to be compared, grouped and ordered by its bytes, whatever column it comes from. */
    default String byBytes(String text) {
        return text;
    }

    /**
     * A query whether a column compares texts by their bytes, in one column that is 1 if so; null if it costs nothing to say
     * {@link #byBytes} everywhere. Its parameters are table and column.
     */
    default @Nullable String isComparedByBytes() {
        return null;
    }

    /** Statements that make a table which another program made compare ids by their bytes, each harmless if done already. */
    default List<String> compareIdsByBytes(String table) {
        return List.of();
    }

    /** What to append to a SELECT whose rows the transaction is going to change. */
    String forUpdate();

    /**
     * An INSERT of one row that replaces the row of the same key.
     *
     * @param key the columns of the key, which are among the columns
     */
    default String replace(String table, List<String> columns, List<String> key) {
        return SqlText.insert(table, columns) + SqlText.onConflictReplace(columns, key);
    }

    /** An INSERT of one row that does nothing where its key is there already. */
    default String insertIfAbsent(String table, List<String> columns) {
        return SqlText.insert(table, columns) + " ON CONFLICT DO NOTHING";
    }

    /**
     * An INSERT of one row that adds its numbers to those of the row of the same key, up to
     * {@link io.mes.storage.chat.Tokens#MOST}, whatever these are. Parameters are the columns in order.
     */
    default String add(String table, List<String> key, List<String> numbers) {
        return SqlText.insert(table, SqlText.both(key, numbers))
                + SqlText.onConflictAdd(table, key, numbers, "LEAST", "GREATEST");
    }

    /** What to set as fetch size so that rows are read as they are asked for; drivers would read them all at once. */
    default int fetchSize() {
        return 0;
    }

    /** Whether the driver heeds the fetch size only inside a transaction. */
    default boolean fetchesInTransaction() {
        return false;
    }

    /** A column as text, where another program may have made it JSON. */
    default String asText(String column) {
        return column;
    }

    /** A condition that a column holds a text, in upper or lower case. Its parameter is {@link #textPattern}. */
    default String holdsText(String column) {
        return "LOWER(UPPER(" + column + ")) LIKE ? ESCAPE '!'";
    }

    /** The parameter of {@link #holdsText}, in which every character of the text means itself. */
    default String textPattern(String text) {
        // Letter by letter, as the database does it, and over the upper case, for some letters have two lower ones.
        String lower = text.codePoints()
                .map(character -> Character.toLowerCase(Character.toUpperCase(character)))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return "%" + lower.replaceAll("[!%_]", "!$0") + "%";
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
