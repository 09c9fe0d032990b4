package io.mes.storage.transfer;

import io.mes.storage.catalogue.ConversationEntry;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.Limits;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.Page;
import io.mes.storage.read.MessageReader;
import io.mes.storage.row.StoredMessage;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the newest line of a conversation as an example for fine-tuning. Use once.
 *
 * <p>Of several choices the first is given. An example ends with a reply, and without a reply to learn from there is none; to
 * know that, messages are held back as far as they fit into memory.
 */
final class TrainingLine {

    private static final String TOOLS = "tools";

    /** Fields of a request that an example has as well. */
    private static final List<String> PARAMETERS = List.of(TOOLS, "parallel_tool_calls", "functions");

    private static final long MOST_HELD = 4 << 20;

    private final MessageReader reader;
    private final ConversationEntry entry;
    private final Writer out;
    private final List<String> held = new ArrayList<>();
    private long heldCharacters;
    private boolean begun;
    private boolean learnable;
    private @Nullable String lastReply;
    private Map<String, String> parameters = Map.of();
    private Map<String, String> holders = Map.of();

    TrainingLine(MessageReader reader, ConversationEntry entry, Writer out) {
        this.reader = reader;
        this.entry = entry;
        this.out = out;
    }

    /** See {@link ConversationExport.Line#write}. */
    boolean write() throws IOException, SQLException {
        if (entry.partitions().isEmpty()) {
            return false;
        }
        String after = null;
        do {
            Page<StoredMessage> page = reader.page(entry, new MessageQuery(Limits.MAX_MESSAGES, after, false));
            for (StoredMessage message : page.items()) {
                add(message);
            }
            after = page.next();
        } while (after != null);
        if (!begun) {
            return false;
        }
        out.write(']');
        writeParameters();
        out.write("}\n");
        return true;
    }

    private void add(StoredMessage stored) throws IOException {
        if (stored.firstReply().equals(lastReply)) {
            return;
        }
        TrainingMessage message = TrainingMessage.of(stored);
        if (message == null) {
            return;
        }
        held.add(message.json());
        heldCharacters += message.json().length();
        if (message.reply()) {
            lastReply = stored.messageId();
            learnable |= message.learnable();
        }
        if (stored.holdsRequest()) {
            parameters = ofInterest(stored.requestParameters());
            holders = ofInterest(stored.sharedParameters());
        }
        if ((message.reply() && learnable) || heldCharacters > MOST_HELD) {
            writeHeld();
        }
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
