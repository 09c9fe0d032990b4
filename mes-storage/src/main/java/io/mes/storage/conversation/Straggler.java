package io.mes.storage.conversation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that came after others which were begun later, from a spool or by another clock, so that the order of ids
 * does not tell where its messages lie.
 *
 * @param exchange its id
 * @param after the message that its own follow
 * @param onLine whether the newest line goes through it
 */
record Straggler(String exchange, String after, boolean onLine) {

    private static final int MAX = 64;

    /** The ids of all messages that it may have brought. */
    Line.Range range() {
        return new Line.Range(MessageIds.of(exchange, 0), MessageIds.last(exchange));
    }

    /** These and one more, without the oldest if they are too many. */
    static List<Straggler> plus(List<Straggler> all, Straggler one) {
        List<Straggler> more = new ArrayList<>(all);
        more.add(one);
        return Newest.of(more, MAX);
    }

    /**
     * These after the line has turned.
     *
     * @param left messages through which it went and goes no more
     * @param end the message behind which it goes on
     */
    static List<Straggler> turned(List<Straggler> all, List<Link> left, String end) {
        if (all.isEmpty()) {
            return all;
        }
        List<Straggler> turned = new ArrayList<>(all);
        for (Link link : left) {
            set(turned, link.messageId(), false);
        }
        String joined = end;
        // A damaged state must not be followed for ever.
        for (int steps = 0; joined != null && steps < turned.size(); steps++) {
            joined = set(turned, joined, true);
        }
        return List.copyOf(turned);
    }

    /** What the exchange of a message follows; null if that came in time. */
    private static @Nullable String set(List<Straggler> all, String messageId, boolean onLine) {
        Straggler found = find(all, messageId);
        if (found == null) {
            return null;
        }
        all.set(all.indexOf(found), new Straggler(found.exchange, found.after, onLine));
        return found.after;
    }

    /** The one that brought a message; null if none did. */
    static @Nullable Straggler find(List<Straggler> all, String messageId) {
        String exchange = MessageIds.exchangeOf(messageId);
        return all.stream()
                .filter(one -> one.exchange().equals(exchange))
                .findFirst()
                .orElse(null);
    }
}
