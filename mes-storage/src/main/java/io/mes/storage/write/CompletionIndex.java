package io.mes.storage.write;

import io.mes.storage.catalogue.CompletionRow;
import io.mes.storage.catalogue.CompletionTag;
import io.mes.storage.catalogue.ConversationKey;
import io.mes.storage.chat.Chat;
import io.mes.storage.conversation.Placement;
import io.mes.storage.row.Partition;
import io.mes.storage.row.RowAssembler;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects by what the completions of a batch are going to be found. Not thread-safe. */
final class CompletionIndex {

    private final List<CompletionRow> rows = new ArrayList<>();

    /** Takes in an exchange that is stored; nothing if it has no reply. */
    void add(ConversationKey conversation, Chat chat, Placement placement, Partition partition) {
        if (placement.replies().isEmpty()) {
            return;
        }
        long responseTag = CompletionTag.ofResponseId(chat.response().id());
        for (long tag : tags(chat, responseTag)) {
            rows.add(new CompletionRow(
                    conversation,
                    tag,
                    placement.replies().get(0),
                    partition,
                    placement.replies().size(),
                    chat.exchange().completedAt().getEpochSecond(),
                    responseTag));
        }
    }

    private static Set<Long> tags(Chat chat, long responseTag) {
        Set<Long> tags = new LinkedHashSet<>();
        tags.add(CompletionTag.ALL);
        // The same as all, where there is none.
        tags.add(responseTag);
        tags.add(CompletionTag.ofModel(RowAssembler.model(chat)));
        String answered = chat.response().model();
        if (answered != null) {
            tags.add(CompletionTag.ofModel(answered));
        }
        tags.addAll(CompletionTag.ofMetadata(chat.request().parameters().get("metadata")));
        return tags;
    }

    List<CompletionRow> rows() {
        return rows;
    }
}
