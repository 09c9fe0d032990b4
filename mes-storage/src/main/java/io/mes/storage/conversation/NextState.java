package io.mes.storage.conversation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Derives the state of a conversation after an exchange. */
final class NextState {

    private final ConversationState state;
    private final ConversationState stored;
    private final @Nullable Alignment alignment;
    private final List<Link> added;
    private final List<Link> replies;

    /**
     * What the exchange changes.
     *
     * @param stored the state before
     * @param state that with which the exchange goes on, which is the same on the newest line
     * @param added the new messages of the line, replies not among them
     * @param replies the choices; the line goes on with the first
     */
    NextState(
            ConversationState stored,
            ConversationState state,
            @Nullable Alignment alignment,
            List<Link> added,
            List<Link> replies) {
        this.state = state;
        this.stored = stored;
        this.alignment = alignment;
        this.added = added;
        this.replies = replies;
    }

    /**
     * The state after.
     *
     * @param lineEnd the message of the line after which the new ones go; empty if there is none
     */
    ConversationState after(String lineEnd, List<Link> context, List<String> lead) {
        List<Link> tail = new ArrayList<>(kept());
        tail.addAll(added);
        if (!replies.isEmpty()) {
            tail.add(new Link(replies.get(0).messageId(), replies.get(0).hash(), siblings()));
        }
        List<String> newLead = lead.isEmpty() ? state.lead() : List.copyOf(lead);
        List<Branch> branches = branches(lineEnd);
        List<LineEnd> ends = branches.equals(stored.branches()) ? stored.ends() : ends(lineEnd);
        return trimmed(tail, context, newLead, branches, ends);
    }

    private List<Link> kept() {
        if (alignment == null) {
            return state.tail();
        }
        List<Link> met = state.tail().subList(0, alignment.tailEnd());
        Link turn = alignment.turn();
        if (turn == null) {
            return met;
        }
        List<Link> turned = new ArrayList<>(met);
        turned.set(met.size() - 1, turn);
        return turned;
    }

    /** The other choices, and the answers that this one replaces. */
    private List<Link> siblings() {
        List<Link> siblings = new ArrayList<>(replies.subList(1, replies.size()));
        Link replaced = replaced();
        if (replaced != null) {
            siblings.add(new Link(replaced.messageId(), replaced.hash()));
            siblings.addAll(replaced.siblings());
        }
        return List.copyOf(siblings.subList(0, Math.min(siblings.size(), Link.MAX_SIBLINGS)));
    }

    /** The reply that the same messages got before; null if they are asked for the first time. */
    private @Nullable Link replaced() {
        if (alignment == null || alignment.turn() != null || !added.isEmpty()) {
            return null;
        }
        List<Link> tail = state.tail();
        return alignment.tailEnd() < tail.size() ? tail.get(alignment.tailEnd()) : null;
    }

    private List<Branch> branches(String lineEnd) {
        List<Branch> branches = new ArrayList<>(state.branches());
        Link turn = alignment == null ? null : alignment.turn();
        if (alignment != null && turn != null) {
            branches.add(new Branch(turn.messageId(), state.before(alignment.tailEnd() - 1)));
        }
        boolean turned = !lineEnd.equals(stored.head()) || isPassedByChoices();
        List<Link> first = added.isEmpty() ? replies : added;
        if (turned && !first.isEmpty()) {
            branches.add(new Branch(first.get(0).messageId(), lineEnd));
        }
        return Newest.of(branches, ConversationState.MAX_BRANCHES);
    }

    /** The line that was the newest one ends where it did; the one that goes on does not end there any more. */
    private List<LineEnd> ends(String lineEnd) {
        return stored.endsWith(stored.isEmpty() ? null : stored.end(), lineEnd);
    }

    /** Whether choices lie between the newest message and what follows it now: those were not gone on with. */
    private boolean isPassedByChoices() {
        List<Link> tail = state.tail();
        if (tail.isEmpty()) {
            return false;
        }
        Link newest = tail.get(tail.size() - 1);
        return newest.siblings().stream()
                .anyMatch(sibling -> sibling.messageId().compareTo(newest.messageId()) > 0);
    }

    private ConversationState trimmed(
            List<Link> tail, List<Link> context, List<String> lead, List<Branch> branches, List<LineEnd> ends) {
        long prefix = state.prefix();
        String beforeTail = state.beforeTail();
        int surplus = Math.max(0, tail.size() - ConversationState.MAX_TAIL);
        for (Link link : tail.subList(0, surplus)) {
            prefix = MessageHash.chain(prefix, link.hash());
            beforeTail = link.messageId();
        }
        List<Link> rest = List.copyOf(tail.subList(surplus, tail.size()));
        boolean appending = alignment == null && !state.head().isEmpty();
        return new ConversationState(
                state.length() + surplus,
                prefix,
                beforeTail,
                rest,
                context,
                lead,
                branches,
                ends,
                state.stragglers(),
                state.parameters(),
                appending);
    }
}
