package io.mes.storage.transfer;

import io.mes.storage.query.Limits;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.read.ConversationSnapshot;
import io.mes.storage.read.MessageReader;
import io.mes.storage.row.StoredMessage;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the newest line of a conversation, message by message as fine-tuning takes them; of several choices only the
 * first is met of which something is left. Holds a page. Not thread-safe.
 */
final class TrainingWalk {

    private final MessageReader reader;
    private final ConversationSnapshot conversation;
    private List<StoredMessage> page = List.of();
    private int next;
    private @Nullable String after;
    private boolean lastPage;
    private @Nullable String lastReply;

    /** A message, and what was stored of it. */
    record Step(StoredMessage stored, TrainingMessage message) {}

    TrainingWalk(MessageReader reader, ConversationSnapshot conversation) {
        this.reader = reader;
        this.conversation = conversation;
        this.lastPage = conversation.entry().partitions().isEmpty();
    }

    /** A walk of its own from here on, which leaves this one where it is. */
    TrainingWalk ahead() {
        TrainingWalk ahead = new TrainingWalk(reader, conversation);
        ahead.page = page;
        ahead.next = next;
        ahead.after = after;
        ahead.lastPage = lastPage;
        ahead.lastReply = lastReply;
        return ahead;
    }

    /** The next message; null behind the last one. */
    @Nullable
    Step next() throws SQLException {
        StoredMessage stored = stored();
        while (stored != null && stored.firstReply().equals(lastReply)) {
            stored = stored();
        }
        if (stored == null) {
            return null;
        }
        TrainingMessage message = TrainingMessage.of(stored);
        lastReply = message.isReply() && !message.isNothing() ? stored.messageId() : lastReply;
        return new Step(stored, message);
    }

    private @Nullable StoredMessage stored() throws SQLException {
        while (next == page.size() && !lastPage) {
            Page<StoredMessage> read = reader.page(conversation, new MessageQuery(Limits.MAX_MESSAGES, after, false));
            page = read.items();
            next = 0;
            after = read.next();
            lastPage = after == null;
        }
        return next == page.size() ? null : page.get(next++);
    }
}
