package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.exchange.WireFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The replies of an exchange as they will be looked for. */
final class LineAfter {

    private final Sent sent;
    private long length;
    private long hash;

    /** Begins at the message of the line behind which the new ones go. */
    LineAfter(Sent sent, ConversationState state, @Nullable Alignment alignment) {
        this.sent = sent;
        int met = alignment == null ? state.tail().size() : alignment.tailEnd();
        Link turn = alignment == null ? null : alignment.turn();
        this.length = state.length();
        this.hash = state.prefix();
        for (int i = 0; i < met; i++) {
            Link link = turn != null && i == met - 1 ? turn : state.tail().get(i);
            add(link.hash());
        }
        for (int i = alignment == null ? 0 : alignment.end(); i < sent.body().size(); i++) {
            add(sent.hashes()[i]);
        }
    }

    private void add(long message) {
        length++;
        hash = MessageHash.chain(hash, message);
    }

    /** The replies; none if nobody can tell them by what they answered. */
    List<KnownReply> replies(Chat chat, List<String> ids) {
        List<KnownReply> known = new ArrayList<>();
        List<ChatReply> replies = chat.response().replies();
        String responseId = chat.response().id();
        if (chat.exchange().format() == WireFormat.RESPONSES && responseId != null && !replies.isEmpty()) {
            known.add(known(Fingerprints.ofResponseId(responseId), ids.get(0), replies.get(0)));
        }
        int last = sent.body().size() - 1;
        for (int i = 0; i < replies.size() && last >= 0; i++) {
            long fingerprint = Fingerprints.ofReply(
                    sent.hashes()[last], replies.get(i).message().fingerprint());
            known.add(known(fingerprint, ids.get(i), replies.get(i)));
        }
        return known;
    }

    private KnownReply known(long fingerprint, String id, ChatReply reply) {
        long whole = MessageHash.chain(hash, reply.message().fingerprint());
        return new KnownReply(fingerprint, id, length + 1, whole);
    }
}
