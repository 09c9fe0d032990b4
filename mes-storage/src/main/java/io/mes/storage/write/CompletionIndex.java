package io.mes.storage.write;

import io.mes.storage.catalogue.Completion;
import io.mes.storage.catalogue.CompletionRow;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.chat.Chat;
import io.mes.storage.conversation.Placement;
import io.mes.storage.row.Facts;
import io.mes.storage.row.Partition;
import io.mes.storage.row.RowAssembler;
import java.util.ArrayList;
import java.util.List;

/** Collects by what the completions of a batch are going to be found. Not thread-safe. */
final class CompletionIndex {

    private final List<CompletionRow> rows = new ArrayList<>();

    /** Takes in an exchange that is stored; nothing if it has no reply. */
    void add(ConversationKey conversation, Chat chat, Placement placement, Partition partition) {
        if (placement.replies().isEmpty()) {
            return;
        }
        Completion completion = new Completion(
                conversation,
                placement.replies().get(0),
                partition,
                placement.replies().size(),
                chat.exchange().completedAt().getEpochSecond(),
                RowAssembler.model(chat),
                chat.response().model(),
                chat.response().id(),
                chat.request().parameters().get(Facts.METADATA));
        rows.addAll(completion.rows());
    }

    List<CompletionRow> rows() {
        return rows;
    }
}
