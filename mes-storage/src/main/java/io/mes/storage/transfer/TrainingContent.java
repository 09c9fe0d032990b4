package io.mes.storage.transfer;

import io.mes.storage.json.JsonReader;
import io.mes.storage.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * The content of a message as fine-tuning takes it, in the form of chats whichever API it came by.
 *
 * @param json a string or a list of parts, as JSON; null where nothing is left
 * @param refusal what stands in the content as a refusal, as a JSON string; null where nothing does
 * @param whole whether nothing was left out
 */
record TrainingContent(@Nullable String json, @Nullable String refusal, boolean whole) {

    private static final TrainingContent EMPTY = new TrainingContent(null, null, true);

    /** One of which nothing can be kept. */
    static final TrainingContent LOST = new TrainingContent(null, null, false);

    /**
     * The content of a message.
     *
     * @param json as it was sent; null where there was none
     */
    static TrainingContent of(String role, @Nullable String json) {
        if (json == null || json.equals("null") || json.equals("\"\"")) {
            return EMPTY;
        }
        // A row that another program wrote, or that was imported, may say of anything that it is JSON.
        if (!JsonReader.isJson(json)) {
            return LOST;
        }
        JsonReader value = JsonReader.of(json);
        if (value.isArray()) {
            TrainingParts parts = new TrainingParts();
            value.elements(parts::add);
            return parts.content(role);
        }
        return new TrainingContent(value.isString() ? json : JsonText.quote(json), null, true);
    }
}
