package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import io.mes.storage.chat.ChatReply;
import io.mes.storage.exchange.Outcome;
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

    /** The replies by what they answered; none if the request said nothing. */
    List<KnownReply> replies(Chat chat, List<String> ids) {
        List<KnownReply> known = new ArrayList<>();
        List<ChatReply> replies = chat.response().replies();
        int last = sent.body().size() - 1;
        for (int i = 0; i < replies.size() && last >= 0; i++) {
            ChatMessage message = replies.get(i).message();
            long reply = message.fingerprint();
            LineEnd end = end(ids.get(i), reply);
            known.add(new KnownReply(Fingerprints.ofReply(sent.hashes()[last], reply), end));
            String shown = Shown.of(message.text());
            if (!shown.equals(message.text())) {
                known.add(new KnownReply(Fingerprints.ofReply(sent.hashes()[last], message.saying(shown)), end));
            }
            if (sent.endsWithReply() && last > 0) {
                long whole = message.saying(sent.body().get(last).text() + message.text());
                known.add(new KnownReply(Fingerprints.ofReply(sent.hashes()[last - 1], whole), end));
            }
            if (chat.exchange().outcome() == Outcome.CLIENT_CLOSED) {
                Fingerprints.ofBeginnings(sent.hashes()[last], replies.get(i).message())
                        .forEach(beginning -> known.add(new KnownReply(beginning, end)));
            }
        }
        return known;
    }

    /** The answer by the id that the upstream gave it; null where no later request can name it. */
    @Nullable
    KnownReply response(Chat chat, List<String> ids) {
        String id = chat.response().id();
        List<ChatReply> replies = chat.response().replies();
        if (chat.exchange().format() != WireFormat.RESPONSES || id == null || replies.isEmpty()) {
            return null;
        }
        long reply = replies.get(0).message().fingerprint();
        return new KnownReply(Fingerprints.ofResponseId(id), end(ids.get(0), reply));
    }

    private LineEnd end(String id, long reply) {
        return new LineEnd(id, length + 1, MessageHash.chain(hash, reply));
    }
}
