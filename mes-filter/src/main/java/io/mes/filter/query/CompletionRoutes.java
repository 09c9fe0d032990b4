package io.mes.filter.query;

import io.mes.filter.IdentityResolver;
import io.mes.storage.service.CompletionService;
import jakarta.servlet.http.HttpServletRequest;

/** Answers what is asked of stored completions, as JSON. Thread-safe. */
final class CompletionRoutes {

    private final CompletionService completions;
    private final IdentityResolver identity;

    CompletionRoutes(CompletionService completions, IdentityResolver identity) {
        this.completions = completions;
        this.identity = identity;
    }

    /**
     * The answer to a request, as JSON.
     *
     * @throws HttpProblem if nobody may ask this
     * @throws io.mes.storage.query.StorageException if the store has no answer
     */
    String answer(HttpServletRequest request, CompletionPath path) {
        long user = Call.caller(identity, request).userId();
        CompletionParameters parameters = new CompletionParameters(request);
        String id = path.id();
        if (id == null) {
            return CompletionPages.list(completions.list(user, parameters.list(), CompletionPages.PARAMETERS));
        }
        if (path.messages()) {
            return CompletionPages.messages(completions.messages(user, id, parameters.messages()));
        }
        return switch (request.getMethod()) {
            case "POST" ->
                CompletionPages.completion(
                        completions.setMetadata(user, id, parameters.body(), CompletionPages.PARAMETERS));
            case "DELETE" -> {
                completions.delete(user, id);
                yield CompletionPages.deleted(id);
            }
            default -> CompletionPages.completion(completions.find(user, id, CompletionPages.PARAMETERS));
        };
    }
}
