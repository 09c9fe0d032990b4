package io.mes.storage.row;

import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.Content;
import io.mes.storage.json.JsonReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a conversation is called in a list: the start of its first user message, on one line. Stateless; safe on any thread. */
public final class Title {

    /** Characters at the beginning of a row's content, and of its {@code other}, that are enough for a title. */
    public static final int ENOUGH = 2_000;

    private Title() {}

    /** The title of a conversation that begins with these messages; empty if nobody said anything in words. */
    public static String of(List<ChatMessage> messages) {
        for (ChatMessage message : messages) {
            String text = "user".equals(message.role()) ? text(message.content()) : null;
            String line = text == null ? "" : oneLine(text);
            if (!line.isEmpty()) {
                return ColumnText.fit(line, ColumnText.TITLE);
            }
        }
        return "";
    }

    /** The title of a conversation that begins with these rows. */
    public static String ofRows(List<MessageRow> rows) {
        for (MessageRow row : rows) {
            String title = ofStored(row.role(), start(row.content()), start(row.other()));
            if (!title.isEmpty()) {
                return title;
            }
        }
        return "";
    }

    /**
     * The title of a conversation that begins with a message whose columns begin so; empty if it is no user's, or says nothing in
     * words. What has {@link #ENOUGH} characters or more may be cut off there.
     */
    public static String ofStored(@Nullable String role, @Nullable String content, @Nullable String other) {
        return "user".equals(role)
                ? of(List.of(new ChatMessage(role, StoredContent.of(content, other), Map.of())))
                : "";
    }

    private static @Nullable String start(@Nullable String column) {
        return column == null ? null : column.substring(0, Math.min(column.length(), ENOUGH));
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
