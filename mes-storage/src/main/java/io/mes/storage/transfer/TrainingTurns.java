package io.mes.storage.transfer;

import io.mes.storage.row.StoredMessage;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the newest line of a conversation as an example tells it: with those results only whose calls stand before them,
 * those calls only whose results follow or that nothing is said behind, and no message of which nothing is left. Not thread-safe.
 *
 * <p>Whether a call is answered is looked for up to the next reply, with a walk of its own; so no results are held.
 */
final class TrainingTurns {

    private final TrainingWalk walk;

    /** Calls of the last reply that are not answered yet. */
    private final Set<String> open = new HashSet<>();

    /** Whether anything was asked so far. */
    private boolean asked;

    /** Whether something was left out of what the next reply answers. */
    private boolean lost;

    private boolean behindReply;

    /**
     * A message of the example.
     *
     * @param learnable whether a model is to learn from it
     */
    record Turn(StoredMessage stored, TrainingMessage message, boolean learnable) {}

    TrainingTurns(TrainingWalk walk) {
        this.walk = walk;
    }

    /** Turns of its own from here on, which leave these where they are. */
    TrainingTurns ahead() {
        TrainingTurns ahead = new TrainingTurns(walk.ahead());
        ahead.open.addAll(open);
        ahead.asked = asked;
        ahead.lost = lost;
        ahead.behindReply = behindReply;
        return ahead;
    }

    /** The next message; null behind the last one. */
    @Nullable
    Turn next() throws SQLException {
        for (TrainingWalk.Step step = walk.next(); step != null; step = walk.next()) {
            TrainingMessage message = step.message();
            TrainingMessage kept = message.isReply() ? reply(message) : question(message);
            if (kept != null) {
                return new Turn(step.stored(), kept, isLearnable(kept));
            }
        }
        return null;
    }

    private boolean isLearnable(TrainingMessage message) {
        return message.isReply() && message.finished() && message.whole() && asked && !lost;
    }

    private @Nullable TrainingMessage reply(TrainingMessage said) throws SQLException {
        behindReply = true;
        if (said.isNothing()) {
            return null;
        }
        open.clear();
        if (said.calls().isEmpty()) {
            return said;
        }
        open.addAll(answered(said.calls().byId().keySet()));
        TrainingMessage kept = said.withCalls(open);
        return kept.isNothing() ? null : kept;
    }

    private @Nullable TrainingMessage question(TrainingMessage said) {
        // What was left out of a question concerns its answer; those to later questions at most by the way.
        lost &= !(behindReply && said.role().equals("user"));
        behindReply = false;
        boolean kept = !said.isNothing() && (!said.isResult() || open.remove(said.callId()));
        lost |= !said.whole() || (!kept && said.isResult());
        if (!kept) {
            return null;
        }
        if (!said.isResult()) {
            open.clear();
        }
        asked = true;
        return said;
    }

    /** Which of the calls of the last reply may stand. Behind the last of all nothing is said, for examples end with a reply. */
    private Set<String> answered(Set<String> ids) throws SQLException {
        Set<String> answered = new HashSet<>();
        TrainingWalk ahead = walk.ahead();
        boolean results = true;
        for (TrainingWalk.Step step = ahead.next(); step != null; step = ahead.next()) {
            TrainingMessage message = step.message();
            if (message.isNothing()) {
                continue;
            }
            if (message.isReply()) {
                return answered;
            }
            results &= message.isResult();
            String id = message.callId();
            if (results && id != null && ids.contains(id) && answered.add(id) && answered.size() == ids.size()) {
                return answered;
            }
        }
        return ids;
    }
}
