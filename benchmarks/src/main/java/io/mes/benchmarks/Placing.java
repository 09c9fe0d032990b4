package io.mes.benchmarks;

import io.mes.storage.chat.Chat;
import io.mes.storage.conversation.Anchor;
import io.mes.storage.conversation.ConversationState;
import io.mes.storage.conversation.Evidence;
import io.mes.storage.conversation.Inference;
import io.mes.storage.conversation.KnownReply;
import io.mes.storage.conversation.Placement;
import io.mes.storage.conversation.StateCodec;
import io.mes.storage.conversation.Threading;
import io.mes.storage.conversation.Wanted;
import io.mes.storage.row.RowAssembler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Finding out where an exchange belongs, and making its rows: what the request says of its conversation, reading the
 * state, choosing among the replies that are known, as many as are looked for, placing, rows, the next state.
 * Fingerprints are made when a chat is parsed. The writer's own bookkeeping of a batch is not in it.
 */
final class Placing {

    private static final List<String> HEADERS = List.of("x-conversation-id", "x-session-id");

    private final Chat chat;
    private final String thread;
    private final List<KnownReply> replies = new ArrayList<>();

    /** Prepares the next turn of a conversation that has so many, each a question and an answer. */
    Placing(long seed, Instant day, int turns) {
        List<Chat> chats = new Dialogues(seed, "cost-").conversation(1, "cost", turns + 1, day);
        ConversationState state = ConversationState.EMPTY;
        for (Chat before : chats.subList(0, turns)) {
            Placement placement = Threading.place(state, before, null, "day");
            state = placement.next();
            replies.add(placement.known().get(0));
        }
        this.chat = chats.get(turns);
        this.thread = StateCodec.encode(state);
    }

    /** What is placed. */
    Chat chat() {
        return chat;
    }

    /**
     * Places it.
     *
     * @param named whether its conversation is known by its name, or else by what it sends again
     * @return something that depends on all that was done
     */
    long place(boolean named) {
        ConversationState state = StateCodec.decode(thread);
        long refused = Evidence.of(chat, HEADERS).refused() ? 1 : 0;
        Anchor anchor = named ? null : anchor(state);
        Placement placement = Threading.place(state, chat, anchor, "day");
        long rows = new RowAssembler(chat, "cost", false, placement).messages().size();
        return refused + rows + StateCodec.encode(placement.next()).length();
    }

    private Anchor anchor(ConversationState state) {
        List<Inference.Candidate> candidates = new ArrayList<>();
        for (Wanted wanted : Wanted.of(chat)) {
            for (KnownReply reply : replies) {
                if (reply.fingerprint() == wanted.fingerprint()) {
                    candidates.add(new Inference.Candidate("cost", wanted.as(reply, false), state));
                }
            }
        }
        Inference.Candidate chosen = Inference.choose(chat, candidates);
        if (chosen == null) {
            throw new IllegalStateException("The conversation was not found");
        }
        return chosen.anchor();
    }
}
