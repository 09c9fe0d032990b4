package io.mes.storage.conversation;

import io.mes.storage.chat.ChatMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request's messages meet the line of their conversation.
 *
 * @param start index of the first request message that lies on the line
 * @param end index behind the last one; what follows is new
 * @param tailEnd index in the tail behind the last message met; 0 if the line was met before the tail only
 * @param turn the sibling with which the met part ends instead of the tail's own message; null if there is none
 */
record Alignment(int start, int end, int tailEnd, @Nullable Link turn) {

    /**
     * Aligns a request, without the system prompts at its head, with a conversation.
     *
     * <p>As a whole, where the request begins as the line does; or as a window, where a run of its messages stands in
     * the tail. Whichever explains more of the request counts.
     *
     * @return null if the request resends nothing that is known
     */
    static @Nullable Alignment of(List<ChatMessage> messages, long[] hashes, ConversationState state) {
        Alignment whole = whole(hashes, state);
        if (whole != null && state.appending() && !whole.holdsReply(messages)) {
            whole = null;
        }
        if (whole != null
                && (whole.end == hashes.length || whole.tailEnd == state.tail().size())) {
            return whole;
        }
        Alignment window = window(messages, hashes, state.tail());
        return whole == null || (window != null && window.longerThan(whole)) ? window : whole;
    }

    private static @Nullable Alignment whole(long[] hashes, ConversationState state) {
        if (hashes.length < state.length()) {
            return null;
        }
        int position = (int) state.length();
        long prefix = 0;
        for (int i = 0; i < position; i++) {
            prefix = MessageHash.chain(prefix, hashes[i]);
        }
        if (position > 0 && prefix != state.prefix()) {
            return null;
        }
        List<Link> tail = state.tail();
        int met = 0;
        Link turn = null;
        while (turn == null && met < tail.size() && position + met < hashes.length) {
            Link link = tail.get(met).matching(hashes[position + met]);
            if (link == null) {
                break;
            }
            turn = link.hash() == tail.get(met).hash() ? null : link;
            met++;
        }
        return position + met == 0 ? null : new Alignment(0, position + met, met, turn);
    }

    /**
     * The longest run; of several the one that ends last in the request, then the one that ends last on the line. But a run up
     * to the end of the line that begins no later counts more: a history that repeats itself goes on rather than back.
     */
    private static @Nullable Alignment window(List<ChatMessage> messages, long[] hashes, List<Link> tail) {
        Alignment longest = null;
        Alignment toTheEnd = null;
        // What many new messages stand behind is not looked at, however long a request is.
        int first = Math.max(0, hashes.length - 3 * ConversationState.MAX_TAIL);
        for (int last = hashes.length - 1; last >= first; last--) {
            for (int newest = tail.size() - 1; newest >= 0; newest--) {
                Alignment run = run(hashes, last, tail, newest);
                if (run == null || !proves(messages, run)) {
                    continue;
                }
                if (run.longerThan(longest)) {
                    longest = run;
                }
                if (newest == tail.size() - 1 && run.longerThan(toTheEnd)) {
                    toTheEnd = run;
                }
            }
        }
        return longest != null && toTheEnd != null && toTheEnd.start <= longest.start ? toTheEnd : longest;
    }

    private static @Nullable Alignment run(long[] hashes, int last, List<Link> tail, int newest) {
        Link link = tail.get(newest).matching(hashes[last]);
        if (link == null) {
            return null;
        }
        int run = 1;
        while (run <= last
                && run <= newest
                && hashes[last - run] == tail.get(newest - run).hash()) {
            run++;
        }
        boolean turned = link.hash() != tail.get(newest).hash();
        return new Alignment(last - run + 1, last + 1, newest + 1, turned ? link : null);
    }

    /**
     * Whether a run tells that this is the line going on: a reply together with what it answered, or a reply with which
     * the request begins. Questions alone prove nothing, people repeat themselves; nor does a lone "ok" in the middle.
     */
    private static boolean proves(List<ChatMessage> messages, Alignment run) {
        if (run.length() == 1 && run.start > 0) {
            return false;
        }
        return run.holdsReply(messages);
    }

    private boolean holdsReply(List<ChatMessage> messages) {
        return messages.subList(start, end).stream().anyMatch(message -> "assistant".equals(message.role()));
    }

    int length() {
        return end - start;
    }

    private boolean longerThan(@Nullable Alignment other) {
        return other == null || length() > other.length();
    }
}
