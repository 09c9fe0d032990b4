package io.mes.storage.conversation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest line of a conversation as ranges of message ids: a message lies on it if it lies in one of the ranges.
 *
 * @param lead ids of the system prompts to show before the line
 * @param ranges the ranges, oldest first; at least one
 * @param without ranges within these that lie on other lines all the same
 */
public record Line(List<String> lead, List<Range> ranges, List<Range> without) {

    /**
     * Ids from one to another, both included.
     *
     * @param first null for no lower end
     * @param last null for no upper end
     */
    public record Range(@Nullable String first, @Nullable String last) {

        /** Whether every message lies in it. */
        boolean isOpen() {
            return first == null && last == null;
        }
    }

    /** Whether the ranges leave nothing out. */
    public boolean isWhole() {
        return without.isEmpty() && ranges.stream().anyMatch(Range::isOpen);
    }

    /** All messages, on whatever line. */
    public static Line everything() {
        return new Line(List.of(), List.of(new Range(null, null)), List.of());
    }

    /** The line of a conversation in this state. */
    public static Line of(ConversationState state) {
        List<Range> ranges = new ArrayList<>();
        String last = null;
        boolean begun = true;
        Branch branch = newestUpTo(last, state.branches());
        while (branch != null) {
            ranges.add(0, new Range(branch.first(), last));
            last = beforeStragglers(branch.parent(), state.stragglers());
            begun = !last.isEmpty();
            branch = begun ? newestUpTo(last, state.branches()) : null;
        }
        if (begun) {
            ranges.add(0, new Range(null, last));
        }
        List<Range> without = new ArrayList<>();
        for (Straggler straggler : state.stragglers()) {
            (straggler.onLine() ? ranges : without).add(straggler.range());
        }
        return new Line(state.lead(), List.copyOf(ranges), List.copyOf(without));
    }

    /** Goes back through exchanges whose ids do not tell where they lie, and whose own ranges are added to the line. */
    private static String beforeStragglers(String message, List<Straggler> stragglers) {
        String last = message;
        Straggler straggler = Straggler.find(stragglers, last);
        // A damaged state must not be followed for ever.
        for (int steps = 0; straggler != null && straggler.onLine() && steps < stragglers.size(); steps++) {
            last = straggler.after();
            straggler = Straggler.find(stragglers, last);
        }
        return last;
    }

    /** The branch whose first message is the newest one not after the given message. */
    private static @Nullable Branch newestUpTo(@Nullable String last, List<Branch> branches) {
        Branch newest = null;
        for (Branch branch : branches) {
            boolean reached = last == null || branch.first().compareTo(last) <= 0;
            if (reached && (newest == null || branch.first().compareTo(newest.first()) >= 0)) {
                newest = branch;
            }
        }
        return newest;
    }
}
