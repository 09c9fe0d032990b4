package io.mes.filter.query;

import io.mes.storage.ConversationStore;
import io.mes.storage.exchange.Identity;
import io.mes.storage.query.ExportQuery;
import io.mes.storage.query.MessageQuery;
import io.mes.storage.query.StoreStatus;
import io.mes.storage.service.Administration;
import io.mes.storage.service.QueryService;
import io.mes.storage.transfer.Transfer;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds what a request asks for and answers it. Thread-safe. */
final class Router {

    private static final List<Route> ROUTES = List.of(
            Route.of("GET", "health", Router::health),
            Route.of("GET", "conversations", Router::conversations),
            Route.of("GET", "conversations/*", Router::messages),
            Route.of("DELETE", "conversations/*", Router::delete),
            Route.of("GET", "conversations/*/requests/*", Router::request),
            Route.of("GET", "stats/conversations", Router::stats),
            Route.of("GET", "errors", Router::errors),
            Route.of("GET", "export", Router::export),
            Route.of("GET", "admin/status", Router::status),
            Route.of("GET", "admin/partitions", Router::partitions),
            Route.of("DELETE", "admin/partitions/*", Router::dropPartition),
            Route.of("POST", "admin/recount", Router::recount));

    private final Transfer transfer;
    private final QueryService queries;
    private final Administration administration;
    private final Supplier<StoreStatus> status;

    Router(ConversationStore store) {
        this.transfer = store.transfer();
        this.queries = store.queries();
        this.administration = store.administration();
        this.status = store::status;
    }

    /** The first segments of all addresses at which something answers. */
    static List<String> resources() {
        return ROUTES.stream().map(Route::resource).distinct().toList();
    }

    /**
     * The answer to a call, as JSON; null where it was sent already.
     *
     * @throws HttpProblem if there is no such thing, or not for this method
     * @throws io.mes.storage.query.StorageException if the store has no answer
     * @throws IOException if an answer under way broke off
     */
    @Nullable
    String answer(Call call) throws IOException {
        List<Route> matching =
                ROUTES.stream().filter(route -> route.matches(call.path())).toList();
        if (matching.isEmpty()) {
            throw HttpProblem.noSuchResource();
        }
        String method = call.method().equals("HEAD") ? "GET" : call.method();
        for (Route route : matching) {
            if (route.method().equals(method)) {
                return route.handler().answer(this, call);
            }
        }
        throw HttpProblem.methodNotAllowed(
                call.method(), matching.stream().map(Route::method).toList());
    }

    private String health(Call call) {
        return StatusPage.health(status.get());
    }

    private String status(Call call) {
        call.requireAdministrator();
        return StatusPage.status(status.get());
    }

    private String conversations(Call call) {
        return JsonPages.conversations(
                queries.conversations(call.userId(), call.parameters(queries).conversations()));
    }

    private String messages(Call call) {
        String id = call.segment(1);
        long user = call.userId();
        MessageQuery query = call.parameters(queries).messages();
        return JsonPages.messages(id, queries.messages(user, id, query), query.allBranches());
    }

    private String delete(Call call) {
        String id = call.segment(1);
        return JsonPages.deleted(id, queries.delete(call.userId(), id));
    }

    private String request(Call call) {
        return queries.request(call.userId(), call.segment(1), call.segment(3));
    }

    private String stats(Call call) {
        return JsonPages.stats(queries.stats(call.userId()));
    }

    private String partitions(Call call) {
        call.requireAdministrator();
        return JsonPages.partitions(administration.partitions());
    }

    private String dropPartition(Call call) {
        call.requireAdministrator();
        LocalDate day = QueryParameters.day(call.segment(2));
        administration.dropDay(day);
        return JsonPages.dropped(day);
    }

    private String recount(Call call) {
        call.requireAdministrator();
        return JsonPages.recount(administration.recount(call.parameters(queries).flag("repair")));
    }

    private @Nullable String export(Call call) throws IOException {
        Identity caller = call.caller();
        ExportQuery query = call.parameters(queries).export(caller);
        new ExportAnswer(transfer.export(query), query.format())
                .send(call.response(), !call.method().equals("HEAD"));
        return null;
    }

    private String errors(Call call) {
        return JsonPages.errors(
                queries.errors(call.userId(), call.parameters(queries).errors()));
    }
}
