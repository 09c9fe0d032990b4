package io.mes.storage.transfer;

import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.Imported;
import io.mes.storage.query.StorageException;
import io.mes.storage.query.UnavailableException;
import io.mes.storage.read.ConversationReader;
import io.mes.storage.read.MessageReader;
import io.mes.storage.read.RowReader;
import io.mes.storage.row.ConversationPart;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * What leaves a store and comes back to it. Thread-safe.
 *
 * <p>Every method throws {@link UnavailableException} when the database fails. Who may call it, the caller decides.
 */
public final class Transfer {

    private final ConversationReader conversations;
    private final MessageReader messages;
    private final RowReader rows;
    private final Runnable awaitEarlierWrites;
    private final Function<ConversationPart, CompletableFuture<Imported>> writer;

    /**
     * The transfer of one store.
     *
     * @param awaitEarlierWrites waits for what was handed over before, as long as that is worth it
     * @param writer hands parts to the thread that writes
     */
    public Transfer(
            ConversationReader conversations,
            MessageReader messages,
            RowReader rows,
            Runnable awaitEarlierWrites,
            Function<ConversationPart, CompletableFuture<Imported>> writer) {
        this.conversations = conversations;
        this.messages = messages;
        this.rows = rows;
        this.awaitEarlierWrites = awaitEarlierWrites;
        this.writer = writer;
    }

    /**
     * Conversations to be exported, all that was handed over before among them.
     *
     * @throws UnavailableException also if there are rows of another program that are not catalogued yet, which no export finds
     */
    public ConversationExport export(ExportQuery query) {
        awaitEarlierWrites.run();
        return new ConversationExport(conversations, messages, rows, query);
    }

    /**
     * Stores rows of a conversation that were exported, with their share in catalogue and usage, at the moments that they
     * name, and waits until they are committed. A row is stored once, however often it comes; one that is older than the
     * deletion of its conversation is not stored. What the part says beside its rows counts if it is not older than what is known
     * here, and the rows that it speaks of are there. {@link ConversationImport} makes such parts of files.
     *
     * @throws io.mes.storage.query.InvalidQueryException if the database takes no such rows, or holds the id of one of them in
     *     another conversation
     */
    public Imported store(ConversationPart part) {
        try {
            return writer.apply(part).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StorageException known) {
                throw known;
            }
            throw new UnavailableException("The rows could not be stored", e);
        }
    }
}
