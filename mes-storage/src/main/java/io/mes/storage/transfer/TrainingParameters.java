package io.mes.storage.transfer;

import io.mes.storage.json.JsonText;
import io.mes.storage.read.ConversationSnapshot;
import io.mes.storage.read.MessageReader;
import io.mes.storage.row.StoredMessage;
import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an example has besides its messages: tools and what goes with them, of the newest request, for there can be one list of them
 * only. Where that has none and the messages have calls, of the newest request that has. Use once; not thread-safe.
 */
final class TrainingParameters {

    private static final String TOOLS = "tools";
    private static final String PARALLEL = "parallel_tool_calls";
    private static final String FUNCTIONS = "functions";
    private static final List<String> NAMES = List.of(TOOLS, PARALLEL, FUNCTIONS);

    private final MessageReader reader;
    private final ConversationSnapshot conversation;
    private Request newest = Request.NONE;
    private Request newestWithTools = Request.NONE;
    private boolean called;

    /**
     * Parameters of a request.
     *
     * @param own as JSON
     * @param holders replies that hold some of them, by name
     */
    private record Request(Map<String, String> own, Map<String, String> holders) {

        static final Request NONE = new Request(Map.of(), Map.of());

        static Request of(StoredMessage reply) {
            return new Request(ofInterest(reply.requestParameters()), ofInterest(reply.sharedParameters()));
        }

        private static Map<String, String> ofInterest(Map<String, String> all) {
            Map<String, String> some = new TreeMap<>(all);
            some.keySet().retainAll(NAMES);
            return some;
        }

        boolean hasTools() {
            return holders.containsKey(TOOLS)
                    || holders.containsKey(FUNCTIONS)
                    || TrainingTools.tools(own.get(TOOLS)) != null
                    || TrainingTools.functions(own.get(FUNCTIONS)) != null;
        }
    }

    TrainingParameters(MessageReader reader, ConversationSnapshot conversation) {
        this.reader = reader;
        this.conversation = conversation;
    }

    /** Takes notice of a message of the example. */
    void note(TrainingTurns.Turn turn) {
        called |= turn.message().isCall();
        if (turn.stored().holdsRequest()) {
            newest = Request.of(turn.stored());
            newestWithTools = newest.hasTools() ? newest : newestWithTools;
        }
    }

    /** Writes them as further fields of an object. */
    void write(Writer out) throws IOException, SQLException {
        if (!write(newest, out) && called && !newestWithTools.equals(newest)) {
            write(newestWithTools, out);
        }
    }

    private boolean write(Request request, Writer out) throws IOException, SQLException {
        Map<String, StoredMessage> found = request.holders().isEmpty()
                ? Map.of()
                : reader.find(
                        conversation.entry().key(),
                        conversation.entry().partitions(),
                        List.copyOf(request.holders().values()));
        String tools = TrainingTools.tools(value(request, TOOLS, found));
        if (tools == null) {
            String functions = TrainingTools.functions(value(request, FUNCTIONS, found));
            writeField(FUNCTIONS, functions, out);
            return functions != null;
        }
        writeField(TOOLS, tools, out);
        String parallel = value(request, PARALLEL, found);
        writeField(PARALLEL, "true".equals(parallel) || "false".equals(parallel) ? parallel : null, out);
        return true;
    }

    private static @Nullable String value(Request request, String name, Map<String, StoredMessage> found) {
        String holder = request.holders().get(name);
        StoredMessage elsewhere = holder == null ? null : found.get(holder);
        return elsewhere == null
                ? request.own().get(name)
                : elsewhere.requestParameters().get(name);
    }

    private static void writeField(String name, @Nullable String value, Writer out) throws IOException {
        if (value != null) {
            out.write("," + JsonText.quote(name) + ":" + value);
        }
    }
}
