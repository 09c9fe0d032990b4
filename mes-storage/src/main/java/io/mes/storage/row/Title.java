package io.mes.storage.row;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.json.CutJson;
import io.mes.storage.json.JsonReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a conversation is called in a list: the start of its first user message, on one line. Stateless; safe on any thread. */
public final class Title {

    private Title() {}

    /** The title of a conversation that begins with these messages; empty if nobody said anything in words. */
    public static String of(List<ChatMessage> messages) {
        for (ChatMessage message : messages) {
            String text = "user".equals(message.role()) ? text(message.content()) : null;
            if (text != null && !text.isBlank()) {
                return ColumnText.fit(oneLine(text), ColumnText.TITLE);
            }
        }
        return "";
    }

    /** The title of a conversation that begins with these rows. */
    public static String ofRows(List<MessageRow> rows) {
        return of(rows.stream()
                .map(row -> new ChatMessage(row.role(), contentOf(row), Map.of()))
                .toList());
    }

    /**
     * The title of a conversation that begins with a user's message whose column begins with this text: words, or the JSON
     * of a list of parts.
     */
    public static String ofStored(String content) {
        String closed = content.startsWith("[{") ? CutJson.close(content) : "";
        boolean parts = !closed.isEmpty() && JsonReader.isJson(closed);
        Content read = parts ? new Content.Json(closed) : new Content.Text(content);
        return of(List.of(new ChatMessage("user", read, Map.of())));
    }

    private static Content contentOf(MessageRow row) {
        return row.content() == null ? Content.None.NULL : new Content.Text(row.content());
    }

    private static String oneLine(String text) {
        int enough = Math.min(text.length(), 4 * ColumnText.TITLE);
        StringBuilder line = new StringBuilder(enough);
        boolean pending = false;
        for (int i = 0; i < enough; i++) {
            char letter = text.charAt(i);
            if (isSpace(letter)) {
                pending = true;
            } else {
                line.append(pending && !line.isEmpty() ? " " : "").append(letter);
                pending = false;
            }
        }
        return line.toString().strip();
    }

    private static boolean isSpace(char letter) {
        return letter == ' ' || (letter >= '\t' && letter <= '\r');
    }

    private static @Nullable String text(Content content) {
        if (content instanceof Content.Text text) {
            return text.value();
        }
        return content instanceof Content.Json json ? firstTextPart(json.raw()) : null;
    }

    private static @Nullable String firstTextPart(String raw) {
        @Nullable String[] first = {null};
        JsonReader.of(raw)
                .elements(part -> part.fields((name, value) -> {
                    if (first[0] == null && name.equals("text")) {
                        first[0] = value.string();
                    }
                }));
        return first[0];
    }
}
