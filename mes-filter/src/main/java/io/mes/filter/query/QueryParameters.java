package io.mes.filter.query;

import io.mes.storage.exchange.Identity;
import io.mes.storage.query.ConversationQuery;
import io.mes.storage.query.ErrorQuery;
import io.mes.storage.query.ExportFormat;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.Limits;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.MomentText;
import io.mes.storage.service.QueryService;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Reads a request's query parameters; a parameter that is wrong is a problem that names it. */
final class QueryParameters {

    private final QueryString query;
    private final QueryService queries;

    QueryParameters(HttpServletRequest request, QueryService queries) {
        this.query = new QueryString(request);
        this.queries = queries;
    }

    ConversationQuery conversations() {
        return new ConversationQuery(
                number("limit", Limits.DEFAULT_ENTRIES),
                number("offset", 0),
                text("after"),
                from(),
                to(),
                text("model"),
                text("q"));
    }

    private @Nullable Instant from() {
        String from = text("from");
        return from == null ? null : moments().from("from", from);
    }

    private @Nullable Instant to() {
        String to = text("to");
        return to == null ? null : moments().to("to", to);
    }

    /** What the caller may export: an administrator everything, or what is one user's; others what is theirs. */
    ExportQuery export(Identity caller) {
        String format = text("format");
        Long userId = userId();
        if (!caller.administrator()) {
            if (userId != null && userId != caller.userId()) {
                throw HttpProblem.forbidden();
            }
            userId = caller.userId();
        }
        return new ExportQuery(
                userId, from(), to(), text("model"), format == null ? ExportFormat.OPENAI : ExportFormat.of(format));
    }

    /** An empty one is wrong, lest a variable that is not set asks for everybody's. */
    private @Nullable Long userId() {
        String value = query.value("user_id");
        try {
            return value == null ? null : Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw HttpProblem.badParameter("user_id", "user_id must be the number of a user");
        }
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
        String value = query.value(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private int number(String name, int defaultValue) {
        return number(name, query.value(name), defaultValue);
    }

    /** The number that a parameter says, or the other where it is missing. */
    static int number(String name, @Nullable String value, int defaultValue) {
        try {
            return value == null ? defaultValue : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw HttpProblem.badParameter(name, name + " must be a whole number");
        }
    }

    /** The moments of this store's days. */
    private MomentText moments() {
        return new MomentText(queries::startOf);
    }
}
