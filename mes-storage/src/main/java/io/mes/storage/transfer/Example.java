package io.mes.storage.transfer;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.digest.Sha256;
import io.mes.storage.json.JsonReader;
import io.mes.storage.parse.MessageReader;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.ConversationPart;
import io.mes.storage.row.PlainRowAssembler;
import io.mes.storage.row.Title;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An example for fine-tuning, which says nothing of its conversation but its messages. */
final class Example {

    private static final int ID_BYTES = 16;

    private final long userId;
    private final long createdAt;
    private final Map<String, String> parameters;
    private final List<String> messages;

    /**
     * An example.
     *
     * @param parameters its fields but the messages, as JSON
     * @param messages each as JSON
     * @throws InvalidQueryException if there are none
     */
    Example(long userId, long createdAt, Map<String, String> parameters, List<String> messages) {
        if (messages.isEmpty()) {
            throw new InvalidQueryException(MesFields.MESSAGES, MesFields.MESSAGES + " are missing");
        }
        this.userId = userId;
        this.createdAt = createdAt;
        this.parameters = parameters;
        this.messages = messages;
    }

    /** The conversation as it is to be stored. The same example of the same user is always the same conversation. */
    ConversationPart part() {
        List<ChatMessage> read = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            String place = MesFields.MESSAGES + "[" + i + "]";
            RowFields.of(place, messages.get(i));
            read.add(MessageReader.read(JsonReader.of(messages.get(i))));
        }
        String model = model();
        String id = id();
        return new ConversationPart(
                userId,
                id,
                Title.of(read),
                model == null ? "" : model,
                createdAt,
                createdAt,
                "",
                PlainRowAssembler.rows(userId, id, createdAt, model, read, parameters),
                List.of(),
                List.of());
    }

    private @Nullable String model() {
        String json = parameters.get("model");
        return json == null ? null : JsonReader.stringOf(json);
    }

    /** Made of all that the example says, but not of the white space between it. */
    private String id() {
        MessageDigest digest = Sha256.begin();
        update(digest, Long.toString(userId));
        parameters.forEach((name, value) -> {
            update(digest, name);
            update(digest, value);
        });
        messages.forEach(message -> update(digest, message));
        return "import-" + HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        // No JSON holds it.
        digest.update((byte) 0);
    }
}
