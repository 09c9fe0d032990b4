package io.mes.filter;

import io.mes.storage.exchange.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a record wants to know of the container's request and response when it ends.
 *
 * <p>A container may take both back as soon as a response is broken off, on another thread, before the record has ended.
 * So what is known is remembered when the request goes on without its thread and when the response begins, and that is
 * told where the objects no longer answer. Who asks is remembered from the first moment at which it is known.
 */
final class ServletView {

    private static final int SERVER_ERROR = 500;

    /**
     * What is known.
     *
     * @param status the HTTP status
     * @param encoding Content-Encoding of the response; null for none
     * @param conversationId the conversation that the gateway named; null for none
     * @param committed whether the response had been begun
     * @param clientGone whether the gateway says that the client has gone
     */
    record Facts(
            int status,
            @Nullable String encoding,
            @Nullable String conversationId,
            boolean committed,
            boolean clientGone) {

        private Facts withStatus(int sent) {
            return new Facts(sent, encoding, conversationId, committed, clientGone);
        }
    }

    /** The container's own. */
    private record Source(HttpServletRequest request, HttpServletResponse response) {}

    private final IdentityResolver identityResolver;
    private volatile @Nullable Source source;
    private volatile @Nullable Facts remembered;
    private volatile Identity caller = Identity.UNKNOWN;

    /** The thread that passes through the chain; null while the request goes on without one. */
    private final AtomicReference<@Nullable Thread> passing = new AtomicReference<>();

    ServletView(HttpServletRequest request, HttpServletResponse response, IdentityResolver identityResolver) {
        this.source = new Source(request, response);
        this.identityResolver = identityResolver;
    }

    /** Lets go of request and response, which the container may use for another exchange. What is known stays as it is. */
    void forget() {
        source = null;
    }

    /** This thread passes through the chain from now on, until {@link #left}. */
    void entered() {
        passing.set(Thread.currentThread());
        identify();
    }

    /** This thread has passed; another may have begun to since. */
    void left() {
        passing.compareAndSet(Thread.currentThread(), null);
    }

    /** Who asks, as far as is known by now. */
    Identity caller() {
        return caller;
    }

    /** Finds out who asks. Never throws; what fails now is told of at the end. */
    void identify() {
        Source looked = source;
        if (looked != null) {
            try {
                identify(looked.request());
            } catch (RuntimeException e) {
                // It is asked for once more.
            }
        }
    }

    /**
     * What a resolver says counts on a thread that passes through the chain. On any other, a principal may be that of whoever
     * the thread worked for before; there it may only say more of who is known, and a caller who is not known yet is taken
     * from the request's attributes, which are the request's on every thread.
     */
    private void identify(HttpServletRequest request) {
        Identity known = caller;
        Identity seen = identityResolver.resolve(request).orElse(Identity.UNKNOWN);
        if (passing.get() != Thread.currentThread() && seen.userId() != known.userId()) {
            seen = known.userId() == Identity.UNKNOWN.userId()
                    ? AttributeIdentity.resolve(request).orElse(known)
                    : known;
        }
        if (!seen.equals(Identity.UNKNOWN)) {
            caller = seen;
        }
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
        identify(request);
        Object conversationId = request.getAttribute(MesFilter.CONVERSATION_ID);
        return new Facts(
                response.getStatus(),
                response.getHeader("Content-Encoding"),
                conversationId == null ? null : conversationId.toString(),
                response.isCommitted(),
                Boolean.TRUE.equals(request.getAttribute(MesFilter.CLIENT_GONE)));
    }

    /** The status that a container answers with when the application throws before the response has begun. */
    static int statusAfterThrowing(Facts facts) {
        return facts.committed() ? facts.status() : Math.max(SERVER_ERROR, facts.status());
    }
}
