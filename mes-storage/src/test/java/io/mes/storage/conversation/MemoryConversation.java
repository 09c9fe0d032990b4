package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.chat.Chats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A conversation whose messages are kept in memory as a database would keep them: what a placement calls new is stored,
 * the state goes through its text form between exchanges.
 */
final class MemoryConversation {

    private final Map<String, ChatMessage> stored = new LinkedHashMap<>();
    private final Map<String, String> parents = new LinkedHashMap<>();
    private String thread = "";
    private List<String> newest = List.of();

    /** Sends these messages, gets these choices, and returns the texts of the messages that were new. */
    List<String> exchange(List<ChatMessage> messages, ChatMessage... choices) {
        return exchange(Chats.chat(messages, choices));
    }

    /** Takes in an exchange, which may have been begun at another time. */
    List<String> exchange(Chat chat) {
        List<ChatMessage> messages = chat.request().messages();
        List<ChatMessage> choices =
                chat.response().replies().stream().map(ChatReply::message).toList();
        Placement placement = Threading.place(StateCodec.decode(thread), chat, null, "day");
        newest = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Placement.Place place = placement.messages().get(i);
            if (!place.stored()) {
                store(place.messageId(), messages.get(i), place.inContext() ? "context" : place.parent());
            }
        }
        for (int i = 0; i < choices.size(); i++) {
            store(placement.replies().get(i), choices.get(i), placement.parent());
        }
        thread = StateCodec.encode(placement.next());
        return newest;
    }

    private void store(String id, ChatMessage message, String parent) {
        if (stored.put(id, message) != null) {
            throw new AssertionError(id + " was stored already");
        }
        parents.put(id, parent);
        newest.add(MessageHashTest.textOf(message));
    }

    /** Texts of the messages on the newest line, the system prompts before it first. */
    List<String> line() {
        Line line = Line.of(StateCodec.decode(thread));
        List<String> texts = new ArrayList<>();
        line.lead().forEach(id -> texts.add(MessageHashTest.textOf(Objects.requireNonNull(stored.get(id)))));
        stored.forEach((id, message) -> {
            boolean context = "context".equals(parents.get(id));
            boolean within = line.ranges().stream().anyMatch(range -> contains(range, id));
            if (!context && within && line.without().stream().noneMatch(range -> contains(range, id))) {
                texts.add(MessageHashTest.textOf(message));
            }
        });
        return texts;
    }

    private static boolean contains(Line.Range range, String id) {
        return (range.first() == null || range.first().compareTo(id) <= 0)
                && (range.last() == null || range.last().compareTo(id) >= 0);
    }

    /** Texts from the newest stored message with this text back to the first of its line, following parents. */
    List<String> ancestors(String text) {
        String id = null;
        for (Map.Entry<String, ChatMessage> message : stored.entrySet()) {
            if (MessageHashTest.textOf(message.getValue()).equals(text)) {
                id = message.getKey();
            }
        }
        List<String> texts = new ArrayList<>();
        while (id != null && !id.isEmpty()) {
            texts.add(0, MessageHashTest.textOf(Objects.requireNonNull(stored.get(id))));
            id = parents.get(id);
        }
        return texts;
    }
}
