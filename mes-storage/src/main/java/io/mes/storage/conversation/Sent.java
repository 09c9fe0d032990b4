package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import java.util.List;

/** The messages of a request: system prompts at its head, and the body, which lies on a line of its conversation. */
final class Sent {

    private final List<ChatMessage> lead;
    private final List<ChatMessage> body;
    private final long[] hashes;

    private Sent(List<ChatMessage> lead, List<ChatMessage> body) {
        this.lead = lead;
        this.body = body;
        this.hashes = new long[body.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = body.get(i).fingerprint();
        }
    }

    static Sent of(Chat chat) {
        List<ChatMessage> messages = chat.request().messages();
        int leadLength = 0;
        while (leadLength < messages.size() && isSystem(messages.get(leadLength))) {
            leadLength++;
        }
        return new Sent(messages.subList(0, leadLength), messages.subList(leadLength, messages.size()));
    }

    private static boolean isSystem(ChatMessage message) {
        return "system".equals(message.role()) || "developer".equals(message.role());
    }

    List<ChatMessage> lead() {
        return lead;
    }

    List<ChatMessage> body() {
        return body;
    }

    /** Fingerprints of the body's messages; not to be changed. */
    long[] hashes() {
        return hashes;
    }

    /** Whether there is a message at an index, and a model's. */
    boolean isReply(int index) {
        return index >= 0
                && index < body.size()
                && "assistant".equals(body.get(index).role());
    }

    /** The last reply of a model in the body before an index; -1 if there is none. */
    int replyBefore(int index) {
        int before = index - 1;
        while (before >= 0 && !isReply(before)) {
            before--;
        }
        return Math.max(-1, before);
    }

    /** Whether the last message is a model's, or what the client has begun for it. */
    boolean endsWithReply() {
        return isReply(body.size() - 1);
    }

    /** The last reply of a model that something stands behind; -1 if there is none. */
    int lastAnswered() {
        return replyBefore(endsWithReply() ? body.size() - 1 : body.size());
    }
}
