package io.mes.storage.dialect;

import static io.mes.storage.dialect.ColumnTypes.index;

import io.mes.storage.config.Engine;
import io.mes.storage.row.Partition;
import io.mes.storage.row.Tables;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * MySQL and MariaDB, by MySQL's driver.
 *
 * <p>Transactions read what is committed: under the server's default isolation two gateways that look for the same new
 * conversation would lock the gap where it is missing, and each keep the other from making it.
 */
final class MySqlDialect implements Dialect {

    private static final ColumnTypes TYPES =
            new ColumnTypes("BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY", "VARCHAR(255)", "LONGTEXT", "`usage`");

    /** Four-byte characters, and ids that differ in case only are different. */
    private static final String OPTIONS = ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";

    /**
     * The system's number for a disk without room, in whatever language the server names it; some errors say nothing but what
     * they failed at.
     */
    private static final Pattern NO_SPACE = Pattern.compile("\\b28\\b");

    @Override
    public Engine engine() {
        return Engine.MYSQL;
    }

    @Override
    public Map<String, String> connectionProperties() {
        return Map.of();
    }

    @Override
    public List<String> sessionSetup() {
        return List.of("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    }

    /** Each statement commits, so each table is made whole by one. */
    @Override
    public boolean hasTransactionalDefinitions() {
        return false;
    }

    @Override
    public List<String> createMessages(Partition partition) {
        String keys = ", UNIQUE KEY uk_message (message_id), KEY ix_conversation (user_id, conversation_id)";
        return List.of(create(partition.table(Tables.MESSAGES), TYPES.messages() + keys + momentIndex(partition)));
    }

    @Override
    public List<String> createErrors(Partition partition) {
        String keys = ", UNIQUE KEY uk_message (message_id), KEY ix_user (user_id, id)";
        return List.of(create(partition.table(Tables.ERRORS), TYPES.errors() + keys + momentIndex(partition)));
    }

    private static String momentIndex(Partition partition) {
        return partition.equals(Partition.BASE) ? ", KEY ix_created (created_at)" : "";
    }

    private static String create(String table, String columns) {
        return "CREATE TABLE IF NOT EXISTS " + table + " (" + columns + OPTIONS;
    }

    /** InnoDB builds indexes while others write. */
    @Override
    public List<IndexBuild> indexPartition(Partition partition) {
        return List.of(
                build(partition.table(Tables.MESSAGES), "conversation", "user_id, conversation_id"),
                build(partition.table(Tables.ERRORS), "user", "user_id, id"));
    }

    private static IndexBuild build(String table, String what, String columns) {
        return new IndexBuild("CREATE INDEX " + index(table, what) + " ON " + table + " (" + columns + ")", null);
    }

    @Override
    public List<String> widenPartition(Partition partition) {
        return List.of(
                grow(partition.table(Tables.MESSAGES), List.of("content", "usage", "other")),
                grow(partition.table(Tables.ERRORS), List.of("content", "error_message", "other")));
    }

    private String grow(String table, List<String> columns) {
        return "ALTER TABLE " + table
                + columns.stream()
                        .map(name -> " MODIFY " + column(name) + " LONGTEXT CHARACTER SET utf8mb4")
                        .collect(Collectors.joining(","));
    }

    /** MODIFY forgets what it does not say. */
    @Override
    public String widenNumbers() {
        return "SELECT CONCAT('MODIFY ', column_name, ' BIGINT', IF(is_nullable = 'NO', ' NOT NULL', ''),"
                + " IF(column_default REGEXP '^-?[0-9]+$', CONCAT(' DEFAULT ', column_default), ''))"
                + " FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?"
                + " AND data_type IN ('int', 'mediumint', 'smallint') AND column_name IN " + ColumnTypes.NUMBERS;
    }

    @Override
    public List<String> createCatalogue() {
        return List.of(
                create(Tables.PARTITIONS, ColumnTypes.partitions()),
                create(
                        Tables.CONVERSATIONS,
                        TYPES.conversations()
                                + ", KEY ix_mes_conversations_updated (user_id, updated_at, conversation_id, message_count)"),
                create(Tables.USAGE, TYPES.dailyUsage()),
                create(
                        Tables.REPLIES,
                        TYPES.replies() + ", KEY ix_mes_replies_fingerprint (user_id, fingerprint, message_id)"),
                create(
                        Tables.COMPLETIONS,
                        TYPES.completions() + ", KEY ix_mes_completions_conversation (user_id, conversation_id)"));
    }

    @Override
    public String listTables() {
        return "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
                + " AND table_type = 'BASE TABLE' AND table_name LIKE CONCAT(?, '%')";
    }

    @Override
    public String tableBytes() {
        return "SELECT data_length + index_length FROM information_schema.tables"
                + " WHERE table_schema = DATABASE() AND table_name = ?";
    }

    @Override
    public String column(String name) {
        return name.equals("usage") ? TYPES.usage() : name;
    }

    /** MySQL searches no index by a comparison of rows. */
    @Override
    public String isBehind(String first, String second) {
        return "(" + first + " > ? OR (" + first + " = ? AND " + second + " > ?))";
    }

    @Override
    public String isOneOf(String first, String second, int pairs) {
        return "(" + first + ", " + second + ") IN (" + SqlText.repeated("(?, ?)", pairs) + ")";
    }

    /** Two conditions, for an index of another collation knows only its own. */
    @Override
    public String isText(String column) {
        return column + " = ? AND " + byBytes(column) + " = ?";
    }

    @Override
    public String byBytes(String text) {
        return "CONVERT(" + text + " USING utf8mb4) COLLATE utf8mb4_bin";
    }

    /** Only a column by itself is found in an index. */
    @Override
    public String isComparedByBytes() {
        return "SELECT collation_name = 'utf8mb4_bin' FROM information_schema.columns"
                + " WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?";
    }

    /** May be NULL, for the other program goes on inserting what it did. */
    @Override
    public List<String> compareIdsByBytes(String table) {
        String type = " VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
        return List.of("ALTER TABLE " + table + " MODIFY conversation_id" + type + ", MODIFY message_id" + type);
    }

    @Override
    public String forUpdate() {
        return " FOR UPDATE";
    }

    @Override
    public String replace(String table, List<String> columns, List<String> key) {
        String changes = columns.stream()
                .filter(column -> !key.contains(column))
                .map(column -> column + " = VALUES(" + column + ")")
                .collect(Collectors.joining(", "));
        return SqlText.insert(table, columns) + " ON DUPLICATE KEY UPDATE " + changes;
    }

    /** The driver's word for one row after the other. */
    @Override
    public int fetchSize() {
        return Integer.MIN_VALUE;
    }

    /** An update that changes nothing, for {@code INSERT IGNORE} would ignore all other errors as well. */
    @Override
    public String insertIfAbsent(String table, List<String> columns) {
        return SqlText.insert(table, columns) + " ON DUPLICATE KEY UPDATE " + columns.get(0) + " = " + columns.get(0);
    }

    /** MySQL 8.0.20 deprecates VALUES(), but MariaDB and older servers know nothing else. */
    @Override
    public String add(String table, List<String> key, List<String> numbers) {
        String sums = numbers.stream()
                .map(column ->
                        column + " = " + SqlText.boundedSum(column, "VALUES(" + column + ")", "LEAST", "GREATEST"))
                .collect(Collectors.joining(", "));
        return SqlText.insert(table, SqlText.both(key, numbers)) + " ON DUPLICATE KEY UPDATE " + sums;
    }

    /** By error number, https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html, else by SQLSTATE. */
    @Override
    public Failure failureOf(SQLException e) {
        return switch (e.getErrorCode()) {
            case 1213, 1205, 1020, 1040, 1203, 1317, 1412, 3024, 3572 -> Failure.TRANSIENT;
            case 1042, 1043, 1047, 1053, 1077, 1079, 1158, 1159, 1160, 1161, 1184, 1927, 2002, 2003, 2006, 2013, 4031 ->
                Failure.CONNECTION_LOST;
            case 1062, 1586 -> Failure.DUPLICATE;
            case 1007, 1050, 1060, 1061 -> Failure.EXISTS;
            case 1051, 1146 -> Failure.MISSING_TABLE;
            case 1267 -> Failure.INCOMPARABLE;
            case 1049 -> Failure.MISSING_DATABASE;
            case 1044, 1045, 1142, 1143, 1227, 1290, 1370, 1410, 1698, 1792, 1836, 3118 -> Failure.PERMISSION;
            case 3, 20, 1021, 1026, 1114, 3675 -> Failure.FULL;
            // It says that it is going to stop, for it cannot write its binary log; the disk of which is mostly full.
            case 1598 -> Failure.CONNECTION_LOST;
            case 1, 1005, 1006, 1030, 1180 -> lacksSpace(e) ? Failure.FULL : byState(e);
            case 1048, 1118, 1153, 1264, 1265, 1292, 1300, 1364, 1366, 1406, 3140 -> Failure.DATA;
            default -> byState(e);
        };
    }

    private static boolean lacksSpace(SQLException e) {
        return NO_SPACE.matcher(String.valueOf(e.getMessage())).find();
    }

    private static Failure byState(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("08")) {
            return Failure.CONNECTION_LOST;
        }
        if (state.startsWith("28")) {
            return Failure.PERMISSION;
        }
        if (state.equals("40001")) {
            return Failure.TRANSIENT;
        }
        // The driver itself refuses a row that is longer than the server takes, without a number.
        boolean tooBig = e.getClass().getSimpleName().equals("PacketTooBigException");
        return tooBig || state.startsWith("22") || state.startsWith("23") ? Failure.DATA : Failure.FATAL;
    }
}
