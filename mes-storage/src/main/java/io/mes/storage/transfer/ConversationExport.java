package io.mes.storage.transfer;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.read.ConversationReader;
import io.mes.storage.read.ConversationSnapshot;
import io.mes.storage.read.MessageReader;
import io.mes.storage.read.RowReader;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conversations on their way out, a line of JSON each. Use once; not thread-safe.
 *
 * <p>Holds no connection while it writes, and no more than some pages of messages: a conversation and the database may be of any
 * size, and whoever reads may take any time. What is stored while it runs may be in it or not; what was stored before is, and
 * each conversation once: with all its rows as it was at one moment, also where it goes on meanwhile. A conversation that is
 * deleted meanwhile may be in it in part.
 */
public final class ConversationExport {

    private static final int KEYS_A_PAGE = 100;

    private final ConversationReader conversations;
    private final ExportQuery query;
    private final Line line;
    private List<ConversationKey> keys;

    /** Writes a conversation as a line. */
    interface Line {
        /** Whether the conversation makes a line in this form; if not, nothing was written. */
        boolean write(ConversationEntry entry, Writer out) throws IOException, SQLException;
    }

    /**
     * Finds out where to begin, so that a database that does not answer is known before anything is written.
     *
     * @throws UnavailableException if the database does not answer, or holds rows that are not catalogued yet, which no export
     *     would find
     */
    public ConversationExport(
            ConversationReader conversations, MessageReader messages, RowReader rows, ExportQuery query) {
        this.conversations = conversations;
        this.query = query;
        this.line = query.format() == ExportFormat.OPENAI
                ? (entry, out) -> {
                    ConversationSnapshot snapshot = rows.snapshot(entry);
                    return snapshot != null && new TrainingLine(messages, snapshot, out).write();
                }
                : new MesLine(rows);
        if (conversations.isIncomplete()) {
            throw new UnavailableException(
                    "Rows of another program are still being taken into the catalogue, and no export finds them before");
        }
        try {
            this.keys = keys(null);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /**
     * What to write as the last line, behind a line break, where {@link #writeTo} failed in the middle: it is no conversation in
     * any format, so that who has missed the failure otherwise does not take what came before for all there is.
     */
    public static String lineOfFailure() {
        String error = new JsonObjectWriter()
                .string("message", "The export broke off here: the database did not answer. Export again.")
                .string("type", "server_error")
                .raw("param", "null")
                .string("code", "unavailable")
                .toString();
        return new JsonObjectWriter().raw("error", error).toString();
    }

    /**
     * Writes all conversations; flushes at least once for each hundred of them.
     *
     * @return how many there were
     * @throws IOException if the writer does
     * @throws UnavailableException if the database fails; what was written so far is not all, and may end within a line
     */
    public long writeTo(Writer out) throws IOException {
        long written = 0;
        try {
            while (!keys.isEmpty()) {
                for (ConversationKey key : keys) {
                    ConversationEntry entry = conversations.find(key);
                    if (entry != null && line.write(entry, out)) {
                        written++;
                    }
                }
                out.flush();
                keys = keys.size() < KEYS_A_PAGE ? List.of() : keys(keys.get(keys.size() - 1));
            }
            return written;
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private List<ConversationKey> keys(@Nullable ConversationKey behind) throws SQLException {
        return conversations.keys(query, behind, KEYS_A_PAGE);
    }

    private static UnavailableException unavailable(SQLException e) {
        return new UnavailableException("The database did not answer", e);
    }
}
