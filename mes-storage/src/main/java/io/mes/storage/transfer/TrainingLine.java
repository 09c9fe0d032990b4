package io.mes.storage.transfer;

import io.mes.storage.read.ConversationSnapshot;
import io.mes.storage.read.MessageReader;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the newest line of a conversation as an example for fine-tuning. Use once.
 *
 * <p>An example ends with a reply, and without a reply to learn from there is none; so messages are held back until such a reply
 * comes. When they are too many for that, the line is gone through once without holding any, to find out whether one comes at all.
 */
final class TrainingLine {

    private static final long MOST_HELD = 4 << 20;

    private final TrainingTurns turns;
    private final TrainingParameters parameters;
    private final Writer out;
    private final List<String> held = new ArrayList<>();
    private long heldCharacters;
    private boolean begun;
    private boolean learnable;

    /** Whether a reply that may end the example is known to follow. */
    private boolean endFollows;

    TrainingLine(MessageReader reader, ConversationSnapshot conversation, Writer out) {
        this.turns = new TrainingTurns(new TrainingWalk(reader, conversation));
        this.parameters = new TrainingParameters(reader, conversation);
        this.out = out;
    }

    /** See {@link ConversationExport.Line#write}. */
    boolean write() throws IOException, SQLException {
        TrainingTurns.Turn turn = turns.next();
        while (turn != null) {
            add(turn);
            turn = heldCharacters <= MOST_HELD || isLetGo() ? turns.next() : null;
        }
        if (!begun) {
            return false;
        }
        out.write(']');
        parameters.write(out);
        out.write("}\n");
        return true;
    }

    private void add(TrainingTurns.Turn turn) throws IOException {
        String json = turn.message().json(turn.learnable());
        held.add(json);
        heldCharacters += json.length();
        learnable |= turn.learnable();
        parameters.note(turn);
        if (turn.message().isReply() && learnable) {
            writeHeld();
            endFollows = false;
        }
    }

    /** Writes what is held if that may be; otherwise nothing that follows belongs to the example either. */
    private boolean isLetGo() throws IOException, SQLException {
        endFollows = endFollows || findEnd();
        if (endFollows) {
            writeHeld();
        }
        return endFollows;
    }

    private boolean findEnd() throws SQLException {
        TrainingTurns ahead = turns.ahead();
        boolean learnableThere = learnable;
        for (TrainingTurns.Turn turn = ahead.next(); turn != null; turn = ahead.next()) {
            learnableThere |= turn.learnable();
            if (turn.message().isReply() && learnableThere) {
                return true;
            }
        }
        return false;
    }

    private void writeHeld() throws IOException {
        for (String message : held) {
            out.write(begun ? "," : "{\"messages\":[");
            out.write(message);
            begun = true;
        }
        held.clear();
        heldCharacters = 0;
    }
}
