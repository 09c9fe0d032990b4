package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatRequest;
import io.mes.storage.exchange.Exchange;
import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.json.JsonText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request itself says about its conversation.
 *
 * <p>In this order: the gateway's own word, the headers, {@code "conversation"} or {@code "conversation":{"id"}} in the body,
 * {@code metadata.conversation_id}, {@code metadata.session_id}.
 *
 * @param conversationId the first usable id; null if there is none
 * @param refused whether an id was given that cannot be one
 */
public record Evidence(@Nullable String conversationId, boolean refused) {

    private static final int MAX_LENGTH = 255;

    /**
     * Looks for an id.
     *
     * @param headers names of headers that may carry it, in lower case, the strongest first
     */
    public static Evidence of(Chat chat, List<String> headers) {
        Search search = new Search();
        Exchange exchange = chat.exchange();
        search.candidate(exchange.conversationId());
        for (String header : headers) {
            search.candidate(exchange.header(header));
        }
        search.body(chat.request());
        return new Evidence(search.found, search.refused);
    }

    /** Whether a text can be the id of a conversation: 1 to 255 characters, none of them a control character. */
    public static boolean isUsable(String id) {
        return !id.isBlank()
                && id.length() <= MAX_LENGTH
                && JsonText.isStorable(id)
                && id.chars().noneMatch(Character::isISOControl);
    }

    private static final class Search {

        private @Nullable String found;
        private boolean refused;

        void candidate(@Nullable String id) {
            if (id == null || found != null) {
                return;
            }
            if (isUsable(id)) {
                found = id;
            } else {
                refused = true;
            }
        }

        void body(ChatRequest request) {
            Map<String, String> fields = request.parameters();
            String conversation = fields.get("conversation");
            candidate(string(conversation));
            candidate(string(field(conversation, "id")));
            String metadata = fields.get("metadata");
            candidate(string(field(metadata, "conversation_id")));
            candidate(string(field(metadata, "session_id")));
        }

        private static @Nullable String field(@Nullable String object, String name) {
            try {
                return object == null ? null : JsonReader.fieldsOf(object).get(name);
            } catch (JsonSyntaxException broken) {
                return null;
            }
        }

        private static @Nullable String string(@Nullable String json) {
            return json == null ? null : JsonReader.stringOf(json);
        }
    }
}
