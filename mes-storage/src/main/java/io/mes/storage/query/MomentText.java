package io.mes.storage.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/**
 * Reads moments as people write them into questions: a day, unix seconds, or a moment of ISO 8601. Immutable, if what it is made
 * with is safe on any thread.
 */
public final class MomentText {

    private final Function<LocalDate, Instant> startOfDay;

    /**
     * A reader of moments.
     *
     * @param startOfDay when a day begins
     */
    public MomentText(Function<LocalDate, Instant> startOfDay) {
        this.startOfDay = startOfDay;
    }

    /**
     * The moment from which on something counts.
     *
     * @param parameter by what name it was asked for
     * @throws InvalidQueryException if it is none
     */
    public Instant from(String parameter, String text) {
        return parse(parameter, text, 0);
    }

    /**
     * The moment before which something counts, so that the day or the second that was named is included.
     *
     * @param parameter by what name it was asked for
     * @throws InvalidQueryException if it is none
     */
    public Instant to(String parameter, String text) {
        return parse(parameter, text, 1);
    }

    private Instant parse(String parameter, String text, int more) {
        try {
            if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
                return startOfDay.apply(LocalDate.parse(text).plusDays(more));
            }
            Instant moment =
                    text.matches("\\d{1,11}") ? Instant.ofEpochSecond(Long.parseLong(text)) : Instant.parse(text);
            return more == 0 ? moment : moment.truncatedTo(ChronoUnit.SECONDS).plusSeconds(more);
        } catch (DateTimeException e) {
            throw new InvalidQueryException(
                    parameter,
                    parameter + " must be a day (2026-11-22), unix seconds, or a moment (2026-11-22T10:00:00Z)");
        }
    }
}
