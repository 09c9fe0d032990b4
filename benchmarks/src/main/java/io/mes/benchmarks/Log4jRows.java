package io.mes.benchmarks;

import io.mes.storage.row.MessageRow;
import io.mes.storage.row.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.db.ColumnMapping;
import org.apache.logging.log4j.core.appender.db.jdbc.AbstractConnectionSource;
import org.apache.logging.log4j.core.appender.db.jdbc.JdbcAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.NullConfiguration;
import org.apache.logging.log4j.message.StringMapMessage;
import org.jspecify.annotations.Nullable;

/**
 * Log4j2's JDBC appender behind its asynchronous one, which waits where its queue is full: what a gateway might log rows of
 * messages with. Has a context of its own and is not what this program logs with.
 */
final class Log4jRows implements AutoCloseable {

    private static final String NAME = "rows";
    private static final String JDBC = "jdbc";
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("user_id", Long.class),
            Map.entry("created_at", Long.class),
            Map.entry("updated_at", Long.class),
            Map.entry("token_id", Long.class),
            Map.entry("channel_id", Long.class),
            Map.entry("prompt_tokens", Long.class),
            Map.entry("completion_tokens", Long.class),
            Map.entry("total_tokens", Long.class),
            Map.entry("is_stream", Boolean.class));

    private final LoggerContext context = new LoggerContext(NAME);
    private final Logger logger;

    /**
     * Begins to write to a table of messages.
     *
     * @param buffer rows that the appender collects for a transaction; 0, which is its default, for a transaction each
     * @param column how a column is written in a statement
     */
    Log4jRows(DataSource source, String table, int buffer, UnaryOperator<String> column) {
        context.start(new NullConfiguration());
        Configuration configuration = context.getConfiguration();
        JdbcAppender jdbc = JdbcAppender.newBuilder()
                .setName(JDBC)
                .setConnectionSource(new Connections(source))
                .setTableName(table)
                .setBufferSize(buffer)
                // It would ask for the table's columns before each transaction.
                .setTruncateStrings(false)
                .setColumnMappings(mappings(configuration, column))
                .build();
        jdbc.start();
        configuration.addAppender(jdbc);
        AsyncAppender async = AsyncAppender.newBuilder()
                .setName("async")
                .setConfiguration(configuration)
                .setAppenderRefs(new AppenderRef[] {AppenderRef.createAppenderRef(JDBC, null, null)})
                .setBlocking(true)
                .build();
        async.start();
        configuration.addAppender(async);
        LoggerConfig rows = new LoggerConfig(NAME, Level.INFO, false);
        rows.addAppender(async, null, null);
        configuration.addLogger(NAME, rows);
        context.updateLoggers();
        logger = context.getLogger(NAME);
    }

    /** Texts as Log4j2 takes them out of its message, for with a buffer it does not bind the values themselves. */
    private static ColumnMapping[] mappings(Configuration configuration, UnaryOperator<String> column) {
        return Tables.MESSAGE_COLUMNS.stream()
                .map(name -> ColumnMapping.newBuilder()
                        .setConfiguration(configuration)
                        .setName(column.apply(name))
                        .setPattern("%map{" + name + "}")
                        .setColumnType(TYPES.getOrDefault(name, String.class))
                        .build())
                .toArray(ColumnMapping[]::new);
    }

    void write(List<MessageRow> rows) {
        for (MessageRow row : rows) {
            logger.info(message(row));
        }
    }

    private static StringMapMessage message(MessageRow row) {
        return new StringMapMessage(Tables.MESSAGE_COLUMNS.size())
                .with("user_id", row.userId())
                .with("created_at", row.createdAt())
                .with("updated_at", row.updatedAt())
                .with("conversation_id", row.conversationId())
                .with("message_id", row.messageId())
                .with("role", row.role())
                .with("content", text(row.content()))
                .with("model_name", row.modelName())
                .with("token_id", row.tokenId())
                .with("channel_id", row.channelId())
                .with("prompt_tokens", row.promptTokens())
                .with("completion_tokens", row.completionTokens())
                .with("total_tokens", row.totalTokens())
                .with("is_stream", row.isStream())
                .with("finish_reason", text(row.finishReason()))
                .with("usage", text(row.usage()))
                .with("other", text(row.other()))
                .with("ip", text(row.ip()));
    }

    /** There is no null in a message of Log4j2. */
    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    /** Waits until all is written. */
    @Override
    public void close() {
        context.stop();
    }

    /** Connections of a pool, to which Log4j2 gives each back behind its transaction. */
    private static final class Connections extends AbstractConnectionSource {

        private final DataSource source;

        Connections(DataSource source) {
            this.source = source;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return source.getConnection();
        }
    }
}
