package io.mes.storage.service;

import io.mes.storage.catalogue.CompletionPlace;
import io.mes.storage.query.CompletionPage;
import io.mes.storage.query.CompletionQuery;
import io.mes.storage.query.StoredCompletion;
import io.mes.storage.read.CompletionReader;
import io.mes.storage.read.CompletionRows;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a page of a user's completions. Clients end with an empty one, whatever it says of more; so where messages were deleted by
 * hand, and what is listed is not there any more, a page goes on behind that, as far as one request may.
 */
final class CompletionPager {

    /** Listed completions that are passed at once. */
    private static final int STEP = 500;

    /** So often at most, which takes about a second. */
    private static final int STEPS = 100;

    private final CompletionReader completions;
    private final CompletionRows rows;
    private final Supplier<CompletionAssembler> assemblers;
    private final long userId;
    private final CompletionQuery query;

    /**
     * A page that has not been read yet.
     *
     * @param assemblers make what puts completions together
     */
    CompletionPager(
            CompletionReader completions,
            CompletionRows rows,
            Supplier<CompletionAssembler> assemblers,
            long userId,
            CompletionQuery query) {
        this.completions = completions;
        this.rows = rows;
        this.assemblers = assemblers;
        this.userId = userId;
        this.query = query;
    }

    /**
     * Part of the list.
     *
     * @param reached the first reply of the last completion that was gone through; null before the first one of all
     * @param more whether others follow
     */
    private record Stretch(
            List<StoredCompletion> items, @Nullable String reached, boolean more) {

        boolean isGone() {
            return items.isEmpty() && more;
        }

        CompletionPage page() {
            if (!items.isEmpty()) {
                return new CompletionPage(
                        items, more, items.get(items.size() - 1).id());
            }
            return new CompletionPage(items, more, more && reached != null ? CompletionReader.ownId(reached) : null);
        }
    }

    /** Reads it. */
    CompletionPage read() throws SQLException {
        Stretch stretch = behind(completions.placeOf(userId, query.after()));
        return (stretch.isGone() ? pass(stretch) : stretch).page();
    }

    private Stretch behind(@Nullable String start) throws SQLException {
        List<CompletionPlace> found = completions.list(userId, query, start, query.limit() + 1);
        List<CompletionPlace> places = found.subList(0, Math.min(found.size(), query.limit()));
        CompletionAssembler assembler = assemblers.get();
        List<StoredCompletion> items = assembler.assemble(places, rows.read(userId, places, query.newestFirst()));
        int reached = assembler.reached();
        return new Stretch(items, reached == 0 ? start : places.get(reached - 1).messageId(), found.size() > reached);
    }

    /** What lies in tables that were dropped is passed by the database itself. */
    private Stretch pass(Stretch gone) throws SQLException {
        Stretch stretch = gone;
        for (int step = 0; stretch.isGone() && step < STEPS; step++) {
            List<CompletionPlace> found = completions.listExisting(userId, query, stretch.reached(), STEP);
            int count = rows.countGone(userId, found);
            String reached =
                    count == 0 ? stretch.reached() : found.get(count - 1).messageId();
            stretch = count < found.size() ? behind(reached) : new Stretch(List.of(), reached, found.size() == STEP);
        }
        return stretch;
    }
}
