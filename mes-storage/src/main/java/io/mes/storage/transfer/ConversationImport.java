package io.mes.storage.transfer;

import io.mes.storage.json.JsonCutter;
import io.mes.storage.json.JsonSyntaxException;
import io.mes.storage.query.Imported;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.row.ConversationPart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Imports files of JSON Lines: what an export wrote in either form, and examples for fine-tuning from anywhere. Not
 * thread-safe.
 *
 * <p>Of a line there is never more in memory than some messages, unless it names its conversation behind them or not at all;
 * such a line may have as many characters as {@link #longestValue}. A line that is broken is told of, and the others go on.
 */
public final class ConversationImport {

    private final Function<ConversationPart, Imported> store;
    private final @Nullable Long userId;
    private final Instant now;

    /**
     * An import into one store.
     *
     * @param store takes the parts of conversations; see {@link Transfer#store}
     * @param userId whose the conversations become; null to leave them to whom the file says
     * @param now when what has no moment of its own counts as said
     */
    public ConversationImport(Function<ConversationPart, Imported> store, @Nullable Long userId, Instant now) {
        this.store = store;
        this.userId = userId;
        this.now = now;
    }

    /** Characters that a value in a file may have: an eighth of what fits into the heap. */
    public static int longestValue() {
        return (int) Math.min(1 << 29, Runtime.getRuntime().maxMemory() / 16);
    }

    /**
     * Imports all lines of a file.
     *
     * @param problems is told of every line that is broken, at once
     * @throws IOException if the stream cannot be read
     * @throws io.mes.storage.query.UnavailableException if the database fails; what was stored before will be found when
     *     the file is imported again
     */
    public ImportReport read(InputStream in, Consumer<ImportProblem> problems) throws IOException {
        LineStream lines = new LineStream(in);
        long conversations = 0;
        long broken = 0;
        Imported rows = Imported.NOTHING;
        while (lines.nextLine()) {
            ImportLine line = new ImportLine(store, userId, now);
            try {
                conversations += read(lines, line) ? 1 : 0;
            } catch (JsonSyntaxException | InvalidQueryException e) {
                problems.accept(new ImportProblem(lines.number(), String.valueOf(e.getMessage())));
                broken++;
            } catch (CharacterCodingException e) {
                problems.accept(new ImportProblem(lines.number(), "The line is not in UTF-8"));
                broken++;
            }
            rows = rows.plus(line.imported());
        }
        return new ImportReport(conversations, broken, rows);
    }

    /** Whether the line held anything. */
    private static boolean read(LineStream lines, ImportLine line) throws IOException {
        Reader text = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8.newDecoder()));
        JsonCutter json = new JsonCutter(text, longestValue());
        if (lines.number() == 1) {
            // A byte order mark, which some programs write before UTF-8.
            json.takes('\uFEFF');
        }
        if (json.isAtEnd()) {
            return false;
        }
        line.read(json);
        return true;
    }
}
