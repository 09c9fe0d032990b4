package io.mes.demo;

import io.mes.filter.IdentityResolver;
import io.mes.storage.exchange.Identity;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Lets requests with a known key pass, and tells MES whose they are. */
final class KeyFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final String BEARER = "Bearer ";

    /** Not TRACE, which is answered with the headers of the request, those with keys among them; nor other spellings. */
    private static final List<String> METHODS = List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    private final transient GatewayKeys keys;

    KeyFilter(GatewayKeys keys) {
        this.keys = keys;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!METHODS.contains(request.getMethod())) {
            OpenAiError.send(
                    response,
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    "The gateway knows the methods " + String.join(", ", METHODS),
                    "invalid_request_error",
                    null);
            return;
        }
        Optional<Identity> caller = caller(request);
        if (caller.isEmpty() && !isHealth(request)) {
            response.setHeader("WWW-Authenticate", "Bearer");
            OpenAiError.send(
                    response,
                    HttpServletResponse.SC_UNAUTHORIZED,
                    "The API key is missing or wrong; send one of the gateway's keys as Authorization: Bearer …",
                    "invalid_request_error",
                    "invalid_api_key");
            return;
        }
        caller.ifPresent(identity -> {
            request.setAttribute(IdentityResolver.USER_ID, identity.userId());
            request.setAttribute(IdentityResolver.TOKEN_ID, identity.tokenId());
            request.setAttribute(IdentityResolver.CHANNEL_ID, identity.channelId());
            request.setAttribute(IdentityResolver.ADMINISTRATOR, identity.administrator());
        });
        chain.doFilter(request, response);
    }

    private Optional<Identity> caller(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? keys.find(authorization.substring(BEARER.length()).strip()) : Optional.empty();
    }

    private static boolean isHealth(HttpServletRequest request) {
        return request.getServletPath().equals("/api/v1") && "/health".equals(request.getPathInfo());
    }
}
