package io.mes.storage.conversation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of a conversation to place the next exchange in it. Immutable.
 *
 * <p>Message ids are compared as strings; their order is the order of writing.
 *
 * @param length messages of the line that lie before the tail
 * @param prefix the {@link MessageHash#chain} over those messages
 * @param beforeTail id of the last of them; empty if there are none
 * @param tail the newest messages of the line, oldest first
 * @param context known messages outside the line, the most recently used last
 * @param lead ids of the system prompts that stood before the line in the newest request
 * @param branches where the line turned, in order of happening
 * @param ends where other lines ended, the most recent last, so that a client may go on with one of them
 * @param stragglers exchanges whose messages lie elsewhere than their ids say
 * @param parameters large parameters of requests that are stored already, the most recently used last
 * @param appending whether the newest request brought nothing of the line with it, though there was one: its client sends
 *     only what is new, so that a question like the first is asked a second time rather than answered a second time
 */
public record ConversationState(
        long length,
        long prefix,
        String beforeTail,
        List<Link> tail,
        List<Link> context,
        List<String> lead,
        List<Branch> branches,
        List<LineEnd> ends,
        List<Straggler> stragglers,
        List<SharedParameter> parameters,
        boolean appending) {

    /** A conversation of which nothing is stored. */
    public static final ConversationState EMPTY = new ConversationState(
            0, 0, "", List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), false);

    static final int MAX_TAIL = 48;
    static final int MAX_CONTEXT = 16;
    static final int MAX_BRANCHES = 256;
    static final int MAX_ENDS = 8;

    /** The newest message of the line; empty if there is none. */
    public String head() {
        return tail.isEmpty() ? beforeTail : tail.get(tail.size() - 1).messageId();
    }

    /** The newest exchange of the line by its id, which is not that of its head where clocks differ. */
    String newestExchange() {
        String newest = MessageIds.exchangeOf(head());
        if (!stragglers.isEmpty()) {
            for (Link link : tail) {
                String exchange = MessageIds.exchangeOf(link.messageId());
                newest = exchange.compareTo(newest) > 0 ? exchange : newest;
            }
        }
        return newest;
    }

    /**
     * Whether it is later than another state of the same conversation: its newest exchange was begun after that of the other, or
     * is the same, and more have come late.
     */
    public boolean isNewerThan(ConversationState other) {
        int order = newestExchange().compareTo(other.newestExchange());
        return order > 0 || (order == 0 && stragglers.size() > other.stragglers.size());
    }

    /** Whether nothing is stored. */
    public boolean isEmpty() {
        return head().isEmpty();
    }

    /** Where the newest line ends. */
    LineEnd end() {
        long hash = prefix;
        for (Link link : tail) {
            hash = MessageHash.chain(hash, link.hash());
        }
        return new LineEnd(head(), length + tail.size(), hash);
    }

    /** The conversation as it was right after a message, on whatever line that lies. */
    ConversationState asOf(LineEnd end) {
        return new ConversationState(
                end.length(),
                end.hash(),
                end.messageId(),
                List.of(),
                context,
                lead,
                branches,
                ends,
                Straggler.turned(stragglers, tail, end.messageId()),
                parameters,
                false);
    }

    /** The message of the line that precedes the tail's message at an index. */
    String before(int tailIndex) {
        return tailIndex == 0 ? beforeTail : tail.get(tailIndex - 1).messageId();
    }

    /** Where other lines ended, with one more, and without one that goes on. */
    List<LineEnd> endsWith(@Nullable LineEnd one, String goingOn) {
        List<LineEnd> more = new ArrayList<>(ends);
        more.removeIf(end -> end.messageId().equals(goingOn));
        if (one != null) {
            more.add(one);
        }
        return Newest.of(more, MAX_ENDS);
    }

    /** This state, with other exchanges out of their order and other parameters. */
    ConversationState with(List<Straggler> newStragglers, List<SharedParameter> newParameters) {
        return new ConversationState(
                length,
                prefix,
                beforeTail,
                tail,
                context,
                lead,
                branches,
                ends,
                newStragglers,
                newParameters,
                appending);
    }

    /** This state, and an exchange that came late beside the line. */
    ConversationState withBeside(
            Straggler late, @Nullable LineEnd end, List<Link> newContext, List<SharedParameter> newParameters) {
        return new ConversationState(
                length,
                prefix,
                beforeTail,
                tail,
                newContext,
                lead,
                branches,
                endsWith(end, late.after()),
                Straggler.plus(stragglers, late),
                newParameters,
                appending);
    }
}
