package io.mes.filter;

import io.mes.storage.exchange.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a record wants to know of the container's request and response when it ends.
 *
 * <p>A container may take both back as soon as a response is broken off, on another thread, before the record has ended.
 * So what is known is remembered when the request goes on without its thread and when the response begins, and that is
 * told where the objects no longer answer.
 */
final class ServletView {

    private static final int SERVER_ERROR = 500;

    /**
     * What is known.
     *
     * @param status the HTTP status
     * @param encoding Content-Encoding of the response; null for none
     * @param identity who asks
     * @param conversationId the conversation that the gateway named; null for none
     * @param committed whether the response had been begun
     * @param clientGone whether the gateway says that the client has gone
     */
    record Facts(
            int status,
            @Nullable String encoding,
            Identity identity,
            @Nullable String conversationId,
            boolean committed,
            boolean clientGone) {

        private Facts withStatus(int sent) {
            return new Facts(sent, encoding, identity, conversationId, committed, clientGone);
        }
    }

    /** The container's own. */
    private record Source(HttpServletRequest request, HttpServletResponse response) {}

    private final IdentityResolver identityResolver;
    private volatile @Nullable Source source;
    private volatile @Nullable Facts remembered;

    ServletView(HttpServletRequest request, HttpServletResponse response, IdentityResolver identityResolver) {
        this.source = new Source(request, response);
        this.identityResolver = identityResolver;
    }

    /** Lets go of request and response, which the container may use for another exchange. What is known stays as it is. */
    void forget() {
        source = null;
    }

    /** Looks now, while the application holds both. Never throws; what fails now is told of at the end. */
    void remember() {
        Source looked = source;
        if (looked == null) {
            return;
        }
        try {
            remembered = look(looked);
        } catch (RuntimeException e) {
            remembered = null;
        }
    }

    /** Looks again if the response has been committed since, for then its status has been sent. */
    void noteCommit() {
        Facts known = remembered;
        if (known == null || !known.committed()) {
            remember();
        }
    }

    /** Whether the response had been begun when it was looked at last. */
    boolean committed() {
        Facts known = remembered;
        return known != null && known.committed();
    }

    /**
     * What can be seen now, or else what was remembered. The status of a committed response is the one that was sent, even
     * where the container, like Tomcat after a time-out, sets another one then.
     */
    Facts facts() {
        try {
            Facts now = look(Objects.requireNonNull(source, "forgotten"));
            Facts known = remembered;
            return known != null && known.committed() ? now.withStatus(known.status()) : now;
        } catch (RuntimeException takenBack) {
            Facts known = remembered;
            if (known == null) {
                throw takenBack;
            }
            return known;
        }
    }

    private Facts look(Source looked) {
        HttpServletRequest request = looked.request();
        HttpServletResponse response = looked.response();
        Object conversationId = request.getAttribute(MesFilter.CONVERSATION_ID);
        return new Facts(
                response.getStatus(),
                response.getHeader("Content-Encoding"),
                identityResolver.resolve(request).orElse(Identity.UNKNOWN),
                conversationId == null ? null : conversationId.toString(),
                response.isCommitted(),
                Boolean.TRUE.equals(request.getAttribute(MesFilter.CLIENT_GONE)));
    }

    /** The status that a container answers with when the application throws before the response has begun. */
    static int statusAfterThrowing(Facts facts) {
        return facts.committed() ? facts.status() : Math.max(SERVER_ERROR, facts.status());
    }
}
