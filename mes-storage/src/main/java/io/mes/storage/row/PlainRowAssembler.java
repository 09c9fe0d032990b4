package io.mes.storage.row;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.conversation.MessageIds;
import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns messages into rows of which nothing is known but what was said, in order. Stateless; safe on any thread. */
public final class PlainRowAssembler {

    private PlainRowAssembler() {}

    /**
     * The rows of a whole conversation.
     *
     * @param id of the conversation; ids of messages are made of it
     * @param parameters of the request that the last reply answers, each value as JSON
     */
    public static List<MessageRow> rows(
            long userId,
            String id,
            long createdAt,
            @Nullable String model,
            List<ChatMessage> messages,
            Map<String, String> parameters) {
        int lastReply = lastReply(messages);
        List<MessageRow> rows = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            ChatMessage message = messages.get(i);
            JsonObjectWriter facts = new JsonObjectWriter();
            OtherColumn.noteMessage(facts, message);
            if (i == lastReply && !parameters.isEmpty()) {
                facts.raw(Facts.REQUEST, JsonText.object(parameters));
            }
            rows.add(new MessageRow(
                    userId,
                    createdAt,
                    createdAt,
                    id,
                    MessageIds.of(id, i),
                    ColumnText.fit(message.role(), ColumnText.ROLE),
                    OtherColumn.content(message),
                    ColumnText.fit(model, ColumnText.MODEL),
                    0,
                    0,
                    0,
                    0,
                    0,
                    false,
                    null,
                    null,
                    OtherColumn.of(facts, message),
                    null));
        }
        return rows;
    }

    private static int lastReply(List<ChatMessage> messages) {
        int last = messages.size() - 1;
        while (last >= 0 && !"assistant".equals(messages.get(last).role())) {
            last--;
        }
        return last;
    }
}
