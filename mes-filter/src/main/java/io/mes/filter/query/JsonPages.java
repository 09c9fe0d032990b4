package io.mes.filter.query;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.ConversationStats;
import io.mes.storage.query.ConversationSummary;
import io.mes.storage.query.Page;
import io.mes.storage.query.PartitionSummary;
import io.mes.storage.query.Recount;
import io.mes.storage.query.StoredError;
import io.mes.storage.row.StoredMessage;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes answers as JSON. */
final class JsonPages {

    private JsonPages() {}

    static String conversations(Page<ConversationSummary> page) {
        JsonObjectWriter json = new JsonObjectWriter();
        json.raw("conversations", array(page.items(), JsonPages::conversation));
        return end(json, page);
    }

    private static String conversation(ConversationSummary conversation) {
        return new JsonObjectWriter()
                .string("conversation_id", conversation.conversationId())
                .string("title", conversation.title())
                .string("model_name", conversation.modelName())
                .number("message_count", conversation.messageCount())
                .number("total_tokens", conversation.totalTokens())
                .number("created_at", conversation.createdAt())
                .number("updated_at", conversation.updatedAt())
                .toString();
    }

    /** The messages stay as they were sent, so their ids (and parents, where all branches are told) stand beside them. */
    static String messages(String conversationId, Page<StoredMessage> page, boolean allBranches) {
        JsonObjectWriter json = new JsonObjectWriter()
                .string("conversation_id", conversationId)
                .raw("messages", array(page.items(), StoredMessage::toJson))
                .raw("message_ids", array(page.items(), message -> JsonText.quote(message.messageId())));
        if (allBranches) {
            json.raw("parents", array(page.items(), message -> JsonText.quote(message.parent())));
        }
        return end(json, page);
    }

    static String errors(Page<StoredError> page) {
        JsonObjectWriter json = new JsonObjectWriter();
        json.raw("errors", array(page.items(), JsonPages::error));
        return end(json, page);
    }

    private static String error(StoredError error) {
        JsonObjectWriter json = new JsonObjectWriter()
                .string("conversation_id", error.conversationId())
                .string("message_id", error.message().messageId())
                .string("model_name", error.modelName())
                .number("created_at", error.createdAt())
                .number("error_code", error.errorCode())
                .string("error_message", error.errorMessage());
        Map<String, String> message = error.message().toFields();
        return json.raw("role", message.get("role"))
                .raw("content", message.get("content"))
                .raw("message", JsonText.object(message))
                .toString();
    }

    static String deleted(String conversationId, long messages) {
        return new JsonObjectWriter()
                .string("conversation_id", conversationId)
                .flag("deleted", true)
                .number("messages", messages)
                .toString();
    }

    static String partitions(List<PartitionSummary> partitions) {
        return new JsonObjectWriter()
                .raw("partitions", array(partitions, JsonPages::partition))
                .toString();
    }

    private static String partition(PartitionSummary partition) {
        LocalDate day = partition.day();
        return new JsonObjectWriter()
                .raw("day", JsonText.quote(day == null ? null : day.toString()))
                .number("messages", partition.messages())
                .number("errors", partition.errors())
                .number("bytes", partition.bytes())
                .toString();
    }

    static String dropped(LocalDate day) {
        return new JsonObjectWriter()
                .string("day", day.toString())
                .flag("dropped", true)
                .toString();
    }

    static String recount(Recount recount) {
        return new JsonObjectWriter()
                .number("conversations", recount.conversations())
                .number("wrong_conversations", recount.wrongConversations())
                .number("wrong_usage", recount.wrongUsage())
                .number("missing_completions", recount.missingCompletions())
                .number("stale_completions", recount.staleCompletions())
                .raw("repaired", Boolean.toString(recount.repaired()))
                .toString();
    }

    static String stats(ConversationStats stats) {
        return new JsonObjectWriter()
                .number("total_conversations", stats.totalConversations())
                .number("total_messages", stats.totalMessages())
                .number("total_tokens", stats.totalTokens())
                .raw("models_used", counts(stats.modelsUsed()))
                .raw("daily_message_count", counts(stats.dailyMessageCount()))
                .toString();
    }

    static String counts(Map<String, Long> counts) {
        JsonObjectWriter json = new JsonObjectWriter();
        counts.forEach(json::number);
        return json.toString();
    }

    private static String end(JsonObjectWriter json, Page<?> page) {
        return json.raw("has_more", Boolean.toString(page.next() != null))
                .raw("next", JsonText.quote(page.next()))
                .toString();
    }

    static <T> String array(List<T> items, Function<T, String> toJson) {
        return items.stream().map(toJson).collect(Collectors.joining(",", "[", "]"));
    }
}
