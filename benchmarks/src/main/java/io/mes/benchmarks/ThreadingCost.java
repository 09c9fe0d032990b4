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
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time of finding out where an exchange with 20 messages of history belongs, and of making its rows: what the request
 * says of its conversation, reading the state, choosing among the replies that are known, as many as are looked for, placing, rows, the next state.
 * Fingerprints are made when a chat is parsed. The writer's own bookkeeping of a batch is not in it.
 */
final class ThreadingCost {

    private static final int TURNS = 10;
    private static final int REPETITIONS = 2_000;
    private static final List<String> HEADERS = List.of("x-conversation-id", "x-session-id");

    private final Chat chat;
    private final String thread;
    private final List<KnownReply> replies = new ArrayList<>();
    private long rows;

    /** Prepares a conversation of ten turns, of which the eleventh is measured. */
    ThreadingCost(long seed, Instant day) {
        List<Chat> chats = new Dialogues(seed, "cost-").conversation(1, "cost", TURNS + 1, day);
        ConversationState state = ConversationState.EMPTY;
        for (Chat before : chats.subList(0, TURNS)) {
            Placement placement = Threading.place(state, before, null, "day");
            state = placement.next();
            replies.add(placement.known().get(0));
        }
        this.chat = chats.get(TURNS);
        this.thread = StateCodec.encode(state);
    }

    /** Microseconds an exchange, where its conversation is known by its name, or by what it sends again. */
    double micros(boolean named) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < REPETITIONS; i++) {
            place(named);
        }
        if (rows == 0) {
            throw new IllegalStateException("An exchange has rows");
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e3 / REPETITIONS;
    }

    private void place(boolean named) {
        ConversationState state = StateCodec.decode(thread);
        rows += Evidence.of(chat, HEADERS).refused() ? 1 : 0;
        Anchor anchor = named ? null : anchor(state);
        Placement placement = Threading.place(state, chat, anchor, "day");
        rows += new RowAssembler(chat, "cost", false, placement).messages().size();
        rows += StateCodec.encode(placement.next()).length();
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
