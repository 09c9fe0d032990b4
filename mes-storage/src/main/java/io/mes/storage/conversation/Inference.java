package io.mes.storage.conversation;

import io.mes.storage.chat.Chat;
import io.mes.storage.chat.ChatMessage;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the conversation that a request goes on with where it names none: the one whose replies it sends again.
 *
 * <p>Only what a model has answered through MES counts as a reply; examples that a client invents stand before many unrelated
 * questions. A wrong conversation is worse than a new one, so what is not certain is none. Use once for each exchange, on one
 * thread.
 */
public final class Inference {

    /** So many messages in their order are no coincidence. */
    private static final int CERTAIN_RUN = 4;

    /** What replies of so many characters say is not said twice; "Hello! How can I help you?" is. */
    private static final int TELLING_CHARACTERS = 300;

    private static final Comparator<Match> ORDER = Comparator.comparingInt(
                    (Match match) -> match.anchor().index())
            .thenComparing(Match::whole)
            .thenComparingInt(match -> match.whole() ? match.length() : 0)
            .thenComparing(Match::atHead)
            .thenComparingInt(Match::length)
            .thenComparingLong(Match::sameLead);

    private final Sent sent;
    private final Map<String, Optional<Alignment>> runs = new HashMap<>();

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
        return best == null || isUnclear(best, tied, candidates) ? null : best.candidate();
    }

    /** Whether there is another as good, seen or not. Whole lines that are the same, word for word, may go on in either. */
    private boolean isUnclear(Match best, boolean tied, List<Candidate> candidates) {
        if (best.whole()) {
            return tied && !best.atHead() && best.anchor().crowded();
        }
        return tied
                || candidates.stream()
                        .filter(other ->
                                !other.conversationId().equals(best.candidate().conversationId()))
                        .map(Candidate::anchor)
                        .anyMatch(
                                other -> other.index() == best.anchor().index() && other.endsWholeLine(sent.hashes()));
    }

    /**
     * Whether a request goes on with a conversation of which nothing is left but that it had these replies: it sends the whole
     * line, or more than one of them.
     */
    public static boolean goesOnWith(Chat chat, List<Anchor> anchors) {
        long[] hashes = Sent.of(chat).hashes();
        return anchors.size() > 1
                || anchors.stream().anyMatch(anchor -> anchor.isNamed() || anchor.endsWholeLine(hashes));
    }

    private static Match newer(Match one, Match other) {
        String id = one.anchor().reply().end().messageId();
        return id.compareTo(other.anchor().reply().end().messageId()) > 0 ? one : other;
    }

    private @Nullable Match match(Candidate candidate) {
        ConversationState state = candidate.state();
        Anchor anchor = candidate.anchor();
        if (sent.lastAnswered() <= anchor.index() && anchor.endsWholeLine(sent.hashes())) {
            boolean atHead = state.head().equals(anchor.reply().end().messageId());
            return new Match(candidate, true, atHead, wholeLength(candidate), sameLead(state));
        }
        Alignment run = anchor.crowded() ? null : runWith(candidate);
        if (run == null) {
            return null;
        }
        boolean goesOn = goesOn(anchor, run, state) || meetsInOtherForm(anchor, run, state);
        return goesOn ? new Match(candidate, false, isAtHead(run, state), run.length(), sameLead(state)) : null;
    }

    /** More than up to the reply counts where a request ends with what may be a part of the reply behind it. */
    private int wholeLength(Candidate candidate) {
        int length = candidate.anchor().index() + 1;
        if (!sent.endsWithReply()) {
            return length;
        }
        Alignment run = runWith(candidate);
        return run == null || run.start() > 0 ? length : Math.max(length, run.length());
    }

    /** Several replies may lead to the same conversation. */
    private @Nullable Alignment runWith(Candidate candidate) {
        return runs.computeIfAbsent(
                        candidate.conversationId(),
                        id -> Optional.ofNullable(Alignment.of(sent.body(), sent.hashes(), candidate.state())))
                .orElse(null);
    }

    /** Whether a run goes up to the line's end, or to its last message, in the place of which the request has a reply. */
    private boolean isAtHead(Alignment run, ConversationState state) {
        int left = state.tail().size() - run.tailEnd();
        return left == 0 || (left == 1 && sent.isReply(run.end()));
    }

    /**
     * Whether the request has the line's last reply in another form than is stored, and meets the line up to there: broken off, or
     * in one with the message in which its client began it.
     */
    private boolean meetsInOtherForm(Anchor anchor, Alignment run, ConversationState state) {
        return sent.lastAnswered() <= anchor.index()
                && run.end() == anchor.index()
                && run.tailEnd() >= state.tail().size() - 2
                && state.head().equals(anchor.reply().end().messageId())
                && sent.replyBefore(run.start()) < 0;
    }

    private boolean goesOn(Anchor anchor, Alignment run, ConversationState state) {
        boolean atHead = isAtHead(run, state);
        return isOnRun(anchor, run, state) && isCertainBehind(run, atHead) && isCertainBefore(run, atHead, state);
    }

    /** Whether the reply stands in the line where the run has it, or the run has what only the client says. */
    private static boolean isOnRun(Anchor anchor, Alignment run, ConversationState state) {
        long behind = run.end() - 1L - anchor.index();
        return behind >= 0 && anchor.reply().end().length() == state.length() + run.tailEnd() - behind;
    }

    /**
     * Behind a run no model may have said what the conversation does not know, but for one reply: in the place of the stored one,
     * for a client may keep a part of it or something else instead; or that of an exchange which may still come, if the
     * request sends all that is there, and that is more than a greeting.
     */
    private boolean isCertainBehind(Alignment run, boolean atHead) {
        int last = sent.lastAnswered();
        boolean one = sent.replyBefore(last) < run.end();
        boolean mayCome = atHead && run.start() == 0 && isTelling(run);
        return last < run.end() || (one && (last == run.end() || mayCome));
    }

    private boolean isTelling(Alignment run) {
        return run.length() >= CERTAIN_RUN
                || IntStream.range(run.start(), run.end())
                                .filter(sent::isReply)
                                .mapToLong(i -> sent.body().get(i).characters())
                                .sum()
                        >= TELLING_CHARACTERS;
    }

    /**
     * Two of three make certain: that the run goes up to the line's end, that it is long, and that no reply stands before it,
     * but nothing or a summary of what it leaves out: replies that the line does not have there may be of any conversation.
     * Where the line has nothing at all there, they are of another.
     */
    private boolean isCertainBefore(Alignment run, boolean atHead, ConversationState state) {
        if (sent.replyBefore(run.start()) < 0) {
            return atHead || run.length() >= CERTAIN_RUN;
        }
        boolean fromTheFirst = state.length() + run.tailEnd() == run.length();
        return atHead && run.length() >= CERTAIN_RUN && !fromTheFirst;
    }

    private long sameLead(ConversationState state) {
        return sent.lead().stream()
                .map(ChatMessage::fingerprint)
                .filter(hash -> state.context().stream().anyMatch(link -> link.hash() == hash))
                .count();
    }
}
