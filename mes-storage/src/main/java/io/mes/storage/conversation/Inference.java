package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the conversation that a request goes on with where it names none: the one whose replies it sends again.
 *
 * <p>Only what a model has answered through MES counts as a reply; examples that a client invents stand before many
 * unrelated questions. A wrong conversation is worse than a new one, so what is not certain is none.
 */
public final class Inference {

    /** Of so many replies at the end of a request one should be known; a client may have changed the others. */
    private static final int REPLIES = 4;

    /** So many messages in their order are no coincidence. */
    private static final int CERTAIN_RUN = 4;

    private static final Comparator<Match> ORDER = Comparator.comparingInt(
                    (Match match) -> match.anchor().index())
            .thenComparing(Match::whole)
            .thenComparing(Match::atHead)
            .thenComparingInt(Match::length)
            .thenComparingLong(Match::sameLead);

    private final Sent sent;

    /**
     * A conversation that holds one of the replies.
     *
     * @param state as stored
     */
    public record Candidate(String conversationId, Anchor anchor, ConversationState state) {}

    /** How a candidate fits. */
    private record Match(Candidate candidate, boolean whole, boolean atHead, int length, long sameLead) {

        Anchor anchor() {
            return candidate.anchor();
        }
    }

    private Inference(Sent sent) {
        this.sent = sent;
    }

    /** A reply that may be known, with which a request goes on. See {@link Anchor} for the index. */
    public record Wanted(long fingerprint, int index) {}

    /** The answer that a request goes on with by naming it; at most one. */
    public static List<Wanted> named(Chat chat) {
        String before = PreviousResponse.of(chat);
        return before == null ? List.of() : List.of(new Wanted(Fingerprints.ofResponseId(before), -1));
    }

    /** Likewise, and the replies that it sends again, the last first. */
    public static List<Wanted> wanted(Chat chat) {
        Sent sent = Sent.of(chat);
        List<Wanted> wanted = new ArrayList<>(named(chat));
        for (int i = sent.body().size() - 1; i > 0 && wanted.size() < REPLIES; i--) {
            if (sent.isReply(i)) {
                wanted.add(new Wanted(Fingerprints.ofReply(sent.hashes()[i - 1], sent.hashes()[i]), i));
            }
        }
        return wanted;
    }

    /** The candidate that the request certainly goes on with; null if there is none. */
    public static @Nullable Candidate choose(Chat chat, List<Candidate> candidates) {
        return new Inference(Sent.of(chat)).choose(candidates);
    }

    private @Nullable Candidate choose(List<Candidate> candidates) {
        Match best = null;
        boolean tied = false;
        for (Candidate candidate : candidates) {
            if (candidate.anchor().isNamed()) {
                return candidate;
            }
            Match match = match(candidate);
            int order = match == null ? -1 : best == null ? 1 : ORDER.compare(match, best);
            if (order > 0) {
                best = match;
                tied = false;
            } else if (order == 0 && match != null && best != null) {
                tied |= !match.candidate()
                        .conversationId()
                        .equals(best.candidate().conversationId());
                best = newer(match, best);
            }
        }
        // Whole lines that are the same, word for word, may go on in either.
        return best == null || (tied && !best.whole()) ? null : best.candidate();
    }

    private static Match newer(Match one, Match other) {
        String id = one.anchor().reply().end().messageId();
        return id.compareTo(other.anchor().reply().end().messageId()) > 0 ? one : other;
    }

    private @Nullable Match match(Candidate candidate) {
        ConversationState state = candidate.state();
        Anchor anchor = candidate.anchor();
        if (anchor.endsWholeLine(sent.hashes())) {
            boolean atHead = state.head().equals(anchor.reply().end().messageId());
            return new Match(candidate, true, atHead, anchor.index() + 1, sameLead(state));
        }
        Alignment run = Alignment.of(sent.body(), sent.hashes(), state);
        if (run == null || run.end() <= anchor.index()) {
            return null;
        }
        boolean atHead = run.tailEnd() == state.tail().size();
        boolean certain = run.length() >= CERTAIN_RUN || (atHead && !isStrangeBefore(run));
        return certain ? new Match(candidate, false, atHead, run.length(), sameLead(state)) : null;
    }

    /** Before a run may stand a summary of what it leaves out, but not replies of which the conversation knows nothing. */
    private boolean isStrangeBefore(Alignment run) {
        for (int i = 0; i < run.start(); i++) {
            if (sent.isReply(i)) {
                return true;
            }
        }
        return false;
    }

    private long sameLead(ConversationState state) {
        return sent.lead().stream()
                .map(ChatMessage::fingerprint)
                .filter(hash -> state.context().stream().anyMatch(link -> link.hash() == hash))
                .count();
    }
}
