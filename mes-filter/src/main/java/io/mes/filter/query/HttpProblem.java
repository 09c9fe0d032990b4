package io.mes.filter.query;

import io.mes.storage.json.JsonObjectWriter;
import io.mes.storage.json.JsonText;
import io.mes.storage.query.ConflictException;
import io.mes.storage.query.InvalidQueryException;
import io.mes.storage.query.NotFoundException;
import io.mes.storage.query.StorageException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a request is not answered, in OpenAI's shape of errors. */
final class HttpProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final String code;
    private @Nullable String allow;

    private HttpProblem(int status, String type, @Nullable String param, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    static HttpProblem unauthenticated() {
        return new HttpProblem(
                401, "authentication_error", null, "unauthenticated", "This needs a caller that the gateway knows");
    }

    static HttpProblem forbidden() {
        return new HttpProblem(403, "permission_error", null, "forbidden", "This needs an administrator");
    }

    static HttpProblem noSuchResource() {
        return new HttpProblem(404, "invalid_request_error", null, "not_found", "There is nothing at this address");
    }

    static HttpProblem methodNotAllowed(String method, List<String> allowed) {
        HttpProblem problem = new HttpProblem(
                405, "invalid_request_error", null, "method_not_allowed", "Nothing here answers to " + method);
        problem.allow = String.join(", ", allowed);
        return problem;
    }

    static HttpProblem of(StorageException e) {
        if (e instanceof InvalidQueryException invalid) {
            return badParameter(invalid.parameter(), String.valueOf(e.getMessage()));
        }
        if (e instanceof NotFoundException) {
            return new HttpProblem(404, "invalid_request_error", null, "not_found", String.valueOf(e.getMessage()));
        }
        if (e instanceof ConflictException) {
            return new HttpProblem(409, "invalid_request_error", null, "conflict", String.valueOf(e.getMessage()));
        }
        return new HttpProblem(503, "server_error", null, "unavailable", e.getMessage() + "; try again later");
    }

    static HttpProblem badParameter(String param, String message) {
        return new HttpProblem(400, "invalid_request_error", param, "invalid_parameter", message);
    }

    static HttpProblem failure() {
        return new HttpProblem(500, "server_error", null, "internal_error", "The request could not be answered");
    }

    int status() {
        return status;
    }

    /** The value of the Allow header, where one is due. */
    Optional<String> allow() {
        return Optional.ofNullable(allow);
    }

    String toJson() {
        String error = new JsonObjectWriter()
                .string("message", getMessage())
                .string("type", type)
                .raw("param", JsonText.quote(param))
                .string("code", code)
                .toString();
        return new JsonObjectWriter().raw("error", error).toString();
    }
}
