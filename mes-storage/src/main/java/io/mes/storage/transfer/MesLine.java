package io.mes.storage.transfer;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.conversation.KnownReply;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.query.Page;
import io.mes.storage.read.ConversationSnapshot;
import io.mes.storage.read.RowReader;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes a conversation with all that is stored of it: every row on whichever line, and what the catalogue knows. */
final class MesLine implements ConversationExport.Line {

    private final RowReader rows;

    private interface Reading<R> {
        Page<R> page(@Nullable String after) throws SQLException;
    }

    MesLine(RowReader rows) {
        this.rows = rows;
    }

    @Override
    public boolean write(ConversationEntry read, Writer out) throws IOException, SQLException {
        ConversationSnapshot snapshot = rows.snapshot(read);
        if (snapshot == null) {
            return false;
        }
        ConversationEntry entry = snapshot.entry();
        if (entry.partitions().isEmpty() && entry.errorPartitions().isEmpty()) {
            return false;
        }
        String head = new JsonObjectWriter()
                .number(MesFields.VERSION_NAME, MesFields.VERSION)
                .string(MesFields.CONVERSATION, entry.key().conversationId())
                .number(MesFields.USER, entry.key().userId())
                .string(MesFields.TITLE, entry.title())
                .string(MesFields.MODEL, entry.modelName())
                .number(MesFields.CREATED, entry.createdAt())
                .number(MesFields.UPDATED, entry.updatedAt())
                .string(MesFields.THREAD, entry.thread().isEmpty() ? null : entry.thread())
                .toString();
        out.write(head, 0, head.length() - 1);
        out.write(",\"" + MesFields.MESSAGES + "\":[");
        write(out, after -> rows.messages(snapshot, after), RowJson::of);
        out.write(']');
        if (!entry.errorPartitions().isEmpty()) {
            out.write(",\"" + MesFields.ERRORS + "\":[");
            write(out, after -> rows.errors(snapshot, after), RowJson::of);
            out.write(']');
        }
        writeReplies(entry, out);
        out.write("}\n");
        return true;
    }

    private static <R> void write(Writer out, Reading<R> reading, Function<R, String> toJson)
            throws IOException, SQLException {
        String separator = "";
        String after = null;
        do {
            Page<R> page = reading.page(after);
            for (R row : page.items()) {
                out.write(separator);
                out.write(toJson.apply(row));
                separator = ",";
            }
            after = page.next();
        } while (after != null);
    }

    private void writeReplies(ConversationEntry entry, Writer out) throws IOException, SQLException {
        String separator = ",\"" + MesFields.REPLIES + "\":[";
        List<KnownReply> replies = rows.replies(entry.key(), null);
        boolean any = !replies.isEmpty();
        while (!replies.isEmpty()) {
            for (KnownReply reply : replies) {
                out.write(separator);
                out.write(RowJson.of(reply));
                separator = ",";
            }
            replies = rows.replies(entry.key(), replies.get(replies.size() - 1));
        }
        if (any) {
            out.write(']');
        }
    }
}
