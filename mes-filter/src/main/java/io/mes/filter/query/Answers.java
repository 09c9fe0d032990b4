package io.mes.filter.query;

import io.mes.storage.query.StorageException;
import io.mes.storage.stats.FailureLog;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes answers as JSON, or why there is none in OpenAI's shape. Thread-safe. */
final class Answers {

    /** The official clients repeat what met a conflict, unless they are told that it is of no use. */
    private static final String RETRY = "X-Should-Retry";

    private final FailureLog failures;

    /** Answers that tell of failures in a log. */
    Answers(FailureLog failures) {
        this.failures = failures;
    }

    /** Has an answer made, as JSON; null where it has been sent already. */
    interface Answer {
        @Nullable
        String get() throws IOException;
    }

    /**
     * Sends an answer, or the problem with which it breaks off.
     *
     * @throws IOException if the client is gone, or an answer under way broke off
     */
    void send(HttpServletResponse response, Answer answer) throws IOException {
        try {
            String json = checked(answer);
            if (json != null) {
                write(response, HttpServletResponse.SC_OK, json);
            }
        } catch (HttpProblem problem) {
            problem.allow().ifPresent(methods -> response.setHeader("Allow", methods));
            if (problem.status() == HttpServletResponse.SC_CONFLICT) {
                response.setHeader(RETRY, "false");
            }
            write(response, problem.status(), problem.toJson());
        }
    }

    private @Nullable String checked(Answer answer) throws IOException {
        try {
            return answer.get();
        } catch (StorageException e) {
            if (e.getCause() != null) {
                failures.warn("A question could not be answered", e);
            }
            throw HttpProblem.of(e);
        } catch (HttpProblem problem) {
            throw problem;
        } catch (IOException e) {
            if (e.getCause() instanceof RuntimeException) {
                failures.warn("An answer broke off", e);
            }
            throw e;
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
