package io.mes.storage.transfer;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.json.JsonText;
import io.mes.storage.read.MessageReader;
import io.mes.storage.row.StoredMessage;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the newest line of a conversation as an example for fine-tuning. Use once.
 *
 * <p>An example ends with a reply, and without a reply to learn from there is none; so messages are held back until such a reply
 * comes. When they are too many for that, the line is gone through once without holding any, to find out whether one comes at all:
 * each message is read twice at most.
 */
final class TrainingLine {

    private static final String TOOLS = "tools";

    /** Fields of a request that an example has as well. */
    private static final List<String> PARAMETERS = List.of(TOOLS, "parallel_tool_calls", "functions");

    private static final long MOST_HELD = 4 << 20;

    private final MessageReader reader;
    private final ConversationEntry entry;
    private final TrainingWalk walk;
    private final Writer out;
    private final List<String> held = new ArrayList<>();
    private long heldCharacters;
    private boolean begun;
    private boolean learnable;

    /** Whether a reply that may end the example is known to follow. */
    private boolean endFollows;

    private Map<String, String> parameters = Map.of();
    private Map<String, String> holders = Map.of();

    TrainingLine(MessageReader reader, ConversationEntry entry, Writer out) {
        this.reader = reader;
        this.entry = entry;
        this.walk = new TrainingWalk(reader, entry);
        this.out = out;
    }

    /** See {@link ConversationExport.Line#write}. */
    boolean write() throws IOException, SQLException {
        TrainingWalk.Step step = walk.next();
        while (step != null) {
            add(step);
            step = heldCharacters <= MOST_HELD || isLetGo() ? walk.next() : null;
        }
        if (!begun) {
            return false;
        }
        out.write(']');
        writeParameters();
        out.write("}\n");
        return true;
    }

    private void add(TrainingWalk.Step step) throws IOException {
        TrainingMessage message = step.message();
        StoredMessage stored = step.stored();
        held.add(message.json());
        heldCharacters += message.json().length();
        learnable |= message.learnable();
        if (stored.holdsRequest()) {
            parameters = ofInterest(stored.requestParameters());
            holders = ofInterest(stored.sharedParameters());
        }
        if (message.reply() && learnable) {
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
        TrainingWalk ahead = walk.ahead();
        boolean learnableThere = learnable;
        for (TrainingWalk.Step step = ahead.next(); step != null; step = ahead.next()) {
            learnableThere |= step.message().learnable();
            if (step.message().reply() && learnableThere) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> ofInterest(Map<String, String> all) {
        Map<String, String> some = new TreeMap<>(all);
        some.keySet().retainAll(PARAMETERS);
        return some;
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

    /** Those of the newest request, for an example can have only one list of tools. */
    private void writeParameters() throws IOException, SQLException {
        Map<String, StoredMessage> found = holders.isEmpty()
                ? Map.of()
                : reader.find(entry.key(), entry.partitions(), List.copyOf(holders.values()));
        for (String name : PARAMETERS) {
            String holder = holders.get(name);
            StoredMessage elsewhere = holder == null ? null : found.get(holder);
            String value = elsewhere == null
                    ? parameters.get(name)
                    : elsewhere.requestParameters().get(name);
            if (name.equals(TOOLS)) {
                value = TrainingTools.tools(value);
            }
            if (value != null && !TrainingMessage.saysNothing(value)) {
                out.write("," + JsonText.quote(name) + ":");
                out.write(TrainingMessage.onOneLine(value));
            }
        }
    }
}
