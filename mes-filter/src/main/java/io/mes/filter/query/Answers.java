package io.mes.filter.query;

import io.mes.storage.query.StorageException;
import io.mes.storage.stats.FailureLog;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Writes answers as JSON, or why there is none in OpenAI's shape. Thread-safe. */
final class Answers {

    /** The official clients repeat what met a conflict, unless they are told that it is of no use. */
    private static final String RETRY = "X-Should-Retry";

    private final FailureLog failures;

    /** Answers that tell of failures in a log. */
    Answers(FailureLog failures) {
        this.failures = failures;
    }

    /** Sends an answer, or the problem with which it breaks off. */
    void send(HttpServletResponse response, Supplier<String> answer) throws IOException {
        try {
            write(response, HttpServletResponse.SC_OK, checked(answer));
        } catch (HttpProblem problem) {
            problem.allow().ifPresent(methods -> response.setHeader("Allow", methods));
            if (problem.status() == HttpServletResponse.SC_CONFLICT) {
                response.setHeader(RETRY, "false");
            }
            write(response, problem.status(), problem.toJson());
        }
    }

    private String checked(Supplier<String> answer) {
        try {
            return answer.get();
        } catch (StorageException e) {
            if (e.getCause() != null) {
                failures.warn("A question could not be answered", e);
            }
            throw HttpProblem.of(e);
        } catch (HttpProblem problem) {
            throw problem;
        } catch (RuntimeException e) {
            failures.warn("A question could not be answered", e);
            throw HttpProblem.failure();
        }
    }

    private static void write(HttpServletResponse response, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        // What is private must not be kept on the way.
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
