package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import io.mes.storage.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** The answer that a request of the Responses API goes on with, where its client leaves the history to the server. */
final class PreviousResponse {

    private PreviousResponse() {}

    /** The id that the upstream gave it; null if the request names none. */
    static @Nullable String of(Chat chat) {
        String field = chat.request().parameters().get("previous_response_id");
        String id = field == null ? null : JsonReader.stringOf(field);
        return id == null || id.isEmpty() ? null : id;
    }
}
