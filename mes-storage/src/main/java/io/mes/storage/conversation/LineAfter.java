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
        boolean cut = chat.exchange().outcome() == Outcome.CLIENT_CLOSED;
        for (int i = 0; i < replies.size() && !sent.body().isEmpty(); i++) {
            ChatMessage reply = replies.get(i).message();
            LineEnd end = end(ids.get(i), reply.fingerprint());
            forms(reply, cut).forEach(form -> known.add(new KnownReply(form, end)));
        }
        return known;
    }

    /** Fingerprints of a reply as its client may send it again: as it is, without its thought, with what the client had begun, cut. */
    private List<Long> forms(ChatMessage reply, boolean cut) {
        int last = sent.body().size() - 1;
        long before = sent.hashes()[last];
        String text = reply.text();
        List<Long> forms = new ArrayList<>();
        forms.add(Fingerprints.ofReply(before, reply.fingerprint()));
        String shown = Shown.of(text);
        if (!shown.equals(text)) {
            forms.add(Fingerprints.ofReply(before, reply.saying(shown)));
        }
        if (sent.endsWithReply() && last > 0) {
            long whole = reply.saying(sent.body().get(last).text() + text);
            forms.add(Fingerprints.ofReply(sent.hashes()[last - 1], whole));
        }
        if (cut) {
            forms.addAll(Fingerprints.ofBeginnings(before, text));
        }
        return forms;
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
