package io.mes.storage.transfer;

import io.mes.storage.conversation.Evidence;
import io.mes.storage.conversation.KnownReply;
import io.mes.storage.json.JsonCutter;
import io.mes.storage.json.JsonReader;
import io.mes.storage.query.Imported;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.ConversationPart;
import io.mes.storage.row.ErrorRow;
import io.mes.storage.row.MessageRow;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one line of a file and stores the conversation in it, part by part. Use once. */
final class ImportLine {

    /** Rows and characters that a part has at most, but for one row more. */
    private static final int PART_ROWS = 500;

    private static final long PART_CHARACTERS = 4 << 20;

    /**
     * What an element takes up beside its text, in characters: it is held as a string in a list, and becomes a map of fields,
     * a message and a row, some hundred bytes each, however little it says.
     */
    private static final int ELEMENT_CHARACTERS = 500;

    /** No state of a conversation is so long; reading a list makes many objects of few characters. */
    private static final int MAX_THREAD = 1 << 20;

    private final Function<ConversationPart, Imported> store;
    private final @Nullable Long userId;
    private final Instant now;
    private final Map<String, String> head = new LinkedHashMap<>();
    private final Held messages = new Held(MesFields.MESSAGES);
    private final Held errors = new Held(MesFields.ERRORS);
    private final Held replies = new Held(MesFields.REPLIES);
    private long headCharacters;
    private Imported imported = Imported.NOTHING;

    /** Elements of a list that were read and are not stored yet, each as JSON. */
    private static final class Held {

        private final String name;
        private final List<String> elements = new ArrayList<>();
        private long characters;
        private long stored;

        Held(String name) {
            this.name = name;
        }

        void add(String element) {
            elements.add(element);
            characters += element.length() + ELEMENT_CHARACTERS;
        }

        <R> List<R> take(Function<RowFields, R> reading) {
            List<R> rows = new ArrayList<>();
            for (String element : elements) {
                rows.add(reading.apply(RowFields.of(name + "[" + (stored + rows.size()) + "]", element)));
            }
            stored += elements.size();
            elements.clear();
            characters = 0;
            return rows;
        }
    }

    /**
     * Prepares a line.
     *
     * @param userId whose the conversation becomes; null to leave it to whom the line says
     * @param now when a conversation was that says nothing of it
     */
    ImportLine(Function<ConversationPart, Imported> store, @Nullable Long userId, Instant now) {
        this.store = store;
        this.userId = userId;
        this.now = now;
    }

    /** What became of the rows so far. */
    Imported imported() {
        return imported;
    }

    /**
     * Reads the line to its end. What comes before something broken may be stored.
     *
     * @throws io.mes.storage.json.JsonSyntaxException if it is no JSON object
     * @throws InvalidQueryException if something in it cannot be stored
     */
    void read(JsonCutter line) throws IOException {
        line.expect('{');
        if (!line.takes('}')) {
            do {
                String name = String.valueOf(JsonReader.stringOf(line.value()));
                line.expect(':');
                field(name, line);
            } while (line.takes(','));
            line.expect('}');
        }
        if (!line.isAtEnd()) {
            throw new InvalidQueryException("line", "More text follows the object");
        }
        end();
    }

    private void field(String name, JsonCutter line) throws IOException {
        switch (name) {
            case MesFields.MESSAGES -> elements(messages, line);
            case MesFields.ERRORS -> elements(errors, line);
            case MesFields.REPLIES -> elements(replies, line);
            default -> head(name, line.value());
        }
    }

    private void head(String name, String value) {
        headCharacters += name.length() + value.length() + ELEMENT_CHARACTERS;
        if (headCharacters > ConversationImport.longestValue()) {
            throw new InvalidQueryException(
                    name,
                    "The line has more than " + ConversationImport.longestValue() + " characters beside its messages, "
                            + ELEMENT_CHARACTERS + " counted for each field");
        }
        head.put(name, value);
    }

    private void elements(Held list, JsonCutter line) throws IOException {
        line.expect('[');
        if (line.takes(']')) {
            return;
        }
        do {
            list.add(line.value());
            if (list.elements.size() >= PART_ROWS || list.characters >= PART_CHARACTERS) {
                makeRoom(list);
            }
        } while (line.takes(','));
        line.expect(']');
    }

    /** What is read is stored where it is known by now to which conversation it belongs. */
    private void makeRoom(Held list) {
        if (isNamed() && (userId != null || head.containsKey(MesFields.USER))) {
            // Replies come last, when nothing is missing that the state tells of.
            storePart(list == replies ? thread() : "");
        } else if (messages.characters + errors.characters + replies.characters > ConversationImport.longestValue()) {
            throw new InvalidQueryException(
                    list.name,
                    "The line has more than " + ConversationImport.longestValue() + " characters of " + list.name + ", "
                            + ELEMENT_CHARACTERS + " counted for each of them, without naming its conversation first");
        }
    }

    private boolean isNamed() {
        return head.containsKey(MesFields.CONVERSATION);
    }

    private void end() {
        if (isNamed()) {
            storePart(thread());
        } else if (head.containsKey(MesFields.VERSION_NAME)) {
            throw new InvalidQueryException(MesFields.CONVERSATION, MesFields.CONVERSATION + " is missing");
        } else if (head.containsKey(MesFields.FAILURE) && messages.elements.isEmpty()) {
            throw new InvalidQueryException(
                    MesFields.FAILURE,
                    "The export that wrote this line failed, and what should follow is missing: "
                            + head.get(MesFields.FAILURE));
        } else {
            Example example = new Example(user(), now.getEpochSecond(), head, messages.elements);
            imported = imported.plus(store.apply(example.part()));
        }
    }

    /** What the rows before make of the conversation is known with the last of them: a line that breaks off says nothing of it. */
    private String thread() {
        String thread = new RowFields("", head).text(MesFields.THREAD, Integer.MAX_VALUE);
        return thread.length() > MAX_THREAD ? "" : thread;
    }

    private void storePart(String thread) {
        RowFields fields = new RowFields("", head);
        long version = fields.number(MesFields.VERSION_NAME, MesFields.VERSION);
        if (version != MesFields.VERSION) {
            throw fields.problem(MesFields.VERSION_NAME, "is " + version + ", which a newer MES has written");
        }
        String id = fields.id(MesFields.CONVERSATION).stripTrailing();
        if (!Evidence.isUsable(id)) {
            throw fields.problem(MesFields.CONVERSATION, "cannot be the id of a conversation");
        }
        long user = user();
        List<MessageRow> rows = messages.take(row -> RowJson.message(user, id, row));
        List<ErrorRow> errorRows = errors.take(row -> RowJson.error(user, id, row));
        List<KnownReply> known = replies.take(RowJson::reply);
        imported = imported.plus(store.apply(new ConversationPart(
                user,
                id,
                fields.text(MesFields.TITLE, Integer.MAX_VALUE),
                fields.text(MesFields.MODEL, Integer.MAX_VALUE),
                fields.number(MesFields.CREATED, 0),
                fields.number(MesFields.UPDATED, 0),
                thread,
                rows,
                errorRows,
                known)));
    }

    private long user() {
        if (userId != null) {
            return userId;
        }
        RowFields fields = new RowFields("", head);
        if (!fields.has(MesFields.USER)) {
            throw fields.problem(MesFields.USER, "is missing; say whose the conversations in this file are to be");
        }
        return fields.number(MesFields.USER, 0);
    }
}
