package io.mes.filter;

import io.mes.storage.exchange.Identity;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Tells who made a request. What the client itself claims is no source for that. Called by many threads at once. */
@FunctionalInterface
public interface IdentityResolver {

    /** Request attribute with the user's id: a {@link Number}, or a text of digits. */
    String USER_ID = "mes.user_id";

    /** Request attribute with the id of the API key. */
    String TOKEN_ID = "mes.token_id";

    /** Request attribute with the id of the upstream account. */
    String CHANNEL_ID = "mes.channel_id";

    /** Request attribute that is {@link Boolean#TRUE} for administrators. */
    String ADMINISTRATOR = "mes.admin";

    /**
     * The caller of a request; empty if nobody is authenticated.
     *
     * <p>Called several times: on each thread that passes through the filter, when it comes and when it goes, and when the
     * exchange is over, on the thread that ends it; by the query servlet on the request's thread. The newest answer of a passing
     * thread counts. On any other thread a principal may be somebody else's, as behind Spring Security: an answer from there is
     * believed only if it names the same user, and a user whom no passing thread knew only by the attributes above. May read
     * attributes and the principal, must not read the body.
     */
    Optional<Identity> resolve(HttpServletRequest request);

    /** Reads the request attributes that the gateway's own authentication has set. */
    static IdentityResolver ofAttributes() {
        return AttributeIdentity::resolve;
    }
}
