package io.mes.benchmarks;

import io.mes.storage.ConversationStore;
import io.mes.storage.StorageConfig;
import io.mes.storage.engine.TestEngine;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.row.StoredMessage;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of the two databases, and a store on it. */
final class ScaleSide implements AutoCloseable {

    static final int PAGE = 50;
    private static final int LARGE_PAGE = 1000;
    static final int LIST = 20;

    private final WrittenDatabase database;
    private ConversationStore store;
    private final String middle;
    private final String nearEnd;

    private ScaleSide(WrittenDatabase database, ConversationStore store, int messages) {
        this.database = database;
        this.store = store;
        this.middle = cursorBehind(messages / 2);
        this.nearEnd = cursorBehind(messages - 2 * PAGE);
    }

    /** Makes a database with so many days of a load. */
    static ScaleSide fill(TestEngine engine, ScaleLoad load, int days) throws SQLException {
        WrittenDatabase database = WrittenDatabase.create(engine, ScaleLoad.LAST_DAY);
        load.fill(database, days);
        if (engine == TestEngine.POSTGRESQL) {
            // What the server does by itself within minutes, and would else do in the middle of the measurement.
            database.database().execute("VACUUM ANALYZE");
        }
        return new ScaleSide(database, open(database), load.messages());
    }

    private static ConversationStore open(WrittenDatabase database) {
        StorageConfig config = StorageConfig.builder(database.database().dsn())
                .zone(ZoneOffset.UTC)
                .upkeepInterval(Duration.ofHours(1))
                .build();
        return ConversationStore.open(config, Clock.fixed(ScaleLoad.LAST_DAY, ZoneOffset.UTC));
    }

    WrittenDatabase database() {
        return database;
    }

    /** Goes on with new connections. */
    void reconnect() {
        store.close();
        store = open(database);
    }

    /** The cursor with which a client has read so many messages of the long conversation. */
    private String cursorBehind(int messages) {
        String cursor = null;
        for (int read = 0; read < messages; ) {
            int limit = Math.min(LARGE_PAGE, messages - read);
            Page<StoredMessage> page = messages(ScaleLoad.OF_LONG, limit, cursor);
            read += page.items().size();
            cursor = Objects.requireNonNull(page.next());
        }
        return Objects.requireNonNull(cursor);
    }

    /** See {@link #cursorBehind}; half of the conversation. */
    String middle() {
        return middle;
    }

    /** See {@link #cursorBehind}; all but two pages. */
    String nearEnd() {
        return nearEnd;
    }

    /** Reads a short conversation. */
    long read(long user) {
        return messages(user, LARGE_PAGE, null).items().size();
    }

    /** Reads a page. */
    long page(long user, @Nullable String after) {
        return messages(user, PAGE, after).items().size();
    }

    private Page<StoredMessage> messages(long user, int limit, @Nullable String after) {
        return store.queries().messages(user, ScaleLoad.READ, new MessageQuery(limit, after, false));
    }

    /** Lists conversations. */
    long list(long user) {
        return store.queries()
                .conversations(user, ConversationQuery.newest(LIST, 0))
                .items()
                .size();
    }

    /** Asks for statistics. Their size is the only one that may depend on the days; so one is as good as all. */
    long stats(long user) {
        return Math.min(1, store.queries().stats(user).totalMessages());
    }

    @Override
    public void close() {
        store.close();
        database.close();
    }
}
