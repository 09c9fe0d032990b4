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

    /** Of so many replies at the end of a request one should be known; a client may have cut off the others. */
    private static final int REPLIES = 3;

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

    /** A reply that may be known, with which a request goes on. See {@link Anchor} for the others. */
    public record Wanted(long fingerprint, int index, boolean cut) {

        /** The reply, found. */
        public Anchor as(KnownReply reply) {
            return new Anchor(reply, index, cut);
        }
    }

    /** The answer that a request goes on with by naming it; at most one. */
    public static List<Wanted> named(Chat chat) {
        String before = PreviousResponse.of(chat);
        return before == null ? List.of() : List.of(new Wanted(Fingerprints.ofResponseId(before), -1, false));
    }

    /** Likewise, and the replies that it sends again, the last first; that one may be the beginning of a reply as well. */
    public static List<Wanted> wanted(Chat chat) {
        Sent sent = Sent.of(chat);
        List<Wanted> wanted = new ArrayList<>(named(chat));
        int last = sent.replyBefore(sent.body().size());
        for (int i = last, found = 0; i > 0 && found < REPLIES; i = sent.replyBefore(i), found++) {
            wanted.add(new Wanted(Fingerprints.ofReply(sent.hashes()[i - 1], sent.hashes()[i]), i, false));
        }
        if (last > 0) {
            Fingerprints.ofCutReply(sent.hashes()[last - 1], sent.body().get(last))
                    .ifPresent(cut -> wanted.add(new Wanted(cut, last, true)));
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
        boolean isLast = sent.replyBefore(sent.body().size()) <= anchor.index();
        if (isLast && anchor.endsWholeLine(sent.hashes())) {
            boolean atHead = state.head().equals(anchor.reply().end().messageId());
            return new Match(candidate, true, atHead, anchor.index() + 1, sameLead(state));
        }
        Alignment run = Alignment.of(sent.body(), sent.hashes(), state);
        if (run == null) {
            return null;
        }
        boolean goesOn = anchor.cut() ? meetsCut(anchor, run, state) : goesOn(anchor, run, state);
        return goesOn ? new Match(candidate, false, isAtHead(run, state), run.length(), sameLead(state)) : null;
    }

    /** Whether a run goes up to the line's end, or to the reply with which the line ends and that the client has altered. */
    private boolean isAtHead(Alignment run, ConversationState state) {
        int left = state.tail().size() - run.tailEnd();
        return left == 0 || (left == 1 && sent.isReply(run.end()));
    }

    /** Whether the reply that was broken off is the line's last message, and the request meets the line up to there. */
    private boolean meetsCut(Anchor anchor, Alignment run, ConversationState state) {
        return run.end() == anchor.index()
                && run.tailEnd() == state.tail().size() - 1
                && state.head().equals(anchor.reply().end().messageId())
                && sent.replyBefore(run.start()) < 0;
    }

    private boolean goesOn(Anchor anchor, Alignment run, ConversationState state) {
        boolean atHead = isAtHead(run, state);
        return run.end() > anchor.index() && isCertainBehind(run, atHead) && isCertainBefore(run, atHead);
    }

    /**
     * Behind a run no model may have said what the conversation does not know, but for one reply: in the place of the stored one,
     * for a client may keep a part of it or something else instead; or that of an exchange which may still come, if the
     * request sends all that is there.
     */
    private boolean isCertainBehind(Alignment run, boolean atHead) {
        int last = sent.replyBefore(sent.body().size());
        boolean one = sent.replyBefore(last) < run.end();
        return last < run.end() || (one && (last == run.end() || (atHead && run.start() == 0)));
    }

    /**
     * Two of three make certain: that the run goes up to the line's end, that it is long, and that no reply stands before it,
     * but nothing or a summary of what it leaves out: replies that the line does not have there may be of any conversation.
     */
    private boolean isCertainBefore(Alignment run, boolean atHead) {
        boolean isLong = run.length() >= CERTAIN_RUN;
        boolean noneBefore = sent.replyBefore(run.start()) < 0;
        return atHead ? isLong || noneBefore : isLong && noneBefore;
    }

    private long sameLead(ConversationState state) {
        return sent.lead().stream()
                .map(ChatMessage::fingerprint)
                .filter(hash -> state.context().stream().anyMatch(link -> link.hash() == hash))
                .count();
    }
}
