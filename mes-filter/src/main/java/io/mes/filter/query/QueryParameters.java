package io.mes.filter.query;

import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.Limits;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.service.QueryService;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a request's query parameters; a parameter that is wrong is a problem that names it. */
final class QueryParameters {

    private final HttpServletRequest request;
    private final QueryService queries;

    QueryParameters(HttpServletRequest request, QueryService queries) {
        this.request = request;
        this.queries = queries;
    }

    ConversationQuery conversations() {
        return new ConversationQuery(
                number("limit", Limits.DEFAULT_ENTRIES),
                number("offset", 0),
                text("after"),
                moment("from", UnaryOperator.identity(), 0),
                moment("to", day -> day.plusDays(1), 1),
                text("model"),
                text("q"));
    }

    MessageQuery messages() {
        String branch = text("branch");
        if (branch != null && !branch.equals("all")) {
            throw HttpProblem.badParameter("branch", "branch must be \"all\", or left out for the newest line");
        }
        return new MessageQuery(number("limit", Limits.DEFAULT_MESSAGES), text("after"), branch != null);
    }

    ErrorQuery errors() {
        return new ErrorQuery(number("limit", Limits.DEFAULT_ENTRIES), text("after"));
    }

    /** A switch that is off unless it is {@code true}. */
    boolean flag(String name) {
        String value = text(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw HttpProblem.badParameter(name, name + " must be true or false");
        }
        return "true".equals(value);
    }

    /** A day in the path of a call. */
    static LocalDate day(String segment) {
        try {
            return LocalDate.parse(segment);
        } catch (DateTimeException e) {
            throw HttpProblem.badParameter("day", "day must be written as 2026-11-22");
        }
    }

    private @Nullable String text(String name) {
        String value = request.getParameter(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private int number(String name, int defaultValue) {
        String value = request.getParameter(name);
        if (value == null) {
            return defaultValue;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw HttpProblem.badParameter(name, name + " must be a whole number");
        }
    }

    /**
     * A moment, written as a day, as unix seconds or as in ISO 8601.
     *
     * @param ofDay which day's beginning is meant by a day
     * @param plusSeconds what to add to a moment, so that it is included
     */
    private @Nullable Instant moment(String name, UnaryOperator<LocalDate> ofDay, long plusSeconds) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            if (value.matches("\\d{4}-\\d{2}-\\d{2}")) {
                return queries.startOf(ofDay.apply(LocalDate.parse(value)));
            }
            Instant moment =
                    value.matches("\\d{1,11}") ? Instant.ofEpochSecond(Long.parseLong(value)) : Instant.parse(value);
            return moment.plusSeconds(plusSeconds);
        } catch (DateTimeException e) {
            throw HttpProblem.badParameter(
                    name, name + " must be a day (2026-11-22), unix seconds, or a moment (2026-11-22T10:00:00Z)");
        }
    }
}
